import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/** What of a message counts here. */
export interface Delivery {
  id?: string
  text?: string
  conversation?: { conversationType?: string }
}

/** Stands between a client and our server and hands everything on, so that a test knows when a turn has ended. */
export async function startTap(base: string) {
  const tap = {
    url: '',
    /** How many are being answered at this moment. */
    open: 0,
    /** The activities that were answered, in order. */
    taken: [] as string[],
    /** Waited for before an activity is handed on. */
    before: async (_: Delivery): Promise<void> => {},
    close: () => new Promise<unknown>(done => server.close(done).closeAllConnections()),
  }
  async function handOn(request: IncomingMessage): Promise<Response> {
    const { method = 'GET', url, headers } = request
    const body = await text(request)
    const activity = body === '' ? {} : (JSON.parse(body) as Delivery)
    await tap.before(activity)
    const { 'content-type': type = 'application/json' } = headers
    const sent = { method, headers: { 'content-type': type }, ...(body === '' ? {} : { body }) }
    const response = await fetch(`${base}${url}`, sent)
    if (activity.id) tap.taken.push(activity.id)
    return response
  }
  const server = createServer(async (request, response) => {
    tap.open++
    try {
      const answer = await handOn(request)
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    } catch {
      response.writeHead(502).end()
    } finally {
      tap.open--
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  tap.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return tap
}
