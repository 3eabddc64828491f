import { dayInFrance } from '../domain/business-days.ts'
import { type Lead, makeReference } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import { amountsAt, legalMoves, type Statut } from '../domain/pipeline.ts'
import type { Answer, Faits } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { traceOf } from '../domain/trace.ts'
import type { Store } from '../store/store.ts'

const DAY_MS = 86_400_000
const origines = ['chat', 'chat', 'chat', 'teams', 'telephone', 'visite'] as const

/** What the demonstration is made with; `clock.at` is the time that the store sees. */
export interface Demo {
  store: Store
  library: Library
  clock: { at: Date }
  random: () => number
}

/** A lead that comes in at the time of the clock, and goes its way from there until now; its reference. */
export async function oneLead(
  demo: Demo,
  index: number,
  now: Date,
  people: readonly string[],
  origine?: Lead['origine'],
): Promise<string> {
  const { store, library, clock, random } = demo
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const words = (key: string) => say(library.texts, key).split('|')
  const commune = pick([...library.communes.values()].filter(c => c.population > 2_000))
  const place = placeOf(library, commune.insee)
  const people_ = Math.ceil(random() ** 2 * 300) + 3
  const faits: Faits = {
    commune: answer(commune.insee),
    effectif: answer({ min: people_, max: people_ }),
    groupe: answer(random() < 0.2),
  }
  const themes = [
    ...new Set([pick([...library.themes.keys()]), ...(random() < 0.3 ? [pick([...library.themes.keys()])] : [])]),
  ]
  const today = dayInFrance(clock.at)
  const nom = `${pick(words('demo-prenoms'))} ${pick(words('demo-noms'))}`
  const lead: Lead = {
    reference: makeReference(clock.at.getUTCFullYear(), [random(), random(), random(), random()]),
    date: clock.at.toISOString(),
    origine: origine ?? pick(origines),
    ...{ territoire: place.territoire, epci: place.epci, commune: commune.insee },
    faits,
    besoins: themes.map(theme => {
      const reponses = needAnswers(library, theme, random)
      return { theme, reponses, trace: traceOf(library, { theme, faits: { ...faits, ...reponses }, place, today }) }
    }),
    nom,
    entreprise: `${pick(words('demo-entreprises'))} ${index + 1}`,
    email: `contact${index + 1}@exemple.test`,
    telephone: random() < 0.5 ? `01 99 00 ${String(index).padStart(2, '0')} 00` : null,
    message: pick(words('demo-messages')),
    consentement: { version: 'demo', texte: 'demo', date: clock.at.toISOString() },
    signaux: random() < 0.12 ? [{ id: 'difficulte', raison: say(library.texts, 'signal-difficulte') }] : [],
  }
  if (await store.leads.create(lead, lead.origine)) await walk(demo, lead.reference, now, people)
  return lead.reference
}

const answer = (valeur: Answer['valeur']): Answer => ({ valeur, origine: 'question' })

function needAnswers(library: Library, theme: string, random: () => number): Faits {
  const own = (library.themes.get(theme)?.questions ?? [])
    .map(a => a.question)
    .filter(q => q.type === 'choix' && q.portee === 'projet')
  return Object.fromEntries(
    own.slice(0, 2).map(q => {
      const options = Object.keys(q.options ?? {})
      return [q.id, answer([options[Math.floor(random() * options.length)]!])]
    }),
  )
}

/** Takes a lead some way along its pipeline, with the amounts and notes that go with it. */
async function walk(
  { store, library, clock, random }: Demo,
  reference: string,
  now: Date,
  people: readonly string[],
): Promise<void> {
  const all = store.leadsOf({ role: 'administrateur', territoires: [], epci: [] })
  const notes = say(library.texts, 'demo-notes').split('|')
  const auteur = people[Math.floor(random() * people.length)] ?? 'demo'
  for (let de: Statut = 'nouveau'; ; ) {
    clock.at = new Date(clock.at.getTime() + (0.5 + random() ** 2 * 14) * DAY_MS)
    const steps: Statut[] = legalMoves(de).filter(s => (s !== 'nouveau' && s !== 'candidature') || de === 'accompagne')
    if (clock.at > now || steps.length === 0 || random() < 0.03) return
    const vers: Statut = random() < 0.78 ? steps[0]! : steps[Math.floor(random() * steps.length)]!
    const note =
      vers === 'oriente'
        ? say(library.texts, 'demo-motif-orientation')
        : random() < 0.5
          ? notes[Math.floor(random() * notes.length)]
          : undefined
    if ((await all.move({ reference, de, vers, auteur, note })) !== 'ok') return
    const figures = {
      investissement: 40_000 + Math.floor(random() * 60) * 10_000,
      emplois: Math.floor(random() * 12),
      subvention_demandee: 10_000 + Math.floor(random() * 20) * 5_000,
      subvention_obtenue: 10_000 + Math.floor(random() * 15) * 5_000,
    }
    const montants = Object.fromEntries(amountsAt(vers).map(m => [m, figures[m]]))
    if (Object.keys(montants).length > 0)
      await all.setAmounts(reference, montants, { auteur, texte: say(library.texts, 'console-montants') })
    de = vers
  }
}
