import { randomUUID } from 'node:crypto'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { type CallDraft, emptyCall, readCriterion } from '../domain/call.ts'
import { readCall } from '../domain/call-reading.ts'
import type { Library } from '../domain/library.ts'
import { tellDate, tellRequirement, tellZone } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { type CallValues, criterionFields, readCallForm, themesIn, valuesOf, zoneBoxes } from './call-form.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'

const PATH = '/console/concernes'
const rule = { writes: true } as const

/** A call for projects that no record holds: pasted or typed, confirmed, kept. */
export function callRoutes(console: Console): Route[] {
  return [
    pageAt(
      console,
      `${PATH}/appel`,
      async ({ query }, visitor) => {
        const call = query.id ? await console.store.calls.read(query.id) : null
        if (query.id && (!call || call.dispositif)) throw new HttpError(404, 'not-found')
        return form(console, visitor, valuesOf(console.library(), call?.appel ?? emptyCall), { id: call?.id ?? '' })
      },
      rule,
    ),
    formAt(
      console,
      `${PATH}/lire`,
      async (request, visitor) => {
        const library = console.library()
        const text = field(request, 'texte')
        if (!text.trim() || !console.grasp) return form(console, visitor, valuesOf(library, emptyCall))
        const read = readCall(library, text, console.grasp, dayInFrance(console.now()))
        return form(console, visitor, valuesOf(library, { ...emptyCall, ...read }), { pris: tellRead(library, read) })
      },
      rule,
    ),
    formAt(console, `${PATH}/appel`, (request, visitor) => keep(console, request, visitor), rule),
  ]
}

async function keep(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const values = (request.body ?? {}) as CallValues
  const id = field(request, 'id')
  if (field(request, 'geste') === 'criteres') return form(console, visitor, values, { id })
  const read = readCallForm(library, values)
  if ('fautes' in read) return form(console, visitor, values, { id, fautes: read.fautes })
  const { call } = read
  const before = id ? await console.store.calls.read(id) : null
  const { titre } = call
  const known = before && !before.dispositif ? before.id : null
  if (known) await console.store.calls.write(known, { titre, appel: call })
  const kept = { dispositif: null, titre, appel: call, ...firstWords(console, titre) }
  const saved = known ?? (await console.store.calls.keep(`saisi ${randomUUID()}`, kept))
  await record(console, visitor, 'appel', null, titre)
  return to(`${PATH}/${saved}`)
}

/** The subject and the words that a mail about a call begins with. */
export function firstWords(console: Console, titre: string): { sujet: string; message: string } {
  const { texts } = console.library()
  return {
    sujet: say(texts, 'console-concernes-sujet', { titre }),
    message: say(texts, 'console-concernes-message'),
  }
}

/** What was read in a text, in words. */
function tellRead(library: Library, { themes = [], zone, fin, conditions = {} }: Partial<CallDraft>): string[] {
  const line = (champ: string, mots: string) => [say(library.texts, `console-appel-pris-${champ}`, { mots })]
  return [
    ...themes.flatMap(id => line('theme', library.themes.get(id)?.titre ?? id)),
    ...(zone ? line('zone', tellZone(library, zone)) : []),
    ...Object.entries(conditions).flatMap(([critere, raw]) => {
      const exige = readCriterion(library, critere, raw)
      return exige ? line('condition', tellRequirement(library, critere, exige)) : []
    }),
    ...(fin ? line('fin', tellDate(library.texts, fin)) : []),
  ]
}

interface Shown {
  id?: string
  fautes?: string[]
  pris?: string[]
}

function form(
  console: Console,
  visitor: Visitor,
  valeurs: CallValues,
  { id = '', fautes = [], pris = [] }: Shown = {},
): HttpResponse {
  const library = console.library()
  const t = (key: string, blanks?: Record<string, string>) => say(library.texts, key, blanks)
  const champs = criterionFields(library, themesIn(library, valeurs))
  const nom = (champ: string) => champs.find(c => `q:${c.id}` === champ)?.texte ?? ''
  return page(
    console,
    'call-form',
    {
      titre: t('console-appel-titre'),
      ici: 'concernes',
      visitor,
      id,
      valeurs,
      champs,
      zones: zoneBoxes(library),
      themes: [...library.themes].map(([theme, { titre }]) => ({ id: theme, titre })),
      pris,
      fautes: fautes.map(champ => ({
        champ,
        dit: champ.startsWith('q:')
          ? t('console-appel-faute-critere', { critere: nom(champ) })
          : t(`console-appel-faute-${champ}`),
      })),
    },
    fautes.length > 0 ? 400 : 200,
  )
}
