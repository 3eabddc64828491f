import type { Page } from 'playwright-core'

/** What a page of a bilan says, read off it: numbers as numbers, null where there is none. */
export interface Shown {
  figures: Record<string, { valeur: number | null; sur: number[]; avant: number | null; moyenne: string }>
  contactsBy: Record<'epci' | 'theme' | 'origine' | 'tranche', Record<string, number>>
  /** Every number of the line of a part, as `axis:key`. */
  parts: Record<string, number[]>
  mois: Record<string, number>
  etapes: Record<string, number>
  arrets: Record<string, number>
  notes: Record<string, number>
}

/** Numbers of a text in the order they stand; spaces part thousands. */
export const numbersIn = (text: string): number[] =>
  (text.match(/\d+(?:[\u202f\u00a0 ]\d{3})*/g) ?? []).map(n => Number(n.replace(/\D/g, '')))

/** Reads a bilan off the page that is open. */
export async function shownOn(page: Page): Promise<Shown> {
  const read = (await page.evaluate(`(() => {
    const all = (selector, read) => [...document.querySelectorAll(selector)].map(read)
    const text = (row, selector) => row.querySelector(selector)?.firstChild?.textContent?.trim() ?? ''
    const pairs = name => all('[data-' + name + ']', r => [r.dataset[name], r.querySelector('td').textContent])
    return {
      figures: all('[data-indicateur]', r => [r.dataset.indicateur, text(r, '[data-valeur]'), text(r, '[data-sur]'), text(r, '[data-avant]'), text(r, '[data-moyenne]')]),
      parts: all('[data-part]', r => [r.dataset.part, ...[...r.querySelectorAll('td')].map(td => td.textContent)]),
      mois: pairs('mois'), etapes: pairs('etape'), arrets: pairs('arret'), notes: pairs('note'),
    }
  })()`)) as { figures: string[][]; parts: string[][] } & Record<'mois' | 'etapes' | 'arrets' | 'notes', string[][]>
  const one = (text = '') => numbersIn(text)[0] ?? null
  const counts = (pairs: string[][]) => Object.fromEntries(pairs.map(([key = '', n]) => [key, one(n) ?? 0]))
  const along = (axis: string) =>
    counts(
      read.parts
        .map(([key = '', n = '']) => [...key.split(':'), n])
        .filter(([a, , n]) => a === axis && n !== '0')
        .map(([, key = '', n = '']) => [key, n]),
    )
  return {
    figures: Object.fromEntries(
      read.figures.map(([id = '', valeur, sur = '', avant, moyenne = '']) => [
        id,
        { valeur: one(valeur), sur: numbersIn(sur), avant: one(avant), moyenne },
      ]),
    ),
    contactsBy: { epci: along('epci'), theme: along('theme'), origine: along('origine'), tranche: along('tranche') },
    parts: Object.fromEntries(read.parts.map(([key = '', ...n]) => [key, n.map(text => one(text) ?? 0)])),
    mois: counts(read.mois),
    etapes: counts(read.etapes),
    arrets: counts(read.arrets),
    notes: counts(read.notes),
  }
}
