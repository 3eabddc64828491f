import type { Logger } from 'pino'
import type { Store } from './store/store.ts'

const HOUR_MS = 3_600_000

/** What the cleaning works with. */
export interface CleaningOptions {
  store: Pick<Store, 'eraseAgain' | 'purge'>
  retentionMonths: number
  /** Where a conversation was left, for the anonymous funnel. */
  stopped(state: unknown): Record<string, string> | null
  log: Logger
  fault(error: unknown): void
}

/** Wipes again what a restored backup brought back, then deletes every hour what has been kept long enough. */
export async function startCleaning({ store, retentionMonths, stopped, log, fault }: CleaningOptions): Promise<void> {
  const leads = await store.eraseAgain()
  if (leads > 0) log.warn({ leads }, 'wiped again after a restore')
  const purge = () =>
    store
      .purge({ retentionMonths, stopped })
      // a refusal waits for a person: it must be seen
      .then(result => (result.sorte === 'faite' ? log.info(result, 'purge') : log.warn(result, 'purge refused')))
      .catch(fault)
  setInterval(purge, HOUR_MS).unref()
  void purge()
}
