/** An activity as Direct Line brings it; what is not named here is not used. */
export interface Activity {
  id: string
  type: string
  text?: string
  from?: { role?: string }
  suggestedActions?: { actions?: { title: string; value: string }[] }
  channelData?: { clientActivityID?: string; relais?: { sorte?: string; cartes?: unknown[] } }
}

/** What people are told about the line. */
export type Line = 'connecting' | 'online' | 'offline' | 'ended'

export interface Listener {
  activity(activity: Activity): void
  line(line: Line): void
  /** A message that the server will not take, with its reason. */
  refused(name: string, reason: string): void
}

interface Opened {
  conversationId: string
  token: string
  streamUrl: string
}

const BASE = '/v3/directline'
const REFRESH_MS = 15 * 60_000
const POLL_MS = 1_500
const BEAT_MS = 20_000
const LONGEST_WAIT_MS = 15_000

/** A refusal that trying again will not change. */
class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** One conversation over Direct Line: a WebSocket, polling where there is none, and a queue for bad times. */
export class Connection {
  private readonly listener: Listener
  private readonly queue: { name: string; text: string }[] = []
  private readonly seen = new Set<string>()
  private opened: Opened | undefined
  private watermark = ''
  private sending = false
  private failures = 0
  private socketless = 0
  private ended = false

  constructor(listener: Listener) {
    this.listener = listener
  }

  /** Opens the conversation and keeps it open; returns at once. */
  start(): void {
    this.listener.line('connecting')
    setInterval(() => void this.refresh(), REFRESH_MS)
    addEventListener('online', () => {
      this.failures = 0
      void this.flush()
    })
    void this.live()
  }

  /** Queues a message; its name comes back with the echo. */
  send(text: string): string {
    // not randomUUID: it is missing on plain http, where the chat must work too
    const name = [...crypto.getRandomValues(new Uint8Array(16))]
      .map(byte => byte.toString(16).padStart(2, '0'))
      .join('')
    this.queue.push({ name, text })
    void this.flush()
    return name
  }

  /** The life of the conversation: opened once, then followed through every loss of the line. */
  private async live(): Promise<void> {
    while (!this.ended) {
      try {
        this.opened = this.opened
          ? {
              ...this.opened,
              ...(await this.call<Opened>(
                'GET',
                `/conversations/${this.opened.conversationId}?watermark=${this.watermark}`,
              )),
            }
          : await this.call<Opened>('POST', '/conversations', {})
        void this.flush()
        // a proxy that lets no socket through shows itself by sockets that never open
        if (this.socketless < 2) await this.follow(this.opened.streamUrl)
        else await this.poll()
      } catch (error) {
        if (this.over(error)) return
        this.listener.line('offline')
      }
      if (!this.ended) await this.pause()
    }
  }

  /** Follows the stream until it breaks. */
  private follow(url: string): Promise<void> {
    return new Promise(resolve => {
      const socket = new WebSocket(url)
      let beat: ReturnType<typeof setInterval> | undefined
      socket.onopen = () => {
        this.socketless = 0
        this.failures = 0
        this.listener.line('online')
        // an empty message now and then makes browsers notice a dead line
        beat = setInterval(() => socket.send(''), BEAT_MS)
        void this.flush()
      }
      socket.onmessage = event => {
        if (typeof event.data === 'string' && event.data !== '') this.take(JSON.parse(event.data))
      }
      socket.onclose = () => {
        if (beat === undefined) this.socketless++
        else this.listener.line('offline')
        clearInterval(beat)
        removeEventListener('offline', cut)
        resolve()
      }
      const cut = () => {
        this.listener.line('offline')
        socket.close()
      }
      addEventListener('offline', cut)
    })
  }

  /** Asks again and again; a failure ends it, and `live` starts over. */
  private async poll(): Promise<void> {
    for (let n = 0; n < 200; n++) {
      this.take(
        await this.call('GET', `/conversations/${this.opened!.conversationId}/activities?watermark=${this.watermark}`),
      )
      this.listener.line('online')
      this.failures = 0
      await new Promise(resolve => setTimeout(resolve, document.hidden ? 5 * POLL_MS : POLL_MS))
    }
    // a socket may work by now
    this.socketless = 0
  }

  private take(set: { activities: Activity[]; watermark?: string }): void {
    for (const activity of set.activities) {
      if (this.seen.has(activity.id)) continue
      this.seen.add(activity.id)
      this.listener.activity(activity)
    }
    if (set.watermark) this.watermark = set.watermark
  }

  /** Sends what waits, one after the other; each keeps its name, so that the server takes it once. */
  private async flush(): Promise<void> {
    if (this.sending || !this.opened || this.ended) return
    this.sending = true
    try {
      for (let next = this.queue[0]; next; next = this.queue[0]) {
        const { name, text } = next
        try {
          await this.call('POST', `/conversations/${this.opened.conversationId}/activities`, {
            type: 'message',
            text,
            channelData: { clientActivityID: name },
          })
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          this.listener.refused(name, error.message)
          if (this.over(error)) return
        }
        this.queue.shift()
      }
    } catch {
      setTimeout(() => void this.flush(), 2_000)
    } finally {
      this.sending = false
    }
  }

  private async refresh(): Promise<void> {
    if (!this.opened || this.ended) return
    try {
      const { token } = await this.call<{ token: string }>('POST', '/tokens/refresh')
      this.opened = { ...this.opened, token }
    } catch (error) {
      this.over(error)
    }
  }

  /** True when the conversation cannot be gone on with: its token has run out. */
  private over(error: unknown): boolean {
    if (!(error instanceof Refused) || (error.status !== 403 && error.status !== 404)) return false
    this.ended = true
    this.listener.line('ended')
    return true
  }

  private async call<T = { activities: Activity[]; watermark?: string }>(
    method: string,
    path: string,
    body?: object,
  ): Promise<T> {
    const response = await fetch(BASE + path, {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(this.opened ? { authorization: `Bearer ${this.opened.token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(20_000),
    })
    if (response.ok) return response.json() as Promise<T>
    const said = (await response.json().catch(() => ({}))) as { message?: string }
    // too many or broken: it may pass; anything else will not
    if (response.status === 429 || response.status >= 500) throw new Error(`status ${response.status}`)
    throw new Refused(response.status, said.message ?? '')
  }

  private pause(): Promise<void> {
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures++) * (0.5 + Math.random() / 2)
    return new Promise(resolve => {
      const timer = setTimeout(resolve, wait)
      const at = () => {
        clearTimeout(timer)
        resolve()
      }
      addEventListener('online', at, { once: true })
    })
  }
}
