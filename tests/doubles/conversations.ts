import type { Commit, Conversations, Kept } from '../../src/channels/bot.ts'

/** Conversations in memory, as the store keeps them, with a look inside for tests. */
export function conversationsInMemory(): Conversations & { commits: Commit[]; conflictOnce(): void } {
  const states = new Map<string, { state: unknown; version: number }>()
  const answered = new Map<string, { replies: Commit['replies']; sent: number }>()
  const commits: Commit[] = []
  let conflicts = 0
  return {
    commits,
    conflictOnce: () => void conflicts++,
    async read(conversation, activity): Promise<Kept | null> {
      const one = states.get(conversation)
      if (!one) return null
      const done = answered.get(`${conversation}\n${activity}`)
      return { ...structuredClone(one), unsent: done ? { from: done.sent, replies: done.replies } : null }
    },
    async commit(commit) {
      const key = `${commit.conversation}\n${commit.activity}`
      const version = states.get(commit.conversation)?.version ?? 0
      const forced = conflicts > 0
      if (forced) conflicts--
      if (forced) return 'conflict'
      if (version !== commit.version || answered.has(key)) return 'conflict'
      states.set(commit.conversation, structuredClone({ state: commit.state, version: version + 1 }))
      answered.set(key, { replies: commit.replies, sent: 0 })
      commits.push(structuredClone(commit))
      return 'ok'
    },
    async sent(conversation, activity, count) {
      const one = answered.get(`${conversation}\n${activity}`)
      if (one) one.sent = count
    },
  }
}
