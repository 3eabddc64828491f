import type { CallDraft } from './call.ts'
import { type Firm, weighLead } from './concerned.ts'
import type { Dispositif } from './dispositif.ts'
import { mentionsOf } from './identite.ts'
import type { Library } from './library.ts'
import { reasonsOf, tellDate } from './reasons.ts'
import { say } from './texts.ts'

/** A call with the words of its mail. */
export interface CallWords {
  titre: string
  appel: Pick<CallDraft, 'lien'>
  sujet: string
  message: string
}

/**
 * The mail about a call to one firm: the words of who sends it, the call, why it may fit, and how to end such mails.
 * `arret` is that link; `liens` are the lines that are links. `today` is `YYYY-MM-DD`.
 */
export function callLetter(
  library: Library,
  record: Dispositif,
  call: CallWords,
  lead: Firm,
  { today, arret }: { today: string; arret: string },
): { sujet: string; texte: string; liens: string[] } {
  const { texts } = library
  const { weighed, situation } = weighLead(library, record, lead, today)
  const raisons = reasonsOf(library, weighed, situation)
  const list = (key: string, outcome: string) => {
    const lines = raisons.filter(r => r.outcome === outcome).map(r => `- ${r.text}`)
    return lines.length > 0 ? [say(texts, key, { liste: lines.join('\n') })] : []
  }
  const fin = record.periode?.fin
  const texte = [
    say(texts, 'mail-appel-bonjour', { nom: oneLine(lead.nom) }),
    call.message.trim(),
    say(texts, 'mail-appel-titre', { titre: oneLine(call.titre) }),
    ...(fin ? [say(texts, 'mail-appel-fin', { fin: tellDate(texts, fin) })] : []),
    ...(call.appel.lien ? [call.appel.lien] : []),
    ...list('mail-appel-pourquoi', 'met'),
    ...list('mail-appel-verifier', 'missing'),
    say(texts, 'mail-notice'),
    say(texts, 'mail-appel-droits', {
      ...mentionsOf(texts, lead.territoire),
      accord: tellDate(texts, lead.appels?.date.slice(0, 10) ?? ''),
    }),
    arret,
  ].join('\n\n')
  return { sujet: oneLine(call.sujet), texte, liens: [call.appel.lien, arret].filter(Boolean) }
}

/** What people typed stays on its line. */
function oneLine(value: string): string {
  return value.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
