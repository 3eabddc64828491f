import type { Db } from './database.ts'
import { threadOf } from './threads.ts'

/** One thing said in the conversation that a lead came from. */
export interface Said {
  at: string
  par: 'personne' | 'relais'
  texte: string
}

interface Spoken {
  type?: string
  text?: string
  from?: { role?: string }
}

/** What was said before a lead was sent and since, as far as it is still kept. */
export async function transcriptOf(db: Db, reference: string): Promise<Said[]> {
  const conversations = await db.selectFrom('conversations').select('id').where('lead', '=', reference).execute()
  const threads = conversations.map(c => threadOf(c.id))
  const rows = await db
    .selectFrom('activities')
    .select(['activity', 'at'])
    .where('conversation', 'in', threads)
    .orderBy('conversation')
    .orderBy('position')
    .execute()
  return rows.flatMap(({ activity, at }) => {
    const { type, text, from } = JSON.parse(activity) as Spoken
    if (type !== 'message' || !text) return []
    return [{ at, par: from?.role === 'user' ? ('personne' as const) : ('relais' as const), texte: text }]
  })
}
