/** A meeting as a calendar takes it. */
export interface CalendarEvent {
  id: string
  debut: string
  minutes: number
  titre: string
  lieu: string | null
  texte: string
  /** When the file is made. */
  fait: Date
}

const MINUTE_MS = 60_000

/** A calendar file with one meeting (RFC 5545). */
export function writeIcs({ id, debut, minutes, titre, lieu, texte, fait }: CalendarEvent): string {
  const end = new Date(Date.parse(debut) + minutes * MINUTE_MS)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Relais Industrie//Console//FR',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${id}@relais-industrie`,
    `DTSTAMP:${stamp(fait)}`,
    `DTSTART:${stamp(new Date(debut))}`,
    `DTEND:${stamp(end)}`,
    `SUMMARY:${escapeText(titre)}`,
    ...(lieu ? [`LOCATION:${escapeText(lieu)}`] : []),
    `DESCRIPTION:${escapeText(texte)}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.map(foldLine).join('\r\n')}\r\n`
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
