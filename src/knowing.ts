import type { Logger } from 'pino'
import type { Mind } from './conversation/mind.ts'
import { createMind } from './conversation/think.ts'
import { withMonths } from './domain/identite.ts'
import type { Library } from './domain/library.ts'
import { type OverlayAct, overlay } from './domain/overlay.ts'
import { withSettings } from './domain/settings.ts'
import type { Shelves } from './shelves.ts'
import type { Store } from './store/store.ts'

/** How soon another instance's people are followed where no news comes. */
const FOLLOW_MS = 10_000

export interface KnowingOptions {
  first: Library
  shelves: Shelves
  store: Pick<Store, 'settings' | 'overlay'>
  months: number
  log: Logger
  fault(error: unknown): void
  /** Given the mind at once, and again whenever it is made anew. */
  take(mind: Mind): void
}

/** Keeps the mind in step with the content's files and with what people of the console set and say over them. */
export async function keepMind({ first, shelves, store, months, log, fault, take }: KnowingOptions) {
  let content = first
  let set = await store.settings.all()
  let acts: OverlayAct[] = await store.overlay.acts()
  const revisionOf = () => acts.at(-1)?.rang ?? 0
  const think = () => {
    const mind = createMind(withSettings(withMonths(overlay(content, acts), months), set))
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

  async function follow(): Promise<void> {
    const next = await store.settings.all()
    const more = (await store.overlay.revision()) !== revisionOf()
    if (!more && JSON.stringify(next) === JSON.stringify(set)) return
    set = next
    if (more) acts = await store.overlay.acts()
    think()
  }

  let following: Promise<void> = Promise.resolve()
  /** Takes over what people of the console changed, here or on another instance; one after the other, none goes back. */
  const settle = (): Promise<void> => {
    const next = following.then(follow)
    following = next.catch(() => {})
    return next
  }

  think()
  const hear = () => void settle().catch(fault)
  store.overlay.onAct(hear)
  setInterval(hear, FOLLOW_MS).unref()
  return { reload, settle }
}
