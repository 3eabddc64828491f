import { dayInFrance } from '../domain/business-days.ts'
import { recordOf } from '../domain/call.ts'
import { callLetter } from '../domain/call-letter.ts'
import type { Library } from '../domain/library.ts'
import { callOf } from '../store/calls.ts'
import type { Message } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'
import type { Mail } from './email.ts'
import { htmlOf } from './message.ts'

/**
 * The mail that an outbox row about a call stands for, read now. Null where it is not to be sent any more: the wish was
 * taken back, the lead wiped, the record gone, or the firm was told by another of its leads.
 */
export async function callMail(
  { store, library, now }: { store: Store; library: Library; now: Date },
  { id, cle, reference }: Message,
  arret: string,
): Promise<Mail | null> {
  const call = await store.calls.read(callOf(cle))
  const lead = reference ? await store.leads.read(reference) : null
  if (!call || !lead?.appels || !lead.email || lead.effaceLe || lead.fusion) return null
  const record = call.dispositif ? library.dispositifs.get(call.dispositif) : recordOf(library, call.appel)
  if (!record || !(await store.calls.isFirst(call.id, lead.reference))) return null
  const { sujet, texte, liens } = callLetter(library, record, call, lead, { today: dayInFrance(now), arret })
  return { id, to: [lead.email], reference: lead.reference, arret, sujet, texte, html: htmlOf(sujet, texte, liens) }
}
