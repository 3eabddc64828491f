import { ConfigError, readConfig } from '../config.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { type Lead, makeReference } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import { amountsAt, legalMoves, type Statut } from '../domain/pipeline.ts'
import type { Answer, Faits } from '../domain/question.ts'
import type { Scope } from '../domain/scope.ts'
import { flagLead } from '../domain/signaux.ts'
import { say } from '../domain/texts.ts'
import { traceOf } from '../domain/trace.ts'
import { load } from '../load.ts'
import { openStore, type Store } from '../store/store.ts'
import { fillPast, PAST } from './demo-past.ts'

const LEADS = 60
const DAYS = 182
const DAY_MS = 86_400_000
const PASSWORD = 'demonstration-2026'
const origines = ['chat', 'chat', 'chat', 'teams', 'telephone', 'visite'] as const

/** Numbers in [0, 1) that are the same every time (mulberry32). */
export function dice(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What the demonstration is made with; `clock.at` is the time that the store sees. */
export interface Demo {
  store: Store
  library: Library
  clock: { at: Date }
  random: () => number
}

/** Fills an empty store with clearly fictitious leads, 60 over the last six months and 40 before, and four accounts. */
export async function fillDemo(demo: Demo): Promise<{ email: string; role: string }[]> {
  const now = demo.clock.at
  const accounts = await makeAccounts(demo)
  const days = Array.from({ length: LEADS }, () => Math.floor(demo.random() ** 1.4 * DAYS)).sort((a, b) => b - a)
  for (const [i, day] of days.entries()) {
    const minutes = Math.floor(demo.random() * 540) + 480
    demo.clock.at = new Date(
      Math.min(now.getTime() - 60_000, Math.floor(now.getTime() / DAY_MS) * DAY_MS - day * DAY_MS + minutes * 60_000),
    )
    await oneLead(
      demo,
      i,
      now,
      accounts.map(a => a.nom),
    )
  }
  demo.clock.at = now
  await fillPast(demo, now, accounts)
  demo.clock.at = now
  // nobody is written to about people who do not exist
  for (let batch = await demo.store.outbox.claim(100); batch.length > 0; batch = await demo.store.outbox.claim(100))
    for (const { id } of batch) await demo.store.outbox.done(id)
  return accounts
}

async function makeAccounts({ store, library, clock }: Demo) {
  const names = say(library.texts, 'demo-comptes').split('|')
  const [territoire = ''] = library.territoires.keys()
  const [epci = ''] = Object.keys(library.territoires.get(territoire)?.epci ?? {})
  const scopes: (Scope & { email: string })[] = [
    { role: 'administrateur', territoires: [], epci: [], email: 'administrateur@demo.test' },
    { role: 'chef-de-projet', territoires: [territoire], epci: [], email: 'chef@demo.test' },
    { role: 'referent', territoires: [], epci: [epci], email: 'referent@demo.test' },
    { role: 'lecteur', territoires: [territoire], epci: [], email: 'lecteur@demo.test' },
  ]
  const made = []
  for (const [i, scope] of scopes.entries()) {
    const account = await store.accounts.create({ ...scope, nom: names[i] ?? scope.role })
    if (!account) continue
    await store.accounts.setPassword(account.id, PASSWORD)
    made.push({ email: scope.email, role: say(library.texts, `console-role-${scope.role}`), nom: account.nom })
  }
  clock.at = new Date(clock.at)
  return made
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

if (import.meta.main) {
  try {
    const { dataDir, databaseUrl } = readConfig()
    const { library } = load(process.cwd())
    if (!library) throw new ConfigError('dialogs/: broken, run npm run check')
    const clock = { at: new Date() }
    const store = await openStore(
      { dataDir, databaseUrl, role: 'command' },
      { now: () => clock.at, flag: (lead, before) => flagLead(library, lead, before) },
    )
    try {
      const used = (await store.leads.count({})) > 0 || (await store.accounts.list()).some(a => a.motDePasse)
      if (used) {
        console.error(say(library.texts, 'demo-deja', { dossier: dataDir }))
        process.exitCode = 1
      } else {
        const accounts = await fillDemo({ store, library, clock, random: dice(20_260_101) })
        console.log(say(library.texts, 'demo-fait', { n: LEADS + PAST, dossier: dataDir }))
        for (const { email, role } of accounts)
          console.log(say(library.texts, 'demo-compte', { email, role, passe: PASSWORD }))
      }
    } finally {
      await store.close()
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = error instanceof ConfigError ? 78 : 1
  }
}
