import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import type { Asset, Webchat } from './bundle.ts'
import type { Content } from './content.ts'
import { demoHtml } from './demo.ts'
import { type Identity, identityOf } from './identity.ts'
import { chatPage } from './page.ts'
import { pageText, sheetPage } from './prose.ts'

export interface WebchatOptions {
  webchat: Webchat
  content(): Content
  /** The sites that may frame the page. */
  origins: readonly string[]
  /** Where territories' logos are: `<territory>.svg` or `.png`. */
  logos: string
}

const PICTURES: Record<string, string> = { '.svg': 'image/svg+xml', '.png': 'image/png' }

/** The chat's page and files, the launcher for other sites, the pages of words, the demonstration. */
export function webchatRoutes({ webchat, content, origins, logos }: WebchatOptions): Route[] {
  const pictures = readLogos(logos)
  const logoOf = ({ territory, word }: Identity) =>
    content().texts[`identite-${territory}-logo`]
      ? `/webchat/logo/${territory}?v=${word('logo').length}`
      : pictures.find(({ path }) => path.slice('/webchat/logo-'.length).split('.')[0] === territory)?.path

  const file = ({ path, type, bytes }: Asset, cache: string): Route => {
    // a picture that people bring must not run anything where it is opened by itself
    const headers = { 'content-type': type, 'cache-control': cache }
    return { method: 'GET', path, budget: 'page', handle: (): HttpResponse => ({ status: 200, headers, bytes }) }
  }
  const page = (
    path: string,
    make: (request: HttpRequest, identity: Identity) => { html: string; policy: string },
  ): Route => ({
    method: 'GET',
    path,
    budget: 'page',
    handle(request) {
      const { html, policy } = make(request, identityOf(content(), request.query.territoire))
      return { status: 200, headers: { 'content-security-policy': policy, 'cache-control': 'no-cache' }, html }
    },
  })
  const words = (path: string, name: string): Route =>
    page(path, (_, identity) => {
      const given = { logo: logoOf(identity), ...pageText(content(), identity, name) }
      return { html: sheetPage(content(), identity, webchat.sheet.path, given), policy: policyOf(identity, {}) }
    })

  return [
    page('/', (request, identity) => ({
      html: chatPage(
        content(),
        identity,
        { script: webchat.script.path, style: webchat.style.path },
        {
          logo: logoOf(identity),
          theme: request.query.theme,
        },
      ),
      policy: policyOf(identity, {
        script: "'self'",
        connect: "'self'",
        ancestors: ["'self'", ...origins].join(' '),
      }),
    })),
    words('/accessibilite', 'accessibilite'),
    words('/mentions-legales', 'mentions-legales'),
    page('/demo', (request, identity) => {
      const titre = content().texts['page-demo-titre'] ?? ''
      const html = demoHtml(content(), request.base, request.query)
      return {
        html: sheetPage(content(), identity, webchat.sheet.path, { logo: logoOf(identity), titre, html }),
        policy: policyOf(identity, { script: "'self'", frame: "'self'", form: "'self'" }),
      }
    }),
    // a logo that an administrator gave in the console, before a file of the repository
    {
      method: 'GET',
      path: '/webchat/logo/:territoire',
      budget: 'page',
      handle({ params }) {
        const [type, sent] = (content().texts[`identite-${params.territoire}-logo`] ?? '').split(',')
        if (!type || !sent) throw new HttpError(404, 'not-found')
        const headers = { 'content-type': type, 'cache-control': 'no-cache' }
        return { status: 200, headers, bytes: Buffer.from(sent, 'base64url') }
      },
    },
    {
      method: 'GET',
      path: '/widget.js',
      budget: 'page',
      handle: () => ({
        status: 200,
        headers: {
          'content-type': 'text/javascript; charset=utf-8',
          'cache-control': 'public, max-age=300',
          // the one file that other sites load
          'cross-origin-resource-policy': 'cross-origin',
        },
        text: webchat.launcher(content().texts),
      }),
    },
    ...[webchat.script, webchat.style, webchat.sheet].map(one => file(one, 'public, max-age=31536000, immutable')),
    ...pictures.map(one => file(one, 'public, max-age=3600')),
  ]
}

/** What a page may load: its own files, pictures made by us, and the one style sheet of its colours. */
export function policyOf(
  { styleHash }: Identity,
  {
    script,
    connect,
    frame,
    form,
    ancestors = "'none'",
  }: Partial<Record<'script' | 'connect' | 'frame' | 'form' | 'ancestors', string>>,
): string {
  return [
    "default-src 'none'",
    ...(script ? [`script-src ${script}`] : []),
    `style-src 'self' ${styleHash}`,
    "img-src 'self' data:",
    ...(connect ? [`connect-src ${connect}`] : []),
    ...(frame ? [`frame-src ${frame}`] : []),
    `form-action ${form ?? "'none'"}`,
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join('; ')
}

/** The logos that territories have brought; none is fine. */
function readLogos(folder: string): Asset[] {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {}
  return names
    .filter(name => /^[a-z-]+\.(svg|png)$/.test(name))
    .map(name => ({
      path: `/webchat/logo-${name}`,
      type: PICTURES[extname(name)]!,
      bytes: readFileSync(join(folder, name)),
    }))
}
