import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { filePost } from '../src/notifications/email.ts'
import { onBothEngines } from './engines.ts'
import { someLead, someTurn } from './leads.ts'

const DAY_MS = 86_400_000
const T0 = Date.parse('2026-03-02T09:00:00Z')
const WITH = { retentionMonths: 36 }

onBothEngines('purge', stores => {
  test('over four years nothing personal stays, in any table, file or log; the counts do', async () => {
    let at = T0
    const { store } = await stores.open({ now: () => new Date(at) })
    const lead = someLead({
      nom: 'CANARY',
      entreprise: 'CANARY',
      email: 'CANARY@x.test',
      message: 'CANARY',
      souhait: 'visio',
      diagnostics: { x: { y: { valeur: 'CANARY', origine: 'texte' } } },
      faits: { siret: { valeur: 'CANARY', origine: 'texte' } },
    })
    const activities = store.activities<{ id: string; text: string }>()
    const writes = [
      { sorte: 'lead' as const, lead },
      { sorte: 'lacune' as const, texte: 'CANARY' },
      { sorte: 'compteur' as const, nom: 'lead', cles: {} },
    ]
    await store.conversations<string>().commit(someTurn({ state: 'CANARY', replies: ['CANARY'], writes }))
    await activities.append('c1', { id: '1', text: 'CANARY' })
    await store
      .conversations<string>()
      .commit(someTurn({ conversation: 'local/directline/c2', state: 'CANARY', replies: [] }))
    await activities.append('c2', { id: '1', text: 'CANARY' })
    await activities.append('never-answered', { id: '1', text: 'CANARY' })
    await store.leads.move({ reference: lead.reference, de: 'nouveau', vers: 'contacte', auteur: 'x', note: 'CANARY' })
    const { file, db } = store.database
    const about = { reference: lead.reference, auteur: 'x' }
    await db
      .insertInto('notes')
      .values({ ...about, id: 'n', at: '', sorte: 'note', texte: 'CANARY' })
      .execute()
    const meeting = { id: 'm', debut: '', minutes: 30, lieu: 'CANARY', objet: 'CANARY' }
    await db
      .insertInto('meetings')
      .values({ ...about, ...meeting })
      .execute()
    await store.codes.request(lead.reference)
    if (file)
      await filePost(
        join(dirname(file), 'mails'),
        'a@b.test',
      )({ id: 'i', to: ['x@x.test'], sujet: 'CANARY', texte: '', html: '', reference: lead.reference })

    const done: unknown[] = []
    for (let day = 0; day < 4 * 366; day += 40) {
      at = T0 + day * DAY_MS
      done.push(await store.purge(WITH))
      if (day === 40) {
        expect(await store.conversations().read('local/directline/c2', '-')).toBeNull()
        expect(await store.conversations().read('local/directline/c1', '-')).not.toBeNull()
        expect(await activities.after('c1', 0, 9)).toHaveLength(1)
        expect(await activities.after('never-answered', 0, 9)).toHaveLength(0)
      }
    }
    expect(done.every(result => (result as { sorte: string }).sorte === 'faite')).toBe(true)
    expect(await store.leads.read(lead.reference)).toMatchObject({
      nom: '',
      effaceLe: expect.any(String),
      statut: 'contacte',
    })
    expect((await store.counters.totals()).find(c => c.nom === 'lead')?.nombre).toBe(1)
    for (const table of await store.database.db.introspection.getTables()) {
      const rows = await store.database.db
        .selectFrom(table.name as 'leads')
        .selectAll()
        .execute()
      expect(JSON.stringify(rows), table.name).not.toContain('CANARY')
    }
    if (!file) return
    const files = readdirSync(dirname(file), { recursive: true, withFileTypes: true }).filter(f => f.isFile())
    for (const f of files) expect(readFileSync(join(f.parentPath, f.name)).includes('CANARY'), f.name).toBe(false)
  })

  test('it refuses after a clock jump, and beyond a tenth of the leads, unless forced', async () => {
    let at = T0
    const { store } = await stores.open({ now: () => new Date(at) })
    for (let i = 0; i < 12; i++) await store.leads.create(someLead({ reference: `TI-2026-${1000 + i}` }), 'x')
    at += 50 * DAY_MS
    expect(await store.purge(WITH)).toMatchObject({ sorte: 'refus-horloge' })
    expect(await store.purge({ ...WITH, force: true })).toEqual({ sorte: 'faite', conversations: 0, demandes: 0 })
    at -= 100 * DAY_MS
    expect(await store.purge(WITH)).toMatchObject({ sorte: 'refus-horloge' })
    for (at = T0 + 50 * DAY_MS; at < T0 + 37 * 31 * DAY_MS; at += 40 * DAY_MS)
      await store.counters.add('x', {}).then(() => store.purge({ ...WITH, retentionMonths: 120 }))
    expect(await store.purge(WITH)).toEqual({ sorte: 'refus-part', demandes: 12, total: 12 })
    expect(await store.leads.read('TI-2026-1000')).toMatchObject({ nom: 'Camille Exemple' })
    expect(await store.purge({ ...WITH, force: true })).toMatchObject({ demandes: 12 })
  })
})
