import {
  type AxisScore,
  countLeft,
  type Diagnostic,
  type Revealed,
  scoresOf,
  tellScore,
  weakest,
} from '../domain/diagnostic.ts'
import { orient, type Weighed } from '../domain/matching.ts'
import type { Organisme } from '../domain/organisme.ts'
import type { Faits } from '../domain/question.ts'
import { radarSvg, type Spoke } from '../domain/radar.ts'
import { tellStatus } from '../domain/reasons.ts'
import { nearness, zoneHolds } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import { message } from './ask.ts'
import type { Mind } from './mind.ts'
import { tellRecord } from './record-card.ts'
import type { Card, Reply } from './reply.ts'
import { affinities, placeIn, tellSource } from './result.ts'
import type { State } from './state.ts'

/** How many schemes are told for each weak axis. */
const TOLD = 2
/** Where the place is unknown, only what covers a region or more is told. */
const WIDE = 4

/** What a diagnostic gives: its replies, the themes that its weak axes reveal, and those needs in words. */
export interface Diagnosis {
  replies: Reply[]
  themes: string[]
  texte: string
}

/** The result: the radar and the same in words; then the weakest axes, what to do first, who and what answers each. */
export function tellDiagnostic(mind: Mind, state: State, grid: Diagnostic, faits: Faits, today: string): Diagnosis {
  const { texts } = mind.library
  const scores = scoresOf(grid, faits)
  const weak = weakest(scores)
  const besoins = weak.flatMap(w => w.axe.besoins)
  const seen = new Set<string>()
  const told = weak.map((w, i) => tellWeak(mind, state, w, i + 1, today, seen))
  const n = weak.length
  const heading = n === 0 ? 'diagnostic-aucun-faible' : n === 1 ? 'diagnostic-faible-un' : 'diagnostic-faibles'
  const advice = [
    say(texts, heading, { n }),
    ...told.map(t => t.text),
    ...(n > 0 && !placeIn(mind, state) ? [say(texts, 'diagnostic-sans-lieu')] : []),
    say(texts, 'diagnostic-methode', {
      sources: grid.sources.map(c => mind.library.documents.get(c.document)!.titre).join(' ; '),
    }),
    ...(n > 0 ? [say(texts, 'sans-promesse')] : []),
  ]
  return {
    replies: [
      picture(mind, grid, scores, countLeft(grid, faits)),
      { ...message(advice.join('\n\n'), [], 'resultats'), cartes: told.flatMap(t => t.cards) },
    ],
    themes: [...new Set(weak.flatMap(w => w.axe.besoins[0]?.theme ?? []))],
    texte: besoins.flatMap(b => labelsOf(mind, b)).join(', '),
  }
}

/** The radar's card; the text holds the same, axis by axis. */
function picture(mind: Mind, grid: Diagnostic, scores: readonly AxisScore[], left: number): Reply {
  const { texts } = mind.library
  const rows = scores.map(s => tellAxis(mind, s))
  const missing = scores.filter(s => s.score === null).length
  const heading = say(texts, 'diagnostic-resultat', { titre: grid.titre })
  const lines = [
    heading,
    ...rows,
    ...(missing > 0 ? [say(texts, 'diagnostic-non-comptes', { n: missing })] : []),
    ...(left > 0 ? [say(texts, 'diagnostic-provisoire', { reste: left })] : []),
  ]
  const rayons = spokesOf(mind, scores)
  const liste = rayons.map(r => say(texts, 'diagnostic-image-axe', { axe: r.nom, score: r.note })).join(', ')
  const description = say(texts, 'diagnostic-image', { n: rayons.length, liste })
  const svg = radarSvg({ id: `radar-${grid.id}`, titre: grid.titre, description, rayons, seul: true })
  const card: Card = {
    sorte: 'radar',
    id: grid.id,
    titre: grid.titre,
    lignes: rows.map(r => r.replace(/^- /, '')),
    image: `data:image/svg+xml,${encodeURIComponent(svg)}`,
  }
  return { ...message(lines.join('\n'), [], 'resultats'), cartes: [card] }
}

/** The axes as spokes of a radar. */
export function spokesOf(mind: Pick<Mind, 'library'>, scores: readonly AxisScore[]): Spoke[] {
  return scores.map(({ axe, score }) => ({
    nom: axe.titre,
    score,
    note: score === null ? say(mind.library.texts, 'diagnostic-sans-reponse') : tellScore(score),
  }))
}

