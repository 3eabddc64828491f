import { Counter, Gauge, type Registry } from 'prom-client'
import type { Store } from './store/store.ts'

/** So many series at most: whoever could multiply the keys of a count must not fill the monitoring. */
const MOST_SERIES = 2_000

/** Shows what is in the store at `/metrics`: the outbox, and the anonymous funnel. Read when asked for, never before. */
export function watchStore(register: Registry, store: Pick<Store, 'outbox' | 'counters'>, now: () => Date): void {
  const registers = [register]
  new Gauge({
    name: 'relais_outbox_messages',
    help: 'Messages that are not gone: pending, held for want of a recipient, dead after the last try.',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      const { attente, retenu, mort } = await store.outbox.backlog()
      this.set({ state: 'pending' }, attente)
      this.set({ state: 'held' }, retenu)
      this.set({ state: 'dead' }, mort)
    },
  })
  new Gauge({
    name: 'relais_outbox_oldest_seconds',
    help: 'Age of the oldest message that is still to be sent.',
    registers,
    async collect() {
      const since = await store.outbox.oldest()
      this.set(since === null ? 0 : Math.max(0, (now().getTime() - Date.parse(since)) / 1_000))
    },
  })
  new Counter({
    name: 'relais_funnel_total',
    help: 'The anonymous funnel: conversations, results, stops, opinions.',
    labelNames: ['event', 'detail'] as const,
    registers,
    async collect() {
      this.reset()
      for (const { nom, cles, nombre } of (await store.counters.totals()).slice(0, MOST_SERIES)) {
        const detail = Object.entries(cles).map(([key, value]) => `${key}=${value}`)
        this.inc({ event: nom, detail: detail.join(' ') }, nombre)
      }
    },
  })
}
