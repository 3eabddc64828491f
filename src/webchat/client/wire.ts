/** A refusal that trying again will not change. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Too many at once: it passes after so many seconds. */
export class Busy extends Error {
  readonly seconds: number
  constructor(seconds: number) {
    super('busy')
    this.seconds = seconds
  }
}

const BASE = '/v3/directline'
const LONGEST_MS = 20_000
const PATIENCE_S = 5

/** One request to our own Direct Line; any other error than the two above may pass. */
export async function call<T>(method: string, path: string, token?: string, body?: object): Promise<T> {
  const response = await fetch(BASE + path, {
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(LONGEST_MS),
  })
  if (response.ok) return response.json() as Promise<T>
  const said = (await response.json().catch(() => ({}))) as { message?: string }
  if (response.status === 429) throw new Busy(Number(response.headers.get('retry-after')) || PATIENCE_S)
  if (response.status >= 500) throw new Error(`status ${response.status}`)
  throw new Refused(response.status, said.message ?? '')
}
