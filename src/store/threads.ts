import type { Db } from './database.ts'

/** The channel's own name of a conversation, which its activities carry: what follows `door/channel/`. */
export function threadOf(conversation: string): string {
  return conversation.split('/').slice(2).join('/')
}

/** Deletes conversations and their activities in the caller's transaction. */
export async function dropThreads(db: Db, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('activities').where('conversation', 'in', ids.map(threadOf)).execute()
  await db.deleteFrom('conversations').where('id', 'in', ids).execute()
}
