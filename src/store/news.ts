import pg from 'pg'
import { ACTIVITY_CHANNEL, type News } from './activities.ts'
import { OVERLAY_CHANNEL, type OverlayNews } from './overlay.ts'

const AGAIN_MS = 1_000

/** What the other instances on one PostgreSQL say; the connection is made again when it breaks. */
export function listen(
  connectionString: string,
): News & OverlayNews & { ready: Promise<void>; close(): Promise<void> } {
  const listeners: Record<string, ((payload: string) => void)[]> = { [ACTIVITY_CHANNEL]: [], [OVERLAY_CHANNEL]: [] }
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ connectionString, keepAlive: true })
    client = mine
    mine.on('notification', ({ channel, payload }) => {
      for (const listener of listeners[channel] ?? []) listener(payload ?? '')
    })
    mine.on('error', () => {})
    mine.on('end', again)
    try {
      await mine.connect()
      for (const channel of Object.keys(listeners)) await mine.query(`listen ${channel}`)
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
    onActivity: listener => void listeners[ACTIVITY_CHANNEL]!.push(listener),
    onOverlay: listener => void listeners[OVERLAY_CHANNEL]!.push(() => listener()),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
