import { type Resultat, readPage } from './domain/annuaire.ts'

/** The public company directory, asked by number. */
export interface Annuaire {
  /** What it says of a SIREN or SIRET. Never throws: what went wrong is `indisponible`. */
  find(numero: string): Promise<Resultat>
}

export interface AnnuaireOptions {
  /** ENTREPRISES_API_URL. */
  url: string
  /** Told of each request made: what came of it and how long it took, never whom it was about. */
  log(event: { outcome: Resultat['sorte']; cause?: string; ms: number }): void
  /** Milliseconds; the tests have their own. */
  clock?: () => number
}

/** The longest a person waits for it, the body included. */
const TIMEOUT = 2_000
const LARGEST = 64 * 1024
/** The directory's own limit for each address. */
const PER_SECOND = 7
const SECOND = 1_000
/** Asked to wait without a time, and the most that is waited. */
const PAUSE = 5_000
const LONGEST_PAUSE = 3_600_000
const KEPT = 500
const KEPT_FOR = 3_600_000

/** A reader of the directory « recherche-entreprises »: the only one that calls it. */
export function openAnnuaire({ url, log, clock = Date.now }: AnnuaireOptions): Annuaire {
  const known = new Map<string, { resultat: Resultat; until: number }>()
  const running = new Map<string, Promise<Resultat>>()
  let made: number[] = []
  let closedUntil = 0

  /** True if a request may be made now, which then counts as made. */
  function mayAsk(): boolean {
    const now = clock()
    made = made.filter(t => now - t < SECOND)
    if (now < closedUntil || made.length >= PER_SECOND) return false
    made.push(now)
    return true
  }

  async function ask(numero: string): Promise<Resultat> {
    if (!mayAsk()) return { sorte: 'indisponible' }
    const start = performance.now()
    let resultat: Resultat | null = null
    let cause: string | undefined
    try {
      const response = await fetch(addressOf(url, numero), {
        headers: { accept: 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT),
      })
      if (response.status === 429) closedUntil = clock() + pauseOf(response.headers.get('retry-after'), clock())
      if (response.status === 200) {
        const text = await readBounded(response)
        resultat = text === null ? null : readPage(JSON.parse(text), numero)
        if (!resultat) cause = text === null ? 'too large' : 'not as documented'
      } else {
        cause = `status ${response.status}`
        await response.body?.cancel()
      }
    } catch (error) {
      cause = error instanceof Error ? error.name : 'unknown'
    }
    const found: Resultat = resultat ?? { sorte: 'indisponible' }
    log({ outcome: found.sorte, ...(cause ? { cause } : {}), ms: Math.round(performance.now() - start) })
    return found
  }

  function keep(numero: string, resultat: Resultat): void {
    if (resultat.sorte === 'indisponible') return
    if (known.size >= KEPT) known.delete(known.keys().next().value!)
    known.set(numero, { resultat, until: clock() + KEPT_FOR })
  }

  return {
    async find(numero) {
      if (!/^(\d{9}|\d{14})$/.test(numero)) return { sorte: 'inconnue' }
      const kept = known.get(numero)
      if (kept && clock() < kept.until) return kept.resultat
      known.delete(numero)
      const already = running.get(numero)
      if (already) return already
      const asked = ask(numero)
      running.set(numero, asked)
      try {
        const resultat = await asked
        keep(numero, resultat)
        return resultat
      } finally {
        running.delete(numero)
      }
    },
  }
}

/** Nine digits bring the company, fourteen that site; `minimal` leaves the directors' data out. */
function addressOf(base: string, numero: string): URL {
  const address = new URL('search', base.endsWith('/') ? base : `${base}/`)
  const query = { q: numero, minimal: 'true', include: 'siege,matching_etablissements', per_page: '1' }
  address.search = new URLSearchParams(query).toString()
  return address
}

/** The body as text, or null as soon as it is too large. */
async function readBounded(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    // leaving the loop cancels the stream
    if (size > LARGEST) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** Milliseconds to wait, from a `Retry-After` in seconds or as a date. */
function pauseOf(header: string | null, now: number): number {
  const said = header === null ? Number.NaN : /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now
  return Number.isNaN(said) ? PAUSE : Math.min(Math.max(said, 0), LONGEST_PAUSE)
}
