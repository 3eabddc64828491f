import type { z } from 'zod'
import type { Mind } from '../conversation/mind.ts'
import { affinities } from '../conversation/result.ts'
import type { State } from '../conversation/state.ts'
import { placeOf } from '../domain/library.ts'
import { orient, type Situation, type Weighed } from '../domain/matching.ts'
import { namedIn } from '../domain/naming.ts'
import { openQuestions } from '../domain/qualification.ts'
import type { Faits } from '../domain/question.ts'
import { reasonsOf, tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { type OrientationRequest, orientationRequest, situate } from './orientation-request.ts'
import { askPlace, askThis, contactsFor, type OrientationResponse } from './orientation-response.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './route.ts'
import { epciOf, source, territoireOf } from './shapes.ts'

/** `POST /api/v1/orientation`: from a text and facts to dispositifs with reasons, contacts and the next question. */
export function orientation(mind: Mind, now: () => Date) {
  return (request: HttpRequest): HttpResponse => {
    const parsed = orientationRequest.safeParse(request.body ?? {})
    if (!parsed.success) throw badInput(parsed.error.issues[0]!)
    return { status: 200, json: answer(mind, parsed.data, parsed.data.date ?? now().toISOString().slice(0, 10)) }
  }
}

function badInput(issue: z.core.$ZodIssue): HttpError {
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path.join('.')
  return new HttpError(400, 'bad-input', { ...(field ? { field } : {}), message: issue.message })
}

function answer(mind: Mind, input: OrientationRequest, date: string): OrientationResponse {
  const { library } = mind
  const today = (date + '-01-01').slice(0, 10)
  const grasp = input.text?.trim() ? mind.grasp(input.text, `${today}T12:00:00Z`) : null
  for (const [i, theme] of (input.themes ?? []).entries())
    if (!library.themes.has(theme)) throw new HttpError(400, 'bad-input', { field: `themes.${i}` })
  const themes = input.themes ? input.themes.map(id => ({ id, confidence: 1 })) : (grasp?.themes ?? [])
  const { state, candidates } = situate(
    mind,
    input,
    grasp,
    themes.map(t => t.id),
  )

  const insee = state.faits.commune?.valeur
  const place = typeof insee === 'string' ? placeOf(library, insee) : null
  const weighed = gather(
    mind,
    state,
    themes.map(t => t.id),
    place,
    today,
    input.text ?? '',
  )
  const theme = themes[0]?.id ?? null
  const open =
    candidates.length > 1 ? [] : openQuestions(library, { faits: state.faits, besoins: state.besoins, place, today })
  const effectif = state.faits.effectif?.valeur as { min: number | null; max: number | null } | undefined
  return {
    understood: {
      kind: grasp?.kind ?? 'projet',
      themes: themes.map(t => ({ id: t.id, confidence: round(t.confidence) })),
      commune:
        typeof insee === 'string' && /^\d/.test(insee)
          ? { insee, nom: library.communes.get(insee)?.nom ?? state.faits.commune?.mots ?? insee }
          : null,
      epci: epciOf(library, place?.epci ?? null),
      territoire: territoireOf(library, place?.territoire ?? null),
      effectif: effectif ? { ...effectif, texte: state.faits.effectif?.mots ?? '' } : null,
    },
    dispositifs: weighed.map(({ w, s }) => {
      const d = w.dispositif
      return {
        id: d.id,
        title: d.titre,
        aliases: d.alias,
        verdict: w.verdict,
        reasons: reasonsOf(library, w, s),
        status: w.etat.status,
        statusText: tellStatus(library, d, w.etat),
        source: source(library, d.sources[0]!),
      }
    }),
    contacts: contactsFor(mind, place, theme),
    nextQuestion: candidates.length > 1 ? askPlace(mind, candidates) : open[0] ? askThis(open[0]) : null,
    notice: say(library.texts, 'sans-promesse'),
    trace: { knowledge: library.version, date: today },
  }
}

/** The records of every theme together, best first, each once; refused ones at the end. */
function gather(
  mind: Mind,
  state: State,
  themes: string[],
  place: ReturnType<typeof placeOf> | null,
  today: string,
  text: string,
): { w: Weighed; s: Situation }[] {
  const affinites = affinities(mind, text)
  const nommes = namedIn(mind.library, text)
  const lists = (themes.length > 0 ? themes : [null]).map(theme => {
    const reponses: Faits = state.besoins.find(b => b.theme === theme)?.reponses ?? {}
    const s: Situation = { theme, faits: { ...state.faits, ...reponses }, place, today, affinites, nommes }
    return orient(mind.library, s).map(w => ({ w, s }))
  })
  const seen = new Set<string>()
  const merged: { w: Weighed; s: Situation }[] = []
  for (let i = 0; lists.some(l => i < l.length); i++)
    for (const list of lists) {
      const next = list[i]
      if (next && !seen.has(next.w.dispositif.id)) {
        seen.add(next.w.dispositif.id)
        merged.push(next)
      }
    }
  const fits = merged.filter(m => m.w.verdict !== 'non-eligible')
  const refused = merged
    .filter(m => m.w.verdict === 'non-eligible' && !fits.some(f => f.w.dispositif.id === m.w.dispositif.id))
    .slice(0, 5)
  const rank = (m: { w: Weighed }) => (m.w.verdict === 'eligible' ? 0 : 1)
  return [...fits.sort((a, b) => rank(a) - rank(b)).slice(0, 30 - refused.length), ...refused]
}

const round = (n: number) => Math.round(n * 1000) / 1000
