import type { Logger } from 'pino'
import type { Mind } from './conversation/mind.ts'
import { createMind } from './conversation/think.ts'
import { withMonths } from './domain/identite.ts'
import type { Library } from './domain/library.ts'
import { withSettings } from './domain/settings.ts'
import type { Shelves } from './shelves.ts'
import type { Settings } from './store/settings.ts'

/** How soon another instance's administrators are followed. */
const FOLLOW_MS = 10_000

export interface KnowingOptions {
  first: Library
  shelves: Shelves
  settings: Settings
  months: number
  log: Logger
  fault(error: unknown): void
  /** Given the mind at once, and again whenever it is made anew. */
  take(mind: Mind): void
}

/** Keeps the mind in step with the content's files and with what administrators set over them. */
export async function keepMind({ first, shelves, settings, months, log, fault, take }: KnowingOptions) {
  let content = first
  let set = await settings.all()
  const think = () => {
    const mind = createMind(withSettings(withMonths(content, months), set))
    take(mind)
    return mind
  }

  /** Takes over what was edited; a broken dialog leaves everything as it was. */
  async function reload(): Promise<void> {
    const { library, findings } = await shelves.load()
    if (library) content = library
    const { version } = think().library
    log.info({ taken: library !== null, version, findings: findings.length }, 'content read again')
  }

  /** Takes over what an administrator set, here or on another instance. */
  async function settle(): Promise<void> {
    const next = await settings.all()
    if (JSON.stringify(next) === JSON.stringify(set)) return
    set = next
    think()
  }

  think()
  setInterval(() => void settle().catch(fault), FOLLOW_MS).unref()
  return { reload, settle }
}
