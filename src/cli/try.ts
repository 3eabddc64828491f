import { createMind } from '../conversation/think.ts'
import { ACT, ASK, ASK_BESIDE } from '../conversation/understand.ts'
import { formatFinding } from '../domain/finding.ts'
import { load } from '../load.ts'

/** Prints how a text is understood, step by step: for the person who edits the words. */
const text = process.argv.slice(2).join(' ')
if (!text) {
  console.error('npm run try -- "texte"')
  process.exit(2)
}
const { library, findings } = load(process.cwd())
if (!library) {
  for (const finding of findings) console.error(formatFinding(finding))
  process.exit(1)
}
const mind = createMind(library)
const now = new Date().toISOString()
// the second reading is timed: the first makes the tables
mind.grasp(`${text} `, now)
const began = performance.now()
const grasp = mind.grasp(text, now)
const took = performance.now() - began
const { scores, steps } = mind.understand(text)

const percent = (x: number) => `${Math.round(x * 100)} %`.padStart(5)
const section = (title: string, lines: string[]) =>
  console.log([title, ...(lines.length > 0 ? lines : ['-']).map(l => `  ${l}`), ''].join('\n'))
section('mots', [steps.mots.join(' ')])
section('negation', steps.nies.length > 0 ? [steps.nies.join(' ')] : [])
section(
  'lexique',
  steps.trouves.map(f => `${f.marque.padEnd(36)} ${f.texte}`),
)
section(
  'intention',
  steps.kinds.slice(0, 3).map(k => `${percent(k.confidence)} ${k.id}`),
)
section(
  'themes',
  scores.map(
    (s, i) =>
      `${percent(s.confidence)} ${s.id.padEnd(28)} ${s.confidence >= ACT ? 'ACT' : s.confidence >= (i === 0 ? ASK : ASK_BESIDE) ? 'ASK' : ''}`,
  ),
)
section('signaux', grasp.signaux)
const { place, effectif, montant, naf, siret, echeance, email, telephone } = grasp
const found = place.match ? [place.match.nom] : place.candidates.map(c => `${c.nom} ?`)
const facts = {
  lieu: place.mots && `${place.mots} => ${[place.epci, ...found].filter(Boolean).join(', ')}`,
  effectif: effectif && `${effectif.texte} => ${effectif.valeur.min ?? ''}..${effectif.valeur.max ?? ''}`,
  montant: montant && `${montant.texte} => ${montant.valeur.min ?? ''}..${montant.valeur.max ?? ''}`,
  naf: naf && `${naf.texte} => ${naf.codes.join(' ')}`,
  ...{ echeance, siret, email, telephone },
}
section(
  'donnees',
  Object.entries(facts).flatMap(([name, said]) => (said ? [`${name.padEnd(10)} ${said}`] : [])),
)
section(
  'recherche',
  mind
    .search(text, { limit: 5 })
    .map(h => `${h.score.toFixed(1).padStart(5)} ${h.kind.padEnd(12)} ${h.id}   (${h.matched.join(' ')})`),
)
const themes = grasp.themes.map(t => t.id).join(', ') || '-'
const asks = grasp.themes.length > 0 && !grasp.sure ? ' (?)' : ''
console.log(`=> ${grasp.kind}: ${themes}${asks}   ${took.toFixed(2)} ms`)
