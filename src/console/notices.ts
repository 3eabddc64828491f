import { say } from '../domain/texts.ts'
import type { Visitor } from './door.ts'
import type { Console } from './page.ts'

/** What an administrator has to settle so that leads reach somebody; others cannot, and are not told. */
export async function notices({ store, library, mailsKept }: Console, { account }: Visitor): Promise<string[]> {
  if (account.role !== 'administrateur') return []
  const { texts, territoires } = library()
  const confirmed = (await store.recipients.list()).filter(r => r.confirmedAt)
  const served = (id: string, epci: readonly string[]) =>
    confirmed.some(r => r.territoire === id) || epci.every(e => confirmed.some(r => r.epci === e && r.theme === null))
  const without = [...territoires].filter(([id, t]) => !served(id, Object.keys(t.epci))).map(([, t]) => t.titre)
  const { mort } = await store.outbox.backlog()
  return [
    ...(without.length > 0 ? [say(texts, 'console-avis-sans-destinataire', { liste: without.join(', ') })] : []),
    ...(mailsKept ? [say(texts, 'console-avis-courriels-fichiers')] : []),
    ...(mort > 0 ? [say(texts, 'console-avis-morts', { n: mort })] : []),
    ...(account.motDePasse || account.email ? [] : [say(texts, 'console-avis-mot-de-passe')]),
  ]
}
