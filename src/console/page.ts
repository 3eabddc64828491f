import { join } from 'node:path'
import { Eta } from 'eta'
import type { HttpResponse } from '../api/route.ts'
import type { Grasped } from '../domain/call-reading.ts'
import type { Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import type { Store } from '../store/store.ts'
import { assetVersion } from './assets.ts'
import type { Visitor } from './door.ts'
import { navOf } from './nav.ts'

/** What every page of the console works with. */
export interface Console {
  store: Store
  /** The content as it stands now: it may be read anew at any time. */
  library(): Library
  now(): Date
  /** True when mails are written to files for want of a mail server. */
  mailsKept: boolean
  /** The identity provider by which people may sign in besides their passwords. */
  oidc?: { issuer: string; clientId: string; clientSecret: string } | undefined
  /** The chat's address with a place and a theme chosen, and its QR code as SVG. */
  visit?(base: string, preset: { territoire: string; theme?: string }): { lien: string; svg: string }
  /** Told when somebody changed what the bot says: texts, verifications, answers. */
  settled?(): Promise<void>
  /** Reads a piece of a call for projects; without it a pasted one is typed in by hand. */
  grasp?(piece: string): Grasped
  /** Groups questions by meaning: positions, the largest group first. */
  groups(texts: readonly string[]): number[][]
}

const CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
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

/** What a view is given: a title, the visitor of a signed-in page, and its own data. */
export type PageData = { titre: string; visitor?: Visitor } & Record<string, unknown>

/** Renders a view; everything put into it is escaped. The visitor's token guards the forms of the page. */
export function page({ library }: Console, view: string, data: PageData, status = 200): HttpResponse {
  const { texts } = library()
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  const { visitor, ...rest } = data
  const signed = visitor
    ? {
        jeton: visitor.jeton,
        nom: visitor.account.nom,
        nav: navOf(visitor.account.role, String(rest.ici ?? '')),
        ecrit: visitor.writes,
      }
    : { jeton: '', nom: '', nav: { rooms: [], doors: [] }, ecrit: false }
  return {
    status,
    headers: PAGE_HEADERS,
    html: eta.render(`./${view}`, { ici: '', version: assetVersion, ...signed, ...rest, t }),
  }
}

/** A day and an hour as people in France write them. */
export function tellMoment(moment: string): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? moment : format.format(date)
}

/** A day as people in France write it. */
export function tellDay(moment: string): string {
  const date = new Date(moment)
  return Number.isNaN(date.getTime()) ? moment : dayFormat.format(date)
}

const format = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long' })
