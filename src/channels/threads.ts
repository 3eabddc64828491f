import type { ConversationReference } from 'botbuilder'

/** What is kept of a conversation so that we can speak in it, and close its open card. */
export interface Thread {
  /** How the channel names us, them and the place. */
  reference: Partial<ConversationReference>
  /** The card that waits for an answer, with its words. */
  carte: { id: string; texte: string } | null
}

/** The conversations of channels in which we may speak first. */
export interface Threads {
  read(conversation: string): Promise<Thread | null>
  keep(conversation: string, thread: Thread): Promise<void>
}

/** Threads in this process's memory. */
export function threadsInMemory(): Threads {
  const kept = new Map<string, Thread>()
  return {
    read: async conversation => structuredClone(kept.get(conversation)) ?? null,
    keep: async (conversation, thread) => void kept.set(conversation, structuredClone(thread)),
  }
}
