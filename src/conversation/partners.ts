import type { Citation } from '../domain/citation.ts'
import type { Entreprise } from '../domain/entreprise.ts'
import type { Library } from '../domain/library.ts'
import type { Organisme } from '../domain/organisme.ts'
import { nearness, type Place, zoneHolds } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import type { Mind } from './mind.ts'
import { tellSource } from './result.ts'
import { fold, words } from './words.ts'

/** A company or an organisation that the documents name, for a firm in search of partners. Never a person. */
export interface Partner {
  sorte: 'entreprise' | 'organisme'
  id: string
  titre: string
  /** What it does, in the documents' terms. */
  activite: string
  territoire: string | null
  /** In the territory of the project. */
  proche: boolean
  source: Citation
}

const MOST_FIRMS = 5
const MOST_BODIES = 3
const THEME = 'reseau-sous-traitance'
/** Bodies where firms meet each other; authorities and schools are found elsewhere. */
const MEETING: ReadonlySet<Organisme['type']> = new Set([
  'association',
  'pole',
  'syndicat-professionnel',
  'consulaire',
  'autre',
])

/** What is sought stands after one of these: « nous sommes une fonderie et cherchons un sous-traitant en usinage ». */
const SEEK =
  /\b(?:re)?cherch\w*|\btrouver\b|\bbesoin d\b|\bqui (?:fait|font|fabrique\w*)\b|\bsous[ -]?traitants?\b|\bfournisseurs?\b|\bprestataires?\b|\bdonneurs? d'?ordres?\b|\bclients? (?:dans|en)\b/g
/** Words that tell no trade. */
const VAGUE = new Set(
  words(
    'cherche recherche trouver besoin sous traitant fournisseur prestataire donneur ordre client entreprise societe boite usine atelier industrie industriel site production fabrication fabricant ' +
      'piece pieces produit produits local locale locaux france groupe construction grand compte tres consommatrice ancien pres loin coin autour ici bon petit avec pour dans chez nous notre votre une des les',
  ).map(w => w.racine),
)

/**
 * The documented companies of the trade that a text seeks, those of the territory first, and the bodies where others
 * are met. By words of the documents first, by NAF division next.
 */
export function partnersFor(mind: Pick<Mind, 'library' | 'answer'>, text: string, place: Place | null): Partner[] {
  const { library } = mind
  const sought = soughtIn(text)
  const stems = new Set(
    words(sought)
      .map(w => w.racine)
      .filter(r => r.length > 2 && !VAGUE.has(r)),
  )
  const codes = mind.answer.naf(sought) ?? []
  const firms = [...library.entreprises.values()]
    .map(e => ({ partner: firm(e, place), score: scoreOf(e, stems, codes) }))
    .filter(f => f.score > 0 && f.partner.activite !== '')
    .sort(
      (a, b) =>
        Number(b.partner.proche) - Number(a.partner.proche) ||
        b.score - a.score ||
        (a.partner.id < b.partner.id ? -1 : 1),
    )
  return [...firms.slice(0, MOST_FIRMS).map(f => f.partner), ...bodiesFor(library, place)]
}

function soughtIn(text: string): string {
  const plain = fold(text)
  const last = [...plain.matchAll(SEEK)].at(-1)
  const after = last ? plain.slice(last.index + last[0].length) : plain
  return after.trim() === '' ? plain : after
}

function firm(e: Entreprise, place: Place | null): Partner {
  return {
    sorte: 'entreprise',
    id: e.id,
    titre: e.titre,
    activite: e.activite ?? '',
    territoire: e.territoire ?? null,
    proche: place?.territoire !== null && place?.territoire === e.territoire,
    source: e.sources[0]!,
  }
}

/** Two for a word of the documents, one for the same NAF division. */
function scoreOf(e: Entreprise, stems: ReadonlySet<string>, codes: readonly string[]): number {
  const own = new Set(words([e.titre, ...e.alias, e.activite ?? ''].join(' ')).map(w => w.racine))
  const said = [...stems].filter(s => own.has(s)).length
  return said * 2 + (e.naf.some(n => codes.includes(n)) ? 1 : 0)
}

function bodiesFor(library: Library, place: Place | null): Partner[] {
  if (!place) return []
  return [...library.organismes.values()]
    .filter(o => o.themes.includes(THEME) && MEETING.has(o.type) && o.zone && zoneHolds(o.zone, place))
    .sort((a, b) => nearness(a.zone!) - nearness(b.zone!) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_BODIES)
    .map(o => ({
      sorte: 'organisme',
      id: o.id,
      titre: o.titre,
      activite: o.resume,
      territoire: place.territoire,
      proche: true,
      source: o.roles[0]!.source,
    }))
}

/** The partners told, each with its document and date, and the offer to ask for an introduction. */
export function tellPartners(mind: Mind, partners: readonly Partner[]): string {
  const { texts, territoires } = mind.library
  const firms = partners.filter(p => p.sorte === 'entreprise')
  const bodies = partners.filter(p => p.sorte === 'organisme')
  const where = (p: Partner) =>
    p.proche
      ? say(texts, 'partenaires-ici')
      : say(texts, 'partenaires-voisin', { territoire: territoires.get(p.territoire ?? '')?.titre ?? '' })
  return [
    say(texts, firms.length > 0 ? 'partenaires-tete' : 'partenaires-rien'),
    ...firms.map(p => {
      const line = say(texts, 'partenaires-ligne', { titre: p.titre, activite: p.activite, ou: where(p) })
      return `${line} ${tellSource(mind, p.source)}`
    }),
    ...(bodies.length > 0 ? [say(texts, 'partenaires-organismes')] : []),
    ...bodies.map(p => {
      const line = say(texts, 'partenaires-organisme', { titre: p.titre, resume: p.activite })
      return `${line} ${tellSource(mind, p.source)}`
    }),
    say(texts, 'partenaires-relation'),
  ].join('\n')
}
