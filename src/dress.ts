import type { HttpResponse } from './api/route.ts'
import type { Library } from './domain/library.ts'
import type { Webchat } from './webchat/bundle.ts'
import type { Content } from './webchat/content.ts'
import { identityOf } from './webchat/identity.ts'
import { sheetPage } from './webchat/prose.ts'
import { policyOf } from './webchat/serve.ts'

/** What the pages take from the library. */
export function contentOf({ texts, questions, themes, territoires }: Library): Content {
  const titles = (shelf: ReadonlyMap<string, { titre: string }>) =>
    Object.fromEntries([...shelf].map(([id, { titre }]) => [id, titre]))
  const names = Object.fromEntries([...questions].map(([id, q]) => [id, q.rappel ?? q.texte]))
  return { texts, names, themes: titles(themes), territories: titles(territoires) }
}

/** Words and forms in the dress of the chat's pages; what is personal on them is kept by no cache. */
export function sheetOf(library: Library, webchat: Webchat, titre: string, html: string): HttpResponse {
  const content = contentOf(library)
  const identity = identityOf(content, undefined)
  const headers = { 'content-security-policy': policyOf(identity, { form: "'self'" }), 'cache-control': 'no-store' }
  return { status: 200, headers, html: sheetPage(content, identity, webchat.sheet.path, { titre, html }) }
}
