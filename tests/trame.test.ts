import { describe, expect, test } from 'vitest'
import { trame, trameRoutes } from '../src/api/trame.ts'
import { load } from '../src/load.ts'

const { library } = load(process.cwd())
if (!library) throw new Error('the dialogs are broken')
const ofGrids = [...library.diagnostics.values()].flatMap(d => d.axes.flatMap(a => a.questions))

describe('the sheet to print', () => {
  test('holds every question and level, escaped, and nothing that runs', () => {
    const page = trame(library)
    const escaped = (s: string) =>
      s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
    for (const q of [...library.questions.values(), ...ofGrids]) {
      expect(page).toContain(escaped(q.texte))
      for (const label of Object.values(q.options ?? {})) expect(page).toContain(escaped(label))
    }
    expect(page).not.toMatch(/<script|<style|style=|undefined|\[object/)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(m => m[1])
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
    const hostile = { ...library, version: '<img src=x onerror=alert(1)>' }
    expect(trame(hostile)).not.toContain('<img')
  })

  test('is served with a policy that allows its style sheet alone', async () => {
    const [page, css] = trameRoutes(() => library)
    const request = {} as Parameters<NonNullable<typeof page>['handle']>[0]
    const answer = await page!.handle(request)
    expect(answer.status).toBe(200)
    expect(answer.headers?.['content-security-policy']).toContain("default-src 'none'")
    expect((await css!.handle(request)).headers?.['content-type']).toMatch(/^text\/css/)
  })
})
