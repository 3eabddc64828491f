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

  async function follow(): Promise<void> {
    const next = await store.settings.all()
    const more = (await store.overlay.revision()) !== revisionOf()
    if (!more && JSON.stringify(next) === JSON.stringify(set)) return
    set = next
    if (more) acts = await store.overlay.acts()
    think()
  }

  async function readAgain(): Promise<void> {
    const { library, findings } = await shelves.load()
    if (library) content = library
    acts = await store.overlay.acts()
    const { version } = think().library
    log.info({ taken: library !== null, version, findings: findings.length }, 'content read again')
  }

  let last: Promise<void> = Promise.resolve()
  /** One change after the other: none goes back behind a later one. */
  const inTurn = (change: () => Promise<void>) => (): Promise<void> => {
    const next = last.then(change)
    last = next.catch(() => {})
    return next
  }
  /** Takes over what was edited; a broken dialog leaves everything as it was. */
  const reload = inTurn(readAgain)
  /** Takes over what people of the console changed, here or on another instance. */
  const settle = inTurn(follow)

  think()
  const hear = () => void settle().catch(fault)
  store.overlay.onAct(hear)
  setInterval(hear, FOLLOW_MS).unref()
  return { reload, settle }
}
