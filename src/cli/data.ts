import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig } from '../config.ts'
import type { Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import { load } from '../load.ts'
import { backupTo, isSound, restoreFrom } from '../store/backup.ts'
import { FolderInUse, lockFolder } from '../store/database.ts'
import { openStore } from '../store/store.ts'
import { writeRegistre } from './registre.ts'

/** What the command works with; `print` writes one line on standard output. */
export interface DataCommand {
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'retentionMonths'>
  library: Library
  now(): Date
  print(line: string): void
}

const REGISTRE = 'docs/registre-rgpd.md'

/** `npm run data -- backup|restore|purge|wake|registre`; the exit code. */
export async function data(command: DataCommand, args: string[]): Promise<number> {
  const { library, print, config } = command
  const { texts } = library
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { force: { type: 'boolean', default: false }, out: { type: 'string', default: REGISTRE } },
  })
  const [name, file] = positionals
  const embedded = config.databaseUrl === undefined
  if ((name === 'backup' || name === 'restore') && !embedded) {
    print(say(texts, 'operateur-postgres'))
    return 2
  }
  if (name === 'backup' && file) return save(command, file)
  if (name === 'restore' && file) return restore(command, file, values.force)
  if (name === 'purge') return clean(command, values.force)
  if (name === 'wake') return wake(command)
  if (name === 'registre') return registre(command, values.out)
  print(say(texts, 'operateur-data-usage'))
  return 2
}

async function save({ config, library: { texts }, print, now }: DataCommand, file: string): Promise<number> {
  const store = await openStore({ ...config, role: 'command' }, { now })
  await store.close()
  await backupTo(store.database.file!, file)
  print(say(texts, 'operateur-sauvegarde-faite', { fichier: file }))
  return 0
}

async function restore(
  { config, library: { texts }, print, now }: DataCommand,
  file: string,
  force: boolean,
): Promise<number> {
  if (!isSound(file)) {
    print(say(texts, 'operateur-restauration-invalide', { fichier: file }))
    return 1
  }
  const present = join(config.dataDir, 'relais.db')
  if (existsSync(present) && !force) {
    print(say(texts, 'operateur-restauration-existe', { fichier: `${present}.…` }))
    return 1
  }
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
    const lock = lockFolder(config.dataDir)
    restoreFrom(file, config.dataDir, now())
    lock.close()
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error
    print(say(texts, 'operateur-serveur-actif'))
    return 1
  }
  const store = await openStore({ ...config, role: 'server' }, { now })
  const n = await store.eraseAgain()
  await store.close()
  print(say(texts, 'operateur-restauration-faite', { n }))
  return 0
}

/** Makes due again what is held or was given up: after a mail server or a recipient has been put right. */
async function wake({ config, library: { texts }, print, now }: DataCommand): Promise<number> {
  const store = await openStore({ ...config, role: 'command' }, { now })
  const n = await store.outbox.wake(['retenu', 'mort'])
  await store.close()
  print(say(texts, 'operateur-reveil', { n }))
  return 0
}

function registre({ library, print }: DataCommand, file: string): number {
  writeFileSync(file, writeRegistre(library))
  print(say(library.texts, 'operateur-registre-fait', { fichier: file }))
  return 0
}

async function clean({ config, library: { texts }, print, now }: DataCommand, force: boolean): Promise<number> {
  const store = await openStore({ ...config, role: 'command' }, { now })
  const result = await store.purge({ retentionMonths: config.retentionMonths, force })
  await store.close()
  if (result.sorte === 'faite') {
    print(say(texts, 'operateur-purge-faite', { conversations: result.conversations, demandes: result.demandes }))
    return 0
  }
  if (result.sorte === 'refus-part')
    print(say(texts, 'operateur-purge-refus-part', { n: result.demandes, total: result.total }))
  else
    print(say(texts, 'operateur-purge-refus-horloge', { maintenant: now().toISOString(), derniere: result.derniere }))
  return 1
}

if (import.meta.main) {
  try {
    const config = readConfig()
    const { library } = load(process.cwd())
    if (!library) throw new ConfigError('dialogs/: broken, run npm run check')
    const command = { config, library, now: () => new Date(), print: (line: string) => console.log(line) }
    process.exitCode = await data(command, process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = error instanceof ConfigError ? 78 : 1
  }
}
