import { join } from 'node:path'
import pino from 'pino'
import { openAnnuaire } from './annuaire.ts'
import { apiRoutes } from './api/api.ts'
import { trameRoutes } from './api/trame.ts'
import type { Activity } from './channels/activities.ts'
import { openChannels } from './channels/channels.ts'
import { directLineRoutes } from './channels/directline.ts'
import { directLineStreams } from './channels/stream.ts'
import type { Thread } from './channels/threads.ts'
import { Tokens } from './channels/tokens.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { consoleRoutes } from './console/routes.ts'
import { stoppedAt } from './conversation/funnel.ts'
import { groupQuestions } from './conversation/grouping.ts'
import type { Mind } from './conversation/mind.ts'
import { tellNotKept } from './conversation/not-kept.ts'
import type { Reply } from './conversation/reply.ts'
import { turn } from './conversation/turn.ts'
import { dayInFrance } from './domain/business-days.ts'
import { formatFinding } from './domain/finding.ts'
import { countRecords } from './domain/library.ts'
import { flagLead } from './domain/signaux.ts'
import { say } from './domain/texts.ts'
import { contentOf, sheetOf } from './dress.ts'
import { keepMind } from './knowing.ts'
import { watchStore } from './metrics.ts'
import { filePost, smtpPost } from './notifications/email.ts'
import { makeTeamsDesk } from './notifications/teams-desk.ts'
import { answerFollowUp } from './rights/answers.ts'
import { makePasses } from './rights/passes.ts'
import { rightsRoutes } from './rights/routes.ts'
import { startRounds } from './rounds.ts'
import { type Readiness, startServer } from './server.ts'
import type { Shelves } from './shelves.ts'
import { FolderInUse } from './store/database.ts'
import { openStore } from './store/store.ts'
import { bundleWebchat } from './webchat/bundle.ts'
import { visitOf } from './webchat/demo.ts'
import { webchatRoutes } from './webchat/serve.ts'

/** sysexits' EX_CONFIG: what the operator must mend before a start can succeed. */
const MEND_FIRST = 78

/** How long after listening the slow parts are made: they hold the thread for a third of a second. */
const WARM_MS = 400

const ROOT = join(import.meta.dirname, '..')

/** A start that cannot be: its lines are for the operator, without a stack. */
class NoStart extends Error {}

