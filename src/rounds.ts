import type { Logger } from 'pino'
import { type CleaningOptions, startCleaning } from './cleaning.ts'
import type { Library } from './domain/library.ts'
import type { Post } from './notifications/email.ts'
import { startDrops } from './notifications/monthly-drop.ts'
import { makeNotifier } from './notifications/notifier.ts'
import type { TeamsDesk } from './notifications/teams-desk.ts'
import { makeTeamsNotifier, type TeamsNotifierOptions } from './notifications/teams-notifier.ts'
import type { Passes } from './rights/passes.ts'
import type { Store } from './store/store.ts'

export interface RoundsOptions extends Pick<CleaningOptions, 'retentionMonths' | 'stopped'> {
  store: Store
  library(): Library
  dataDir: string
  /** Where people reach this server. */
  base: string
  post: Post
  teams: TeamsNotifierOptions['post']
  desk: TeamsDesk
  passes: Passes
  now(): Date
  log: Logger
  fault(error: unknown): void
}

/** The first round waits until the server has said that it is ready. */
const QUIET_MS = 800

/** Starts what runs beside the requests: mails, Teams, the purge. `stop` ends when none of them is at work. */
export async function startRounds(options: RoundsOptions): Promise<{ stop(): Promise<void> }> {
  const { store, library, base, passes, now, log, fault, retentionMonths, stopped } = options
  const notifier = makeNotifier({
    store,
    library,
    post: options.post,
    base,
    now,
    satisfactionLink: reference => `${base}/ma-demande/avis?jeton=${passes.sign('avis', reference)}`,
    appointmentLink: reference => `${base}/ma-demande/rendez-vous?jeton=${passes.sign('rendez-vous', reference)}`,
    // behind the #, the pass reaches no server's log and no scanner of mails
    resumeLink: id => `${base}/#reprise=${passes.sign('reprise', id)}`,
    callStopLink: reference => `${base}/ma-demande/appels?jeton=${passes.sign('appels', reference)}`,
    fault: code => log.warn({ code }, 'a mail was not taken'),
  })
  const notTaken = (code: string) => log.warn({ code }, 'a message to Teams was not taken')
  const { desk, teams: post } = options
  const teamsNotifier = makeTeamsNotifier({ store, library, desk, post, now, fault: notTaken })
  const done = (month: string) => log.info({ month }, 'indicators dropped')
  const begin = setTimeout(() => {
    notifier.start()
    teamsNotifier.start()
    startDrops({ store, library, dataDir: options.dataDir, now, done, fault })
  }, QUIET_MS)
  await startCleaning({ store, retentionMonths, stopped, log, fault })
  return {
    async stop() {
      clearTimeout(begin)
      await Promise.all([notifier.stop(), teamsNotifier.stop()])
    },
  }
}
