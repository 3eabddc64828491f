import { type WebSocket, WebSocketServer } from 'ws'
import { HttpError, type HttpRequest, type UpgradeRoute } from '../api/route.ts'
import type { Activities } from './activities.ts'
import { allowOrigin, readWatermark } from './directline.ts'
import type { Tokens } from './tokens.ts'

export interface StreamOptions {
  tokens: Tokens
  activities: Activities
  origins: readonly string[]
  fault(error: unknown): void
}

/** The WebSocket half of Direct Line: the backlog after the watermark, then every activity as it is kept. */
export interface Streams extends UpgradeRoute {
  /** How many sockets are open. */
  open(): number
  /** Says goodbye to every client, so that they come back to the next process. */
  close(): void
}

const PATH = /^\/v3\/directline\/conversations\/([\w-]{1,64})\/stream$/
const PAGE = 50
const PER_CLIENT = 40
const WAITING_BYTES = 1_000_000
const BEAT_MS = 25_000

export function directLineStreams({ tokens, activities, origins, fault }: StreamOptions): Streams {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 4_096,
    perMessageDeflate: false,
    clientTracking: true,
  })
  const perClient = new Map<string, number>()
  const alive = new WeakSet<WebSocket>()

  // dead peers are found by a ping without pong, and proxies see a connection that is used
  const beat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate()
      alive.delete(socket)
      socket.ping()
    }
  }, BEAT_MS)
  beat.unref()

  function admit(request: HttpRequest): { conversation: string; position: number } {
    allowOrigin(request, origins)
    const claims = tokens.spend(request.query.t ?? '')
    if (!claims) throw new HttpError(403, 'forbidden')
    if (claims.conv !== PATH.exec(request.path)?.[1]) throw new HttpError(404, 'not-found')
    if (!request.loopback && (perClient.get(request.client) ?? 0) >= PER_CLIENT) throw new HttpError(429, 'rate')
    return { conversation: claims.conv, position: readWatermark(request.query.watermark) }
  }

  function feed(socket: WebSocket, conversation: string, from: number): void {
    let position = from
    let running = false
    let again = false
    /** One reader at a time: two would send an activity twice. */
    async function pump(): Promise<void> {
      again = true
      if (running) return
      running = true
      try {
        while (again && socket.readyState === socket.OPEN) {
          again = false
          const placed = await activities.after(conversation, position, PAGE)
          if (placed.length === 0) continue
          again = true
          position = placed.at(-1)!.position
          socket.send(JSON.stringify({ activities: placed.map(p => p.activity), watermark: String(position) }))
          // a client that does not read is cut off: it resumes from its watermark
          if (socket.bufferedAmount > WAITING_BYTES) socket.terminate()
        }
      } catch (error) {
        fault(error)
        socket.close(1011)
      } finally {
        running = false
      }
    }
    const stop = activities.watch(conversation, () => void pump())
    socket.on('close', stop)
    void pump()
  }

  return {
    path: PATH,
    upgrade(request, req, socket, head) {
      const { conversation, position } = admit(request)
      const { client } = request
      sockets.handleUpgrade(req, socket, head, ws => {
        perClient.set(client, (perClient.get(client) ?? 0) + 1)
        alive.add(ws)
        ws.on('pong', () => alive.add(ws))
        // clients send empty messages to notice a dead line; nothing is read from them
        ws.on('message', () => alive.add(ws))
        ws.on('error', () => ws.terminate())
        ws.on('close', () => {
          const left = (perClient.get(client) ?? 1) - 1
          if (left > 0) perClient.set(client, left)
          else perClient.delete(client)
        })
        feed(ws, conversation, position)
      })
    },
    open: () => sockets.clients.size,
    close() {
      clearInterval(beat)
      for (const socket of sockets.clients) socket.close(1001)
      setTimeout(() => sockets.clients.forEach(socket => void socket.terminate()), 1_000).unref()
    },
  }
}
