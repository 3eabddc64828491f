import type { Library } from '../domain/library.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { Message } from '../store/outbox.ts'
import { SHARE } from '../store/shared-leads.ts'
import type { Store } from '../store/store.ts'
import type { Mail } from './email.ts'
import { htmlOf } from './message.ts'

/** Tells an EPCI that a project is proposed to it: by whom and on what, nothing about the company. Null once it is settled. */
export async function shareMail(
  store: Store,
  library: Library,
  { id, cle }: Message,
  base: string,
): Promise<Mail | 'held' | null> {
  const all = store.sharesOf({ role: 'administrateur', territoires: [], epci: [] })
  const proposal = (await all.proposals()).find(p => cle === `${SHARE} ${p.id}`)
  if (!proposal) return null
  const { epci, de, themes } = proposal
  const territoire = library.territoireOfEpci.get(epci) ?? null
  const boxes = await store.recipients.route({ territoire, epci, themes })
  const to = boxes.length > 0 ? boxes : await store.accounts.administratorMails()
  if (to.length === 0) return 'held'
  const { texts } = library
  const lien = `${base}/console/partages`
  const blanks = {
    lien,
    de: de ? tellPlace(library, { territoire: null, epci: de, theme: null }) : say(texts, 'mail-inconnu'),
    themes: themes.map(t => library.themes.get(t)?.titre ?? t).join(', ') || say(texts, 'mail-inconnu'),
  }
  const sujet = say(texts, 'mail-partage-sujet', blanks)
  const texte = say(texts, 'mail-partage-texte', blanks)
  return { id, to, reference: SHARE, sujet, texte, html: htmlOf(sujet, texte, [lien]) }
}
