/** An event as a calendar takes it. */
export interface CalendarEvent {
  id: string
  debut: string
  fin: string
  titre: string
  lieu: string | null
  texte: string
  /** When the file is made. */
  fait: Date
  /** A calendar that holds the event already follows the higher number. */
  sequence?: number
  annule?: boolean
}

/** A calendar file (RFC 5545). Where its only event was cancelled, the file takes it out of the calendar again. */
export function writeIcs(events: readonly CalendarEvent[]): string {
  const gone = events.length === 1 && events[0]!.annule
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Relais Industrie//Console//FR',
    `METHOD:${gone ? 'CANCEL' : 'PUBLISH'}`,
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ]
  return `${lines.map(foldLine).join('\r\n')}\r\n`
}

function eventLines({ id, debut, fin, titre, lieu, texte, fait, sequence = 0, annule }: CalendarEvent): string[] {
  return [
    'BEGIN:VEVENT',
    `UID:${id}@relais-industrie`,
    `DTSTAMP:${stamp(fait)}`,
    `SEQUENCE:${sequence}`,
    `STATUS:${annule ? 'CANCELLED' : 'CONFIRMED'}`,
    `DTSTART:${stamp(new Date(debut))}`,
    `DTEND:${stamp(new Date(fin))}`,
    `SUMMARY:${escapeText(titre)}`,
    ...(lieu ? [`LOCATION:${escapeText(lieu)}`] : []),
    `DESCRIPTION:${escapeText(texte)}`,
    'END:VEVENT',
  ]
}

function stamp(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** What people typed makes no line of its own. */
function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, c => `\\${c}`)
    .replace(/\r\n?|\n|\u2028|\u2029/g, '\\n')
    .replace(/\p{Cc}/gu, '')
}

/** At most 75 bytes a line, never cut inside a character. */
function foldLine(line: string): string {
  const bytes = new TextEncoder()
  let out = ''
  let size = 0
  for (const c of line) {
    const width = bytes.encode(c).length
    if (size + width > 75) {
      out += '\r\n '
      size = 1
    }
    out += c
    size += width
  }
  return out
}
