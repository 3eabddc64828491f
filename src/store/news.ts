import pg from 'pg'
import { ACTIVITY_CHANNEL, type News } from './activities.ts'

const AGAIN_MS = 1_000

/** What the other instances on one PostgreSQL say; the connection is made again when it breaks. */
export function listen(connectionString: string): News & { ready: Promise<void>; close(): Promise<void> } {
  const listeners: ((conversation: string) => void)[] = []
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ connectionString, keepAlive: true })
    client = mine
    mine.on('notification', ({ payload }) => {
      for (const listener of listeners) listener(payload ?? '')
    })
    mine.on('error', () => {})
    mine.on('end', again)
    try {
      await mine.connect()
      await mine.query(`listen ${ACTIVITY_CHANNEL}`)
    } catch {
      await mine.end().catch(() => {})
      again()
    }
  }
  const again = () => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(connect, AGAIN_MS)
    timer.unref()
  }
  return {
    ready: connect(),
    onActivity: listener => void listeners.push(listener),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
