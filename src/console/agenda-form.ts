import type { HttpRequest } from '../api/route.ts'
import { type EvenementKind, evenementKinds, mayChange } from '../domain/evenement.ts'
import type { Library } from '../domain/library.ts'
import { isHoliday, weekly } from '../domain/permanence.ts'
import type { Scope } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import type { NewEvent } from '../store/agenda.ts'
import { field } from './door.ts'
import { momentInFrance } from './paris.ts'
import { placesIn } from './view-query.ts'

/** The fields of an event, as they are typed; they come back as they were when something is wrong. */
export const eventFields = [
  'sorte',
  'titre',
  'jour',
  'de',
  'a',
  'au',
  'lieu',
  'place',
  'qui',
  'minutes',
  'semaines',
] as const
export type EventValues = Partial<Record<(typeof eventFields)[number], string>>

/** How long a slot of a permanence may be, and for how many weeks it may be held again. */
export const SLOT_MINUTES = [15, 20, 30, 45, 60] as const
export const MOST_WEEKS = 26

const LINE = 200
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads the form of an event: one event for each week, or the fields that are wrong. */
export function readEvent(
  library: Library,
  scope: Scope,
  request: HttpRequest,
): { events: NewEvent[]; values: EventValues } | { fautes: string[]; values: EventValues } {
  const values: EventValues = Object.fromEntries(eventFields.map(f => [f, field(request, f).trim().slice(0, LINE)]))
  const sorte = evenementKinds.find(k => k === values.sorte)
  const place = placeOf(library, values.place ?? '')
  const permanence = sorte === 'permanence'
  const titre = values.titre || (permanence ? say(library.texts, 'console-agenda-sorte-permanence') : '')
  const minutes = SLOT_MINUTES.find(m => m === Number(values.minutes)) ?? null
  const weeks = permanence ? Number(values.semaines || 1) : 1
  const day = values.jour ?? ''
  const last = permanence ? day : values.au || day
  const [debut, fin] = [momentInFrance(day, values.de ?? ''), momentInFrance(last, values.a ?? '')]
  const fautes = [
    ...(sorte ? [] : ['sorte']),
    ...(titre ? [] : ['titre']),
    ...(debut && DAY.test(day) ? [] : ['jour']),
    ...(debut && fin && fin > debut ? [] : ['a']),
    ...(permanence && isHoliday(day) ? ['ferie'] : []),
    ...(permanence && !values.lieu ? ['lieu'] : []),
    ...(permanence && !minutes ? ['minutes'] : []),
    ...(Number.isInteger(weeks) && weeks >= 1 && weeks <= MOST_WEEKS ? [] : ['semaines']),
    ...(place && mayChange(scope, place) ? [] : ['place']),
  ]
  if (fautes.length > 0 || !sorte || !place) return { fautes, values }
  const days = permanence ? weekly(day, weeks) : [day]
  const events = days.map(jour => ({
    sorte,
    titre,
    // the same hours by the clock each week, whatever the season
    debut: momentInFrance(jour, values.de ?? '')!.toISOString(),
    fin: momentInFrance(permanence ? jour : last, values.a ?? '')!.toISOString(),
    lieu: values.lieu || null,
    ...place,
    qui: permanence ? values.qui || null : null,
    minutes: permanence ? minutes : null,
  }))
  return { events, values }
}

/** The place of a field's value: an EPCI, a whole territory, or the whole programme; undefined for none. */
function placeOf(library: Library, value: string): { territoire: string | null; epci: string | null } | undefined {
  const [kind = '', id = ''] = value.split(':')
  const territoire = kind === 'epci' ? library.territoireOfEpci.get(id) : id
  if (kind === 'tout') return { territoire: null, epci: null }
  if (!territoire || !library.territoires.has(territoire)) return undefined
  return { territoire, epci: kind === 'epci' ? id : null }
}

/** What the form offers: the kinds, the places that somebody may hold events for, the lengths. */
export function eventChoices(library: Library, scope: Scope) {
  const whole = (territoire: string) => mayChange(scope, { territoire, epci: null })
  return {
    sortes: evenementKinds.map((id: EvenementKind) => ({ id, nom: say(library.texts, `console-agenda-sorte-${id}`) })),
    tout: mayChange(scope, { territoire: null, epci: null }),
    lieux: placesIn(library, scope).map(({ id, titre, epci }) => ({
      titre,
      options: [
        ...(whole(id)
          ? [{ valeur: `territoire:${id}`, nom: say(library.texts, 'console-agenda-territoire', { titre }) }]
          : []),
        ...epci.map(e => ({ valeur: `epci:${e.id}`, nom: e.nom })),
      ],
    })),
    durees: SLOT_MINUTES,
  }
}
