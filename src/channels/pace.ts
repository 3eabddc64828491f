/** At most `count` sendings in any `ms` milliseconds. */
export interface Bound {
  count: number
  ms: number
}

/** What Teams allows in one conversation, with a little room, and to one bot in all. */
export const TEAMS_PACE: { conversation: readonly Bound[]; all: readonly Bound[] } = {
  conversation: [
    { count: 6, ms: 1_000 },
    { count: 50, ms: 30_000 },
    { count: 1_500, ms: 3_600_000 },
  ],
  all: [{ count: 40, ms: 1_000 }],
}

/** Lets sendings through at the pace that the platform allows. */
export interface Pace {
  /** Waits until one more may go to this conversation. */
  turn(conversation: string): Promise<void>
}

const ALL = ''
const MOST_KEPT = 5_000

/** A pace kept in this process: several instances share a bound by being told 429. */
export function makePace(
  bounds = TEAMS_PACE,
  now: () => number = Date.now,
  wait: (ms: number) => Promise<void> = ms => new Promise(done => setTimeout(done, ms)),
): Pace {
  const past = new Map<string, number[]>()

  /** When the next may go: each bound looks back at its own count. */
  function freeAt(key: string, of: readonly Bound[]): number {
    const times = past.get(key) ?? []
    return Math.max(0, ...of.map(({ count, ms }) => (times.length < count ? 0 : times.at(-count)! + ms)))
  }

  function note(key: string, of: readonly Bound[], at: number): void {
    const longest = Math.max(...of.map(b => b.count))
    const times = [...(past.get(key) ?? []), at].slice(-longest)
    past.delete(key)
    past.set(key, times)
    if (past.size > MOST_KEPT) past.delete(past.keys().next().value!)
  }

  return {
    async turn(conversation) {
      const key = `c ${conversation}`
      const at = Math.max(now(), freeAt(key, bounds.conversation), freeAt(ALL, bounds.all))
      // the place is taken before the waiting, so that those who wait together do not go together
      note(key, bounds.conversation, at)
      note(ALL, bounds.all, at)
      const ms = at - now()
      if (ms > 0) await wait(ms)
    },
  }
}
