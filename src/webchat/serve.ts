import type { HttpResponse, Route } from '../api/route.ts'
import type { Webchat } from './bundle.ts'

/** The page, its two files and the launcher for other sites; `origins` are the sites that may frame the page. */
export function webchatRoutes(
  webchat: Webchat,
  texts: () => Readonly<Record<string, string>>,
  origins: readonly string[],
): Route[] {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${["'self'", ...origins].join(' ')}`,
  ].join('; ')
  const file = ({ path, type, bytes }: Webchat['script']): Route => {
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }
    return { method: 'GET', path, budget: 'page', handle: (): HttpResponse => ({ status: 200, headers, bytes }) }
  }
  return [
    {
      method: 'GET',
      path: '/',
      budget: 'page',
      handle: () => ({
        status: 200,
        headers: { 'content-security-policy': policy, 'cache-control': 'no-cache' },
        html: webchat.page(texts()),
      }),
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
        text: webchat.launcher(texts()),
      }),
    },
    file(webchat.script),
    file(webchat.style),
  ]
}
