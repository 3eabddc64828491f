import { join } from 'node:path'
import { Eta } from 'eta'
import type { HttpResponse } from '../api/route.ts'
import type { Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import type { Store } from '../store/store.ts'

/** What every page of the console works with. */
export interface Console {
  store: Store
  /** The content as it stands now: it may be read anew at any time. */
  library(): Library
  now(): Date
  /** True when mails are written to files for want of a mail server. */
  mailsKept: boolean
}

const CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Headers of every page; without `same-origin` browsers send « Origin: null » with our own forms. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

const eta = new Eta({ views: join(import.meta.dirname, 'views'), autoEscape: true, cache: true })

/** Renders a view; everything put into it is escaped. `jeton` guards the forms of a signed-in page. */
export function page(
  { library }: Console,
  view: string,
  data: { titre: string; jeton?: string } & Record<string, unknown>,
  status = 200,
): HttpResponse {
  const { texts } = library()
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  return { status, headers: PAGE_HEADERS, html: eta.render(`./${view}`, { ...data, t }) }
}

/** A day and an hour as people in France write them. */
export function tellMoment(moment: string): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? moment : format.format(date)
}

const format = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' })