async function serve(config: Config, shelves: Shelves): Promise<void> {
  const log = pino({ level: config.logLevel, base: null })
  const fault = (error: unknown) => {
    const { name, stack } = error instanceof Error ? error : new Error('not an error')
    // where it broke, never what was said: messages of errors may hold people's words
    log.error(
      {
        name,
        at: stack
          ?.split('\n')
          .filter(line => line.startsWith('    at '))
          .slice(0, 6),
      },
      'a fault',
    )
  }

  const [first, store, webchat] = await Promise.all([
    shelves.load(),
    openStore(
      { dataDir: config.dataDir, databaseUrl: config.databaseUrl, role: 'server', onError: fault },
      { flag: (lead, before) => flagLead(mind.library, lead, before) },
    ),
    bundleWebchat(),
  ])
  if (!first.library) throw new NoStart(first.findings.map(formatFinding).join('\n'))
  let mind!: Mind
  const take = (made: Mind) => {
    mind = made
  }
  const months = config.retentionMonths
  const { reload, settle } = await keepMind({ first: first.library, shelves, store, months, log, fault, take })

  const now = () => new Date()
  const library = () => mind.library
  const conversations = store.conversations<Reply>()
  const activities = store.activities<Partial<Activity>>()
  const tokens = new Tokens(await store.secret('directline'))
  const origins = config.webchatOrigins
  const annuaire = config.entreprisesUrl
    ? openAnnuaire({ url: config.entreprisesUrl, log: event => log.info(event, 'company directory') })
    : null
  const { thread, keepThread } = store.teams<Thread['reference']>()
  const threads = { read: thread, keep: keepThread }
  const desk = makeTeamsDesk({ store, library, base: () => base, now })
  const channels = openChannels({
    bot: {
      conversations,
      turn: (state, input, ctx) => turn(mind, state, input, ctx),
      // the heart takes null for "nobody to ask"
      answer: async requete => ({
        sorte: 'reponse',
        requete,
        resultat:
          requete.sorte === 'entreprise'
            ? ((await annuaire?.find(requete.siret)) ?? null)
            : await answerFollowUp({ store, library, passes }, requete),
      }),
      apology: lost => (lost ? tellNotKept(mind, lost, dayInFrance(now())) : say(mind.library.texts, 'panne')),
      now,
      fault,
    },
    activities,
    manner: { library, threads, echo: config.microsoftApp !== undefined, fault },
    messages: { desk, registration: config.microsoftApp, production: config.production, fault },
  })
  const { local: adapter, teams } = channels
  const streams = directLineStreams({ tokens, activities, origins, fault })

  const passes = makePasses(await store.secret('passes'), now)

  async function ready(): Promise<Readiness> {
    try {
      await store.check()
    } catch (error) {
      fault(error)
      return { ready: false, reason: 'database' }
    }
    const { library } = mind
    return {
      ready: true,
      knowledge: { version: library.version, records: countRecords(library) },
      database: store.engine,
    }
  }

  const server = await startServer(
    {
      trustProxy: config.trustProxy,
      publicUrl: config.publicUrl,
      rateLimits: config.rateLimits,
      metricsToken: config.metricsToken,
      sharedRates: store.rates?.take,
      routes: [
        ...apiRoutes(() => mind, now),
        ...trameRoutes(() => mind.library),
        ...directLineRoutes({
          tokens,
          activities,
          adapter,
          origins,
          slow: n => say(mind.library.texts, 'http-trop-vite', { n }),
        }),
        ...teams.routes,
        ...webchatRoutes({
          webchat,
          content: () => contentOf(mind.library),
          origins,
          logos: join(ROOT, 'dialogs/logos'),
        }),
        ...rightsRoutes({
          store,
          library,
          passes,
          sheet: (titre, html) => sheetOf(mind.library, webchat, titre, html),
        }),
        ...consoleRoutes({
          store,
          library,
          now,
          mailsKept: !config.mail,
          oidc: config.oidc,
          settled: settle,
          visit: visitOf,
          grasp: piece => mind.grasp(piece, now().toISOString()),
          groups: texts => groupQuestions(mind.library, texts),
        }),
      ],
      upgrades: [streams],
      sentence: code => say(mind.library.texts, `http-${code}`),
      ready,
      log,
    },
    config.port,
    config.host,
  )

  watchStore(server.metrics, store, now)
  const host = config.host.includes(':') ? `[${config.host}]` : config.host === '127.0.0.1' ? 'localhost' : config.host
  const base = config.publicUrl ?? `http://${host}:${server.port}`
  const post = config.mail
    ? smtpPost(config.mail.url, config.mail.from)
    : filePost(join(config.dataDir, 'mails'), 'relais@localhost')
  const { retentionMonths } = config
  const stopped = (state: unknown) => stoppedAt(mind, state)
  const rounds = await startRounds({
    ...{ store, library, base, post, teams, desk, passes, retentionMonths, stopped, now, log, fault },
    dataDir: config.dataDir,
  })

  let stopping = false
  async function stop(): Promise<void> {
    if (stopping) return
    stopping = true
    streams.close()
    await server.close()
    await rounds.stop()
    await store.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  process.on('SIGHUP', () => void reload().catch(fault))
  for (const finding of first.findings) log.warn({ finding: formatFinding(finding) }, 'content')
  // the SDK, the gazetteer and the index are there before the first message, but not before the first « ready »
  setTimeout(() => {
    void channels.open().catch(fault)
    mind.search(String(mind.lookup.find('59000').results.length))
  }, WARM_MS).unref()
  console.log(`Relais Industrie: http://${host}:${server.port}/`)
  if (await store.accounts.needsLink())
    console.log(`Console (this link works once): ${base}/console/entrer?lien=${await store.accounts.link()}`)
}

/** Starts the server on the shelves being read; a start that cannot be ends the process with exit 78 and one line. */
export async function start(shelves: Shelves): Promise<void> {
  try {
    await serve(readConfig(), shelves)
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number }
    const mendable = error instanceof ConfigError || error instanceof NoStart || error instanceof FolderInUse
    if (!mendable && code !== 'EADDRINUSE') throw error
    console.error(code === 'EADDRINUSE' ? `PORT: ${port} is taken` : (error as Error).message)
    process.exit(MEND_FIRST)
  }
}
