import { WebSocket } from 'ws'

export interface Opened {
  conversationId: string
  token: string
  expires_in: number
  streamUrl: string
}
export interface Message {
  id: string
  type: string
  text: string
  from: { id: string; role: string }
  recipient?: { id: string }
  channelId: string
  serviceUrl: string
  conversation: { id: string }
  channelData?: { clientActivityID?: string; relais?: { cartes: unknown[] } }
  suggestedActions?: { actions: { type: string; value: string }[] }
  attachments?: { contentType: string; content: { version: string } }[]
  replyToId?: string
}
export type Set_ = { activities: Message[]; watermark: string }

const path = '/v3/directline'

/** A Direct Line client of the simplest kind, for one server. */
export function talkTo(base: string) {
  function call(
    method: string,
    to: string,
    token?: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(base + path + to, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  async function open(): Promise<Opened> {
    return (await call('POST', '/conversations')).json() as Promise<Opened>
  }
  function say({ conversationId, token }: Opened, text: string, more: object = {}): Promise<Response> {
    return call('POST', `/conversations/${conversationId}/activities`, token, {
      type: 'message',
      text,
      from: { id: 'me' },
      ...more,
    })
  }
  async function read({ conversationId, token }: Opened, watermark = ''): Promise<Set_> {
    return (
      await call('GET', `/conversations/${conversationId}/activities?watermark=${watermark}`, token)
    ).json() as Promise<Set_>
  }

  /** Reads a stream until it has brought so many activities. */
  async function listen(url: string, count: number): Promise<{ messages: Message[]; watermark: string }> {
    const socket = new WebSocket(url)
    const messages: Message[] = []
    let watermark = ''
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('closed too early')))
      socket.on('message', data => {
        const set = JSON.parse(String(data)) as Set_
        messages.push(...set.activities)
        watermark = set.watermark
        if (messages.length >= count) resolve()
      })
    })
    socket.removeAllListeners('close')
    socket.close()
    return { messages, watermark }
  }

  return { call, open, say, read, listen }
}

export const texts = (set: Set_) => set.activities.map(a => a.text)
