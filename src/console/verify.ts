import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { recordsOfSorte, SORTES, type Sorte, standing, VERIFICATIONS } from '../domain/overlay.ts'
import { say } from '../domain/texts.ts'
import { mayVerify } from '../domain/verification.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'
import { ACTES, lineOf, readAsked, recordsFor, VUES, verifyPath } from './verify-list.ts'

const PATH = '/console/verifier'
const PER_PAGE = 25
const LONGEST_NOTE = 200
const rule = { roles: ['administrateur', 'chef-de-projet'] } as const

/** The records by age and use; one click says that one still holds, is closed, or has changed. */
export function verifyRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (r, v) => list(console, r, v), rule),
    formAt(console, PATH, (r, v) => verify(console, r, v), rule),
  ]
}

async function list(console: Console, request: HttpRequest, visitor: Visitor, refus = ''): Promise<HttpResponse> {
  const library = console.library()
  const { texts, territoires } = library
  const asked = readAsked(request.query)
  const all = await recordsFor(console, visitor, asked)
  const pages = Math.max(1, Math.ceil(all.length / PER_PAGE))
  const at = Math.min(asked.page, pages)
  const own = [...territoires].filter(
    ([id]) => visitor.account.role === 'administrateur' || visitor.account.territoires.includes(id),
  )
  const done = VERIFICATIONS.find(v => v === request.query.dit)
  const [kind, id = ''] = (request.query.de ?? '').split(' ')
  const sorte = SORTES.find(s => s === kind)
  const titre = done && sorte && (await titleOf(console, sorte, id))
  const data = {
    titre: say(texts, 'console-verifier-titre'),
    ici: 'verifier',
    visitor,
    refus,
    dit: done && titre ? say(texts, `console-dit-verifie-${done}`, { titre }) : '',
    asked,
    filtres: [asked.q, asked.sorte, asked.territoire, asked.tri === 'age'].filter(Boolean).length,
    onglets: VUES.map(vue => ({ vue, lien: verifyPath(PATH, { ...asked, vue, page: 1 }) })),
    sortes: SORTES.map(s => [s, say(texts, `console-sorte-${s}`)]),
    lieux: own.length > 1 ? own.map(([id, { titre }]) => [id, titre]) : [],
    nombre: all.length,
    lignes: all.slice((at - 1) * PER_PAGE, at * PER_PAGE).map(r => lineOf(console, r)),
    longueur: LONGEST_NOTE,
    retour: verifyPath('', { ...asked, page: at }).slice(1),
    avant: at > 1 && verifyPath(PATH, { ...asked, page: at - 1 }),
    apres: at < pages && verifyPath(PATH, { ...asked, page: at + 1 }),
  }
  return page(console, 'verify', data, refus ? 400 : 200)
}

async function verify(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const sorte = SORTES.find(s => s === field(request, 'sorte'))
  const fiche = field(request, 'id')
  const acte = sorte && ACTES[sorte].find(a => a === field(request, 'acte'))
  const titre = sorte && (await titleOf(console, sorte, fiche))
  if (!sorte || !acte || !titre || !mayVerify(library, visitor.account, sorte, fiche))
    throw new HttpError(404, 'not-found')
  const asked = Object.fromEntries(new URLSearchParams(field(request, 'retour')))
  const note = oneLine(field(request, 'note'))
  if (acte === 'modifie' && note.length < 3)
    return list(
      console,
      { ...request, query: asked },
      visitor,
      say(library.texts, 'console-verifier-sans-note', { titre }),
    )
  const { id, nom } = visitor.account
  await console.store.overlay.add({
    compte: id,
    auteur: nom,
    sorte,
    fiche,
    titre,
    acte,
    ...(acte === 'modifie' ? { note } : {}),
  })
  await record(console, visitor, 'verifier', null, `${sorte} ${fiche} ${acte}`)
  await console.settled?.()
  return to(verifyPath(PATH, readAsked(asked), { dit: acte, de: `${sorte} ${fiche}` }))
}

/** What a record is called; an answer that was closed is known by its last act only. */
async function titleOf({ library, store }: Console, sorte: Sorte, id: string): Promise<string | undefined> {
  const found = recordsOfSorte(library(), sorte).get(id)
  if (found && 'titre' in found) return found.titre
  const known = standing(await store.overlay.acts()).find(a => a.sorte === sorte && a.fiche === id)
  return known?.titre ?? (found && 'fonction' in found ? (found.nom ?? found.fonction) : undefined)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_NOTE)
}