function tellAxis(mind: Mind, { axe, score, repondues }: AxisScore): string {
  const { texts } = mind.library
  if (score === null) return say(texts, 'diagnostic-axe-absent', { axe: axe.titre })
  const total = axe.questions.length
  return say(texts, repondues < total ? 'diagnostic-axe-partiel' : 'diagnostic-axe', {
    axe: axe.titre,
    score: tellScore(score),
    niveau: say(texts, `diagnostic-niveau-${Math.floor(score)}`),
    repondues,
    total,
  })
}

/** One weak axis: what to do first, the schemes and the organisation that answer it, none of them told twice. */
function tellWeak(
  mind: Mind,
  state: State,
  { axe, score }: AxisScore & { score: number },
  rang: number,
  today: string,
  seen: Set<string>,
): { text: string; cards: Card[] } {
  const { library } = mind
  const { texts } = library
  const words = [axe.titre, ...axe.besoins.flatMap(b => labelsOf(mind, b))].join(' ')
  const schemes = answering(mind, state, axe.besoins, words, today)
    .filter(w => !seen.has(w.dispositif.id))
    .slice(0, TOLD)
  for (const w of schemes) seen.add(w.dispositif.id)
  const organisme = organisationFor(mind, state, axe.besoins, words, seen)
  if (organisme) seen.add(organisme.id)
  const lines = [
    say(texts, 'diagnostic-faible', { rang, axe: axe.titre, score: tellScore(score), 'd-abord': axe.dAbord }),
    ...(schemes.length > 0 && !schemes.some(s => s.named) ? [say(texts, 'diagnostic-general')] : []),
    ...schemes.map(({ dispositif: d, etat }) =>
      say(texts, 'diagnostic-dispositif', {
        titre: d.titre,
        etat: tellStatus(library, d, etat),
        source: tellSource(mind, d.sources[0]!),
      }),
    ),
    ...(schemes.length === 0 ? [say(texts, 'diagnostic-aucun')] : []),
    ...(organisme
      ? [
          say(texts, 'diagnostic-organisme', {
            titre: organisme.titre,
            resume: organisme.resume,
            source: tellSource(mind, organisme.roles[0]!.source),
          }),
        ]
      : []),
  ]
  const cards = schemes.flatMap(w => tellRecord(mind, { id: w.dispositif.id, kind: 'dispositif' }, today) ?? [])
  return { text: lines.join('\n'), cards }
}

/** A scheme for an axis; `named` where it is made for that very need, not for the theme as a whole. */
type Answering = Weighed & { named: boolean }

/** The schemes for the needs of an axis, by matching: first those that name the need, the main theme before the others. */
function answering(mind: Mind, state: State, besoins: readonly Revealed[], words: string, today: string): Answering[] {
  const place = placeIn(mind, state)
  const out: Answering[] = []
  const ids = new Set<string>()
  for (const b of besoins) {
    const faits: Faits = { ...state.faits, [b.question]: { valeur: b.options, origine: 'question' } }
    for (const w of orient(mind.library, { theme: b.theme, faits, place, today, affinites: affinities(mind, words) })) {
      if (w.verdict === 'non-eligible' || (!place && nearness(w.dispositif.zone) < WIDE)) continue
      const named = w.criteres.some(c => c.critere === b.question && c.condition && c.issue === 'met')
      if (ids.has(w.dispositif.id) || (!named && b !== besoins[0])) continue
      ids.add(w.dispositif.id)
      out.push({ ...w, named })
    }
  }
  return out.sort((a, b) => Number(b.named) - Number(a.named))
}

/** An organisation of the axis' themes that serves the place: the one that the axis' words find, else the nearest. */
function organisationFor(
  mind: Mind,
  state: State,
  besoins: readonly Revealed[],
  words: string,
  seen: ReadonlySet<string>,
): Organisme | undefined {
  const place = placeIn(mind, state)
  const themes = besoins.map(b => b.theme)
  const serves = (o: Organisme) =>
    !seen.has(o.id) &&
    o.zone !== undefined &&
    o.themes.some(t => themes.includes(t)) &&
    (place ? zoneHolds(o.zone, place) : nearness(o.zone) >= WIDE)
  const { organismes } = mind.library
  const found = mind.search(words, { limit: 20, kinds: ['organisme'], themes }).map(h => organismes.get(h.id))
  const nearest = [...organismes.values()].filter(serves).sort((a, b) => nearness(a.zone!) - nearness(b.zone!))
  return found.find(o => o !== undefined && serves(o)) ?? nearest[0]
}

function labelsOf(mind: Mind, { question, options }: Revealed): string[] {
  return options.map(o => mind.library.questions.get(question)?.options?.[o] ?? o)
}
