import { ConfigError, readConfig } from '../config.ts'
import type { Scope } from '../domain/scope.ts'
import { seeded } from '../domain/seeded.ts'
import { flagLead } from '../domain/signaux.ts'
import { say } from '../domain/texts.ts'
import { load } from '../load.ts'
import { openStore } from '../store/store.ts'
import { type Demo, oneLead } from './demo-leads.ts'
import { fillPast, PAST } from './demo-past.ts'

const LEADS = 60
const DAYS = 182
const DAY_MS = 86_400_000
const PASSWORD = 'demonstration-2026'

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
        const accounts = await fillDemo({ store, library, clock, random: seeded(20_260_101) })
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
