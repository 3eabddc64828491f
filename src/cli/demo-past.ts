import { say } from '../domain/texts.ts'
import type { NewEvent } from '../store/agenda.ts'
import { type Demo, oneLead } from './demo-leads.ts'

/** How many leads come before the last six months. */
export const PAST = 40
const FIRST_DAY = 470
const LAST_DAY = 190
const DAY_MS = 86_400_000
const EVENTS = 12
const VISITS = 180

/** What a bilan compares with and counts besides: older leads, one of them erased and one merged, events, conversations. */
export async function fillPast(demo: Demo, now: Date, people: readonly { nom: string }[]): Promise<void> {
  const { store, clock, random } = demo
  const names = people.map(p => p.nom)
  const at = (daysAgo: number, hour = 8) =>
    new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS - Math.floor(daysAgo) * DAY_MS + hour * 3_600_000)
  const references: string[] = []
  for (let n = 0; n < PAST; n++) {
    clock.at = at(LAST_DAY + random() * (FIRST_DAY - LAST_DAY), 7 + Math.floor(random() * 9))
    // some were taken over from the table that was kept before
    references.push(await oneLead(demo, 60 + n, now, names, n % 8 === 0 ? 'import' : undefined))
  }
  clock.at = at(LAST_DAY - 5)
  const [erased = '', double = '', kept = ''] = references.slice(1)
  const entry = { auteur: names[0] ?? 'demo', texte: say(demo.library.texts, 'demo-fusion') }
  const all = store.leadsOf({ role: 'administrateur', territoires: [], epci: [] })
  await all.merge(double, kept, entry)
  await store.leads.forget(erased)
  await fillAgenda(demo, at)
  await countVisits(demo, at)
}

/** A year of events over the territories, some of them still to come. */
async function fillAgenda(
  { store, library, random }: Demo,
  at: (daysAgo: number, hour?: number) => Date,
): Promise<void> {
  const { texts, territoires } = library
  const titles = say(texts, 'demo-evenements').split('|')
  const ids = [...territoires.keys()]
  for (let n = 0; n < EVENTS * 2; n++) {
    const sorte = (['evenement', 'permanence', 'cotech', 'evenement', 'copil', 'permanence'] as const)[n % 6]!
    const begin = at((n - 3) * 15, 8)
    const territoire = ids[n % ids.length]!
    const epci = Object.keys(territoires.get(territoire)!.epci)
    const event: NewEvent = {
      sorte,
      titre: sorte === 'evenement' ? titles[n % titles.length]! : say(texts, `demo-${sorte}`),
      debut: begin.toISOString(),
      fin: new Date(begin.getTime() + 2 * 3_600_000).toISOString(),
      lieu: say(texts, 'demo-lieux').split('|')[2]!,
      territoire,
      epci: sorte === 'permanence' ? epci[Math.floor(random() * epci.length)]! : null,
      qui: sorte === 'permanence' ? say(texts, 'demo-comptes').split('|')[1]! : null,
      minutes: sorte === 'permanence' ? 30 : null,
    }
    await store.agenda.add(event, 'demo')
  }
}

/** The anonymous counts that conversations leave. */
async function countVisits({ store, library, clock, random }: Demo, at: (daysAgo: number) => Date): Promise<void> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const steps = ['besoin', 'question', 'question', 'suite', 'suite', 'consentement', 'coordonnees', 'confirmation']
  for (let n = 0; n < VISITS; n++) {
    clock.at = at(random() * 360)
    const there = { theme: pick([...library.themes.keys()]), territoire: pick([...library.territoires.keys()]) }
    await store.counters.add('conversation', { canal: random() < 0.8 ? 'directline' : 'msteams' })
    if (random() < 0.6) await store.counters.add('resultat', there)
    if (random() < 0.5) await store.counters.add('arret', { ...there, etape: pick(steps) })
    if (random() < 0.1)
      await store.counters.add('satisfaction', {
        note: pick(['oui', 'en-partie', 'non']),
        territoire: there.territoire,
      })
  }
}
