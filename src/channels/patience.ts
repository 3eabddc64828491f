/** How fast one conversation may go: so many messages at once, and as many again each minute. */
const MESSAGES = 30
const MINUTE_MS = 60_000
const KEPT = 10_000

/** How many messages each conversation may still send: a person never reaches the end, a program soon does. */
export class Patience {
  private readonly kept = new Map<string, { left: number; at: number }>()

  /** Takes one message; the number of seconds to wait where none is left, 0 otherwise. */
  take(conversation: string, now = Date.now()): number {
    const before = this.kept.get(conversation) ?? { left: MESSAGES, at: now }
    const left = Math.min(MESSAGES, before.left + ((now - before.at) / MINUTE_MS) * MESSAGES)
    this.kept.delete(conversation)
    this.kept.set(conversation, { left: left >= 1 ? left - 1 : left, at: now })
    // the least recently heard goes first: a full map must not become a leak
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!)
    return left >= 1 ? 0 : Math.ceil(((1 - left) / MESSAGES) * (MINUTE_MS / 1000))
  }
}
