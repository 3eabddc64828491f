import { firstDay } from './content.ts'
import { type Finding, finding } from './finding.ts'
import { fold } from './fold.ts'
import { type Library, placeOf } from './library.ts'
import { weighRecord } from './matching.ts'
import { type Faits, type Question, readValue } from './question.ts'

/** The examples inside the records are their tests: each must give the verdict that it expects. */
export function checkExamples(library: Library): Finding[] {
  const out: Finding[] = []
  const byName = new Map([...library.communes.values()].map(c => [fold(c.nom), c.insee]))
  for (const [id, d] of library.dispositifs) {
    const file = `knowledge/dispositifs/${id}.yaml`
    const say = (lieu: string, cle: string, blanks: Record<string, string>) =>
      out.push(finding(library.texts, file, lieu, cle, blanks))
    if (d.exemples.length < 2) say('exemples', 'exemples-manquants', {})
    const verdicts = new Set<string>()
    for (const [n, example] of d.exemples.entries()) {
      const numero = String(n + 1)
      const faits: Faits = {}
      let insee: string | null = null
      for (const [champ, raw] of Object.entries(example.reponses)) {
        if (champ === 'taille') {
          faits[champ] = { valeur: [String(raw)], origine: 'annuaire' }
          continue
        }
        const question = library.questions.get(champ)
        const valeur = question && fromText(question, raw)
        if (!question || !valeur) {
          say(`exemples.${n}.reponses.${champ}`, 'exemple-reponse', { numero, champ, valeur: String(raw) })
          continue
        }
        if (question.type === 'commune') {
          insee = /^\d[\dAB]\d{3}$/.test(String(raw)) ? String(raw) : (byName.get(fold(String(raw))) ?? null)
          if (!insee) say(`exemples.${n}.reponses.${champ}`, 'exemple-reponse', { numero, champ, valeur: String(raw) })
        }
        faits[champ] = { valeur: valeur.valeur, origine: 'api' }
      }
      const today = firstDay(example.date ?? library.documents.get(d.sources[0]!.document)!.date)
      const weighed = weighRecord(library, d, {
        theme: example.theme ?? d.themes[0]!,
        faits,
        place: insee ? placeOf(library, insee) : null,
        today,
      })
      verdicts.add(weighed.verdict)
      if (weighed.verdict !== example.attendu) {
        const raison = weighed.criteres
          .filter(c => c.issue !== 'met')
          .map(c => `${c.critere} ${c.issue}`)
          .join(', ')
        say(`exemples.${n}`, 'exemple-faux', { numero, attendu: example.attendu, obtenu: weighed.verdict, raison })
      }
    }
    if (d.exemples.length >= 2 && verdicts.size < 2 && d.public === 'entreprises' && !verdicts.has('a-verifier'))
      say('exemples', 'exemples-memes', {})
  }
  return out
}

/** A value as an editor writes it in an example: everything arrives as text. */
function fromText(question: Question, raw: unknown): { valeur: Faits[string]['valeur'] } | null {
  const plain = (v: unknown): unknown => {
    if (question.type === 'nombre' || question.type === 'montant')
      return typeof v === 'string' ? Number(v.replace(',', '.')) : v
    if (question.type === 'oui-non') return v === 'oui' ? true : v === 'non' ? false : v
    return v
  }
  const result = readValue(question, plain(raw))
  return 'valeur' in result ? result : null
}
