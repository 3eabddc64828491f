import { ConfigError, readConfig } from '../config.ts'
import type { Library } from '../domain/library.ts'
import { overlay } from '../domain/overlay.ts'
import { flagLead } from '../domain/signaux.ts'
import { load } from '../load.ts'
import { openStore, type Store } from '../store/store.ts'

/** Opens content and store beside a running server, runs an operator's command and sets the exit code. */
export async function runCommand(run: (store: Store, library: Library) => Promise<number>): Promise<void> {
  try {
    const { dataDir, databaseUrl } = readConfig()
    const { library } = load(process.cwd())
    if (!library) throw new ConfigError('dialogs/: broken, run npm run check')
    const store = await openStore(
      { dataDir, databaseUrl, role: 'command' },
      { flag: (lead, before) => flagLead(library, lead, before) },
    )
    try {
      process.exitCode = await run(store, overlay(library, await store.overlay.acts()))
    } finally {
      await store.close()
    }
  } catch (error) {
    // a reader that has enough (`| head`) is no fault
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = error instanceof ConfigError ? 78 : 1
  }
}
