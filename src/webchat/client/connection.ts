import { forget, type Kept, keep, recall } from './memory.ts'
import { Busy, call, Refused } from './wire.ts'

/** An activity as Direct Line brings it; what is not named here is not used. */
export interface Activity {
  id: string
  type: string
  text?: string
  timestamp?: string
  from?: { role?: string }
  suggestedActions?: { actions?: { title: string; value: string }[] }
  channelData?: {
    clientActivityID?: string
    relais?: { sorte?: string; cartes?: unknown[]; question?: string; notees?: string[] }
  }
}

/** What people are told about the line. */
export type Line = 'connecting' | 'online' | 'offline' | 'busy' | 'ended'

export interface Listener {
  activity(activity: Activity): void
  line(line: Line, seconds?: number): void
  /** A message that the server will not take, with its reason. */
  refused(name: string, reason: string): void
  /** A conversation begins, instead of being gone on with. */
  begun(): void
}

interface Opened extends Kept {
  streamUrl: string
}
interface Batch {
  activities: Activity[]
  watermark?: string
}

const REFRESH_MS = 15 * 60_000
const POLL_MS = 1_500
const BEAT_MS = 20_000
const LONGEST_WAIT_MS = 15_000

/** One conversation over Direct Line: a WebSocket, polling where there is none, and a queue for bad times. */
export class Connection {
  private readonly listener: Listener
  private readonly queue: { name: string; text: string }[] = []
  private readonly seen = new Set<string>()
  private opened: Opened | undefined
  private watermark = ''
  /** True once the person has written: before, the browser keeps nothing. */
  private kept = false
  private sending = false
  private failures = 0
  private socketless = 0
  private ended = false

  constructor(listener: Listener) {
    this.listener = listener
  }

  /** Opens the conversation, the tab's own if it has one, and keeps it open; returns at once. */
  start(): void {
    this.listener.line('connecting')
    setInterval(() => void this.refresh(), REFRESH_MS)
    addEventListener('online', () => {
      this.failures = 0
      void this.flush()
    })
    const before = recall()
    this.kept = before !== undefined
    void this.live(before)
  }

  /** Queues a message; its name comes back with the echo. `own`: the person wrote it, so the tab keeps the conversation. */
  send(text: string, own = true): string {
    // not randomUUID: it is missing on plain http, where the chat must work too
    const name = [...crypto.getRandomValues(new Uint8Array(16))]
      .map(byte => byte.toString(16).padStart(2, '0'))
      .join('')
    this.kept ||= own
    this.remember()
    this.queue.push({ name, text })
    void this.flush()
    return name
  }

  /** The life of the conversation: opened once, then followed through every loss of the line. */
  private async live(before: Kept | undefined): Promise<void> {
    while (!this.ended) {
      try {
        await this.open(this.opened ?? before)
        void this.flush()
        // a proxy that lets no socket through shows itself by sockets that never open
        if (this.socketless < 2) await this.follow(this.opened!.streamUrl)
        else await this.poll()
      } catch (error) {
        if (this.over(error)) return
        if (error instanceof Busy) await this.wait(error)
        else this.listener.line('offline')
      }
      if (!this.ended) await this.pause()
    }
  }

  /** Begins, or goes on with what is kept; a kept conversation whose token has run out is let go. */
  private async open(kept: Kept | undefined): Promise<void> {
    if (!kept) {
      this.opened = await call<Opened>('POST', '/conversations', undefined, {})
      return this.listener.begun()
    }
    try {
      const path = `/conversations/${kept.conversationId}?watermark=${this.watermark}`
      this.opened = await call<Opened>('GET', path, kept.token)
    } catch (error) {
      if (this.opened || !(error instanceof Refused)) throw error
      forget()
      this.kept = false
      return this.open(undefined)
    }
    this.remember()
  }

  private remember(): void {
    if (this.kept && this.opened) keep(this.opened)
  }

  /** Follows the stream until it breaks. */
  private follow(url: string): Promise<void> {
    return new Promise(resolve => {
      const socket = new WebSocket(url)
      let beat: ReturnType<typeof setInterval> | undefined
      socket.onopen = () => {
        this.online()
        this.socketless = 0
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
      const { conversationId, token } = this.opened!
      this.take(await call('GET', `/conversations/${conversationId}/activities?watermark=${this.watermark}`, token))
      this.online()
      await new Promise(resolve => setTimeout(resolve, document.hidden ? 5 * POLL_MS : POLL_MS))
    }
    // a socket may work by now
    this.socketless = 0
  }

  private online(): void {
    this.failures = 0
    this.listener.line('online')
  }

  private take(set: Batch): void {
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
        const { conversationId, token } = this.opened
        const activity = { type: 'message', text, channelData: { clientActivityID: name } }
        try {
          await call('POST', `/conversations/${conversationId}/activities`, token, activity)
        } catch (error) {
          if (!(error instanceof Refused)) throw error
          this.listener.refused(name, error.message)
          if (this.over(error)) return
        }
        this.queue.shift()
      }
    } catch (error) {
      const ready = error instanceof Busy ? this.wait(error) : new Promise(resolve => setTimeout(resolve, 2_000))
      void ready.then(() => this.flush())
    } finally {
      this.sending = false
    }
  }

  /** Says that it goes too fast, then waits as long as the server wishes. */
  private async wait({ seconds }: Busy): Promise<void> {
    this.listener.line('busy', seconds)
    await new Promise(resolve => setTimeout(resolve, seconds * 1_000))
    this.listener.line('online')
  }

  private async refresh(): Promise<void> {
    if (!this.opened || this.ended) return
    try {
      const { token } = await call<Kept>('POST', '/tokens/refresh', this.opened.token)
      this.opened = { ...this.opened, token }
      this.remember()
    } catch (error) {
      this.over(error)
    }
  }

  /** True when the conversation cannot be gone on with: its token has run out. */
  private over(error: unknown): boolean {
    if (!(error instanceof Refused) || (error.status !== 403 && error.status !== 404)) return false
    this.ended = true
    forget()
    this.listener.line('ended')
    return true
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
