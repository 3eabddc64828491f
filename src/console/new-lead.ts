import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { callWish, consentFor } from '../domain/identite.ts'
import { type Lead, souhaits } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import type { Faits } from '../domain/question.ts'
import { covers } from '../domain/scope.ts'
import { say, type Texts } from '../domain/texts.ts'
import { traceOf } from '../domain/trace.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { companyFields, type Field, needFields, readCommune, readFields } from './hand-answers.ts'
import { keepLead } from './keep-lead.ts'
import { type Console, page } from './page.ts'

const PATH = '/console/nouvelle'
const origines = ['telephone', 'visite'] as const
const LINE = 200
const NOTE = 4_000

/** What the page of a company to visit fills in beforehand. */
const FROM_PROSPECT = ['prospect', 'entreprise', 'q::siret', 'q::effectif'] as const

type Values = Readonly<Record<string, string>>

/** A new lead from a call or a visit: first where and what about, then the same questionnaires as in the chat. */
export function newLeadRoutes(console: Console): Route[] {
  const rule = { writes: true } as const
  return [
    pageAt(console, PATH, async (r, v) => ask(console, v, r.query), rule),
    formAt(console, PATH, (r, v) => keep(console, r, v), rule),
  ]
}

function begun(library: Library, values: Values) {
  const themes = [...library.themes.keys()].filter(t => `theme:${t}` in values)
  const commune = readCommune(library, values.commune ?? '')
  const origine = origines.find(o => o === values.origine) ?? 'telephone'
  return { themes, commune, origine }
}

/** The first page until place and themes are known, then the questions; what was typed stays. */
function ask(console: Console, visitor: Visitor, values: Values, fautes: string[] = []): HttpResponse {
  const library = console.library()
  const { texts } = library
  const { themes, commune, origine } = begun(library, values)
  const ready = themes.length > 0 && commune !== null
  const tried = 'commune' in values
  const place = commune ? placeOf(library, commune) : null
  const shared = {
    titre: say(texts, 'console-saisie-titre'),
    ici: 'nouvelle',
    visitor,
    valeurs: values,
    // what a company to visit brings along, until its questions are put
    gardees: FROM_PROSPECT.flatMap(name => (values[name] ? [[name, values[name]]] : [])),
    origine,
    themes: [...library.themes].map(([id, { titre }]) => ({ id, titre, choisi: themes.includes(id) })),
    communes: [...library.communes.values()].map(c => `${c.nom} (${c.insee})`),
    nomCommune: commune ? `${library.communes.get(commune)!.nom} (${commune})` : (values.commune ?? ''),
  }
  if (!ready) {
    const manque = [
      ...(tried && commune === null ? [{ champ: 'commune', dit: say(texts, 'console-saisie-faute-commune') }] : []),
      ...(tried && themes.length === 0 ? [{ champ: 'themes', dit: say(texts, 'console-saisie-faute-themes') }] : []),
    ]
    return page(console, 'new-lead', { ...shared, fautes: manque }, manque.length > 0 ? 400 : 200)
  }
  const fields = (list: Field[]) => list.map(f => shown(texts, f, values, fautes))
  const told = fautes.map(champ => ({
    champ,
    dit: say(texts, champ.startsWith('q:') ? 'console-saisie-faute-reponse' : `console-saisie-faute-${champ}`),
  }))
  return page(
    console,
    'new-lead-questions',
    {
      ...shared,
      choisis: themes,
      souhaits,
      fautes: told,
      fauteDe: Object.fromEntries(told.map(f => [f.champ, f.dit])),
      entreprise: fields(companyFields(library, themes)),
      besoins: themes.map(id => ({ titre: library.themes.get(id)!.titre, champs: fields(needFields(library, id)) })),
      accord: consentOf(library, place!.territoire).texte,
      appels: callWish(texts).texte,
    },
    fautes.length > 0 ? 400 : 200,
  )
}

/** The wording that the person hears, for the territory of their project. */
function consentOf({ texts, territoires }: Library, id: string | null) {
  const territoire = territoires.get(id ?? '')
  return consentFor(texts, id && territoire ? { id, titre: territoire.titre } : null)
}

/** What the chat understands in words must be written in figures here. */
const WRITTEN = ['nombre', 'montant', 'activite', 'siret']

function shown(texts: Texts, { question, nom, si }: Field, values: Values, fautes: readonly string[]) {
  const { texte, aide, type, plusieurs, options, unite } = question
  return {
    nom,
    texte,
    aide: [WRITTEN.includes(type) ? say(texts, `console-saisie-faute-${type}`) : aide, si].filter(Boolean).join(' '),
    type,
    plusieurs,
    options: Object.entries(options ?? {}).map(([id, label]) => ({
      id,
      label,
      choisi: values[nom] === id || `${nom}:${id}` in values,
    })),
    unite: type === 'montant' ? (unite ?? '') : '',
    valeur: values[nom] ?? '',
    faute: fautes.includes(nom),
  }
}

async function keep(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const values = (request.body ?? {}) as Values
  const { themes, commune, origine } = begun(library, values)
  if (themes.length === 0 || commune === null) return ask(console, visitor, values)
  const company = readFields(companyFields(library, themes), values)
  const needs = themes.map(theme => ({ theme, ...readFields(needFields(library, theme), values) }))
  const line = (name: string, most = LINE) => field(request, name).trim().slice(0, most)
  const contact = {
    nom: line('nom'),
    entreprise: line('entreprise'),
    email: line('email') || null,
    telephone: line('telephone') || null,
  }
  const fautes = [
    ...(contact.nom ? [] : ['nom']),
    ...(contact.entreprise ? [] : ['entreprise']),
    ...(contact.email || contact.telephone ? [] : ['joindre']),
    ...(contact.email && !/^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]{2,}$/.test(contact.email) ? ['email'] : []),
    ...(field(request, 'accord') === 'oui' ? [] : ['accord']),
    ...company.fautes,
    ...needs.flatMap(n => n.fautes),
  ]
  if (fautes.length > 0) return ask(console, visitor, values, fautes)

  const now = console.now()
  const place = placeOf(library, commune)
  const faits: Faits = { commune: { valeur: commune, origine: 'question' }, ...company.faits }
  const today = dayInFrance(now)
  const lead: Omit<Lead, 'reference'> = {
    ...contact,
    date: now.toISOString(),
    origine,
    territoire: place.territoire,
    epci: place.epci,
    commune,
    faits,
    besoins: needs.map(({ theme, faits: reponses }) => ({
      theme,
      reponses,
      trace: traceOf(library, { theme, faits: { ...faits, ...reponses }, place, today }),
    })),
    message: line('message', NOTE) || null,
    souhait: souhaits.find(s => s === field(request, 'souhait')) ?? null,
    consentement: { ...consentOf(library, place.territoire), date: now.toISOString() },
    signaux: [],
    ...(contact.email && field(request, 'appels') === 'oui'
      ? { appels: { version: callWish(library.texts).version, date: now.toISOString() } }
      : {}),
  }
  const reference = await keepLead(visitor, lead)
  await record(console, visitor, 'saisie', reference)
  if (values.prospect) await console.store.prospectsOf(visitor.account).became(values.prospect, reference)
  const dit = covers(visitor.account, place)
    ? `/console/demandes/${reference}?dit=saisie`
    : '/console/?dit=saisie-ailleurs'
  return to(dit)
}
