import { z } from 'zod'
import type { Answer, Faits, Interval } from './question.ts'
import { say, type Texts } from './texts.ts'

/** A company as the public directory (« recherche-entreprises ») describes it: what we use of it. */
export interface Trouvee {
  sorte: 'trouvee'
  /** The number that was asked: 9 or 14 digits. */
  numero: string
  nom: string
  /** Where the site asked about is, else the head office; not necessarily where the project is. */
  commune: { insee: string; nom: string } | null
  /** Commune of the head office, where the site asked about is another. */
  siege?: string
  /** APE codes with their nomenclature: every code changes on 1 January 2027 (décret n° 2025-736). */
  naf: { code: string; nomenclature: 'rev2' | 'naf25' }[]
  effectif: Interval | null
  categorie: 'PME' | 'ETI' | 'GE' | null
}

/** What came of a look-up: never an error. */
export type Resultat = Trouvee | { sorte: 'inconnue' | 'fermee' | 'non-diffusible' | 'indisponible' }

/** A field that we can do without: what is not as documented counts as absent. */
const maybe = <T extends z.ZodType>(item: T) => item.nullish().catch(null)
const nafCode = z.string().regex(/^\d{2}\.\d{2}[A-Z]$/)
const siteSchema = z.object({
  siret: z.string().regex(/^\d{14}$/),
  commune: maybe(z.string().regex(/^(\d{2}|2[AB])\d{3}$/)),
  libelle_commune: maybe(z.string().max(200)),
  activite_principale: maybe(nafCode),
  activite_principale_naf25: maybe(nafCode),
  etat_administratif: z.string(),
  statut_diffusion_etablissement: maybe(z.string()),
})
const companySchema = z.object({
  siren: z.string().regex(/^\d{9}$/),
  nom_complet: maybe(z.string()),
  activite_principale: maybe(nafCode),
  activite_principale_naf25: maybe(nafCode),
  categorie_entreprise: maybe(z.enum(['PME', 'ETI', 'GE'])),
  tranche_effectif_salarie: maybe(z.string()),
  etat_administratif: z.string(),
  statut_diffusion: maybe(z.string()),
  siege: maybe(siteSchema),
  matching_etablissements: maybe(z.array(siteSchema)),
})
/** One page of the directory's `/search`; whatever else it holds is left out. */
const pageSchema = z.object({ results: z.array(z.unknown()) })

/** What a page of the directory says about the number asked (9 or 14 digits); null for a page that is not one. */
export function readPage(raw: unknown, numero: string): Resultat | null {
  const page = pageSchema.safeParse(raw)
  if (!page.success) return null
  if (page.data.results.length === 0) return { sorte: 'inconnue' }
  const read = companySchema.safeParse(page.data.results[0])
  if (!read.success) return null
  const company = read.data
  // a search by words may bring another company: only the number asked counts
  if (company.siren !== numero.slice(0, 9)) return { sorte: 'inconnue' }
  const sites = [...(company.matching_etablissements ?? []), ...(company.siege ? [company.siege] : [])]
  const site = sites.find(s => s.siret === numero) ?? company.siege ?? null
  const asked = site?.siret === numero ? site : null
  if (company.statut_diffusion === 'P' || asked?.statut_diffusion_etablissement === 'P')
    return { sorte: 'non-diffusible' }
  if (company.etat_administratif === 'C' || asked?.etat_administratif === 'F') return { sorte: 'fermee' }
  const nom = (company.nom_complet ?? '').replace(/\s+/g, ' ').trim().slice(0, NAME)
  if (!nom) return { sorte: 'non-diffusible' }
  return {
    sorte: 'trouvee',
    numero,
    nom,
    ...(company.siege?.commune && company.siege.commune !== site?.commune ? { siege: company.siege.commune } : {}),
    commune: site?.commune ? { insee: site.commune, nom: site.libelle_commune ?? site.commune } : null,
    naf: codesOf(company).length > 0 ? codesOf(company) : site ? codesOf(site) : [],
    effectif: bandOf(company.tranche_effectif_salarie),
    categorie: company.categorie_entreprise ?? null,
  }
}

const NAME = 120

type WithActivity = Pick<z.output<typeof siteSchema>, 'activite_principale' | 'activite_principale_naf25'>

function codesOf(c: WithActivity): Trouvee['naf'] {
  const code = (value: string | null | undefined, nomenclature: 'rev2' | 'naf25') =>
    // 00.00Z: the activity is not known yet
    value && !value.startsWith('00') ? [{ code: value, nomenclature }] : []
  return [...code(c.activite_principale, 'rev2'), ...code(c.activite_principale_naf25, 'naf25')]
}

/** Headcount bands of the directory: both ends included. */
const BANDS: Readonly<Record<string, readonly [number, number | null]>> = {
  '00': [0, 0],
  '01': [1, 2],
  '02': [3, 5],
  '03': [6, 9],
  '11': [10, 19],
  '12': [20, 49],
  '21': [50, 99],
  '22': [100, 199],
  '31': [200, 249],
  '32': [250, 499],
  '41': [500, 999],
  '42': [1000, 1999],
  '51': [2000, 4999],
  '52': [5000, 9999],
  '53': [10_000, null],
}

/** The headcount of a band; null where none is told. `NN` is « no employees, or none declared »: not known, so asked. */
export function bandOf(code: string | null | undefined): Interval | null {
  const band = Object.hasOwn(BANDS, code ?? '') ? BANDS[code!] : undefined
  return band ? { min: band[0], max: band[1] } : null
}

/** The directory's « PME » holds the micro-firms as well; its categories count the group (décret n° 2008-1354). */
const SIZES = { PME: ['micro', 'pme'], ETI: ['eti'], GE: ['ge'] } as const

/** The facts that a company found tells, by question id, and `taille`; the commune of the project is asked, never taken. */
export function factsOf(texts: Texts, t: Trouvee): Faits {
  const facts: Faits = {}
  const tell = (id: string, answer: Omit<Answer, 'origine'>) => {
    facts[id] = { ...answer, origine: 'annuaire' }
  }
  // two-digit divisions are what both nomenclatures share; the one in force decides, the codes are kept in words
  const [first] = t.naf
  if (first) tell('activite', { valeur: [first.code.slice(0, 2)], mots: tellNaf(texts, t) })
  if (t.effectif) tell('effectif', { valeur: t.effectif })
  if (t.categorie)
    tell('taille', {
      valeur: [...SIZES[t.categorie]],
      mots: say(texts, `entreprise-taille-${t.categorie.toLowerCase()}`),
    })
  tell('siret', { valeur: t.numero, mots: t.nom })
  return facts
}

/** The APE codes with the name of their nomenclature. */
export function tellNaf(texts: Texts, { naf }: Pick<Trouvee, 'naf'>): string {
  return naf.map(n => say(texts, `entreprise-naf-${n.nomenclature}`, { code: n.code })).join(', ')
}
