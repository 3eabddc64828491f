import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { readLogo } from '../domain/logo.ts'
import { identityFields } from '../domain/settings.ts'
import { say } from '../domain/texts.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'

const PATH = '/console/identite'
const LONGEST = 2_000
const rule = { roles: ['administrateur'] } as const
const COLOUR = /^#[0-9a-f]{6}$/i

/** Who speaks in each territory, who answers for the data, what is consented to: set over the repository's texts. */
export function identityRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, async (_, v) => choose(console, v), rule),
    pageAt(console, `${PATH}/:territoire`, (r, v) => form(console, r, v), rule),
    formAt(console, `${PATH}/:territoire`, (r, v) => save(console, r, v), rule),
  ]
}

function choose(console: Console, visitor: Visitor): HttpResponse {
  const { texts, territoires } = console.library()
  return page(console, 'identities', {
    titre: say(texts, 'console-identite-titre'),
    ici: 'identite',
    visitor,
    territoires: [...territoires].map(([id, { titre }]) => ({
      id,
      titre,
      nom: texts[`identite-${id}-nom`] ?? texts['identite-nom'] ?? '',
      editeur: texts[`identite-${id}-editeur`] ?? texts['identite-editeur'] ?? '',
    })),
  })
}

async function form(console: Console, request: HttpRequest, visitor: Visitor, refus = ''): Promise<HttpResponse> {
  const { texts, territoires } = console.library()
  const id = request.params.territoire ?? ''
  const territoire = territoires.get(id)
  if (!territoire) throw new HttpError(404, 'not-found')
  const set = await console.store.settings.all()
  const typed = request.method === 'POST'
  const one = (nom: string, cle: string, commune: string) => ({
    nom,
    texte: say(texts, `console-identite-${nom}`),
    valeur: typed ? field(request, nom) : (set[cle] ?? ''),
    // what holds while the field is empty
    sinon: set[cle] === undefined ? (texts[cle] ?? texts[commune] ?? '') : '',
    couleur: nom.startsWith('couleur'),
  })
  const data = {
    titre: say(texts, 'console-identite-de', { territoire: territoire.titre }),
    ici: 'identite',
    visitor,
    chemin: `${PATH}/${id}`,
    refus,
    dit: request.query.dit === 'identite' ? say(texts, 'console-dit-identite') : '',
    champs: identityFields.map(nom => one(nom, `identite-${id}-${nom}`, `identite-${nom}`)),
    consentement: one('consentement', `consentement-${id}`, 'consentement'),
    logo: set[`identite-${id}-logo`] && `/webchat/logo/${id}?v=${set[`identite-${id}-logo`]!.length}`,
  }
  return page(console, 'identity', data, refus ? 400 : 200)
}

async function save(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts, territoires } = console.library()
  const id = request.params.territoire ?? ''
  if (!territoires.has(id)) throw new HttpError(404, 'not-found')
  const value = (name: string) => field(request, name).trim().replaceAll('\r\n', '\n').slice(0, LONGEST)
  const colours = identityFields.filter(f => f.startsWith('couleur')).map(value)
  if (colours.some(c => c && !COLOUR.test(c)))
    return form(console, request, visitor, say(texts, 'console-identite-couleur-refus'))
  // braces are blanks: one without a value would break the sentence
  const plain = identityFields.every(f => !/[{}]/.test(value(f)))
  const consent = value('consentement')
  if (!plain || /[{}]/.test(consent.replaceAll(/\{(territoire|mois|responsable|base-legale)\}/g, '')))
    return form(console, request, visitor, say(texts, 'console-identite-accolades'))
  const logo = field(request, 'logo') && readLogo(field(request, 'logo'))
  if (logo === null) return form(console, request, visitor, say(texts, 'console-identite-logo-refus'))
  await console.store.settings.set({
    ...(logo || field(request, 'logo-retirer') ? { [`identite-${id}-logo`]: logo } : {}),
    ...Object.fromEntries(identityFields.map(f => [`identite-${id}-${f}`, value(f)])),
    [`consentement-${id}`]: consent,
    // what was accepted before stays under the version that it was accepted with
    [`consentement-${id}-version`]: consent && dayInFrance(console.now()),
  })
  await record(console, visitor, 'identite', null, id)
  await console.settled?.()
  return to(`${PATH}/${id}?dit=identite`)
}
