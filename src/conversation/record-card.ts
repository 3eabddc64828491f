import { isDated } from '../domain/contact.ts'
import { statusOf } from '../domain/dispositif.ts'
import { tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { capital } from './ask.ts'
import type { Hit, Mind } from './mind.ts'
import type { Card } from './reply.ts'
import { tellSource } from './result.ts'

/** A record as a card, whatever its kind. */
export function tellRecord(mind: Mind, hit: Pick<Hit, 'id' | 'kind'>, today: string): Card | null {
  const { library } = mind
  switch (hit.kind) {
    case 'dispositif': {
      const d = library.dispositifs.get(hit.id)
      return d
        ? {
            sorte: 'dispositif',
            id: d.id,
            titre: d.titre,
            lignes: [d.resume],
            statut: tellStatus(library, d, statusOf(d, today)),
            source: tellSource(mind, d.sources[0]!),
          }
        : null
    }
    case 'fiche': {
      const f = library.fiches.get(hit.id)
      return f
        ? { sorte: 'fiche', id: f.id, titre: f.titre, lignes: [f.corps], source: tellSource(mind, f.sources[0]!) }
        : null
    }
    case 'organisme': {
      const o = library.organismes.get(hit.id)
      return o
        ? {
            sorte: 'organisme',
            id: o.id,
            titre: o.titre,
            lignes: [o.resume],
            source: tellSource(mind, o.roles[0]!.source),
          }
        : null
    }
    case 'entreprise': {
      const e = library.entreprises.get(hit.id)
      return e
        ? {
            sorte: 'entreprise',
            id: e.id,
            titre: e.titre,
            lignes: [e.resume ?? e.activite ?? ''].filter(Boolean),
            source: tellSource(mind, e.sources[0]!),
          }
        : null
    }
    case 'contact': {
      const c = library.contacts.get(hit.id)
      if (!c) return null
      const organisme = library.organismes.get(c.organisme)?.titre ?? c.organisme
      const dated = isDated(c, library.documents, today)
      const person = c.nom ? [say(library.texts, dated ? 'contact-date' : 'contact-nom', { nom: c.nom })] : []
      return {
        sorte: 'contact',
        id: c.id,
        titre: dated || !c.nom ? capital(c.fonction) : c.nom,
        lignes: [organisme, ...person],
        source: tellSource(mind, c.sources[0]!),
        ...(c.email ? { email: c.email } : {}),
        ...(c.telephone ? { telephone: c.telephone } : {}),
      }
    }
    case 'action': {
      const [territoire = '', action = ''] = hit.id.split('/')
      const a = library.territoires.get(territoire)?.actions[action]
      return a
        ? { sorte: 'action', id: hit.id, titre: a.titre, lignes: [a.resume], source: tellSource(mind, a.sources[0]!) }
        : null
    }
    case 'territoire': {
      const t = library.territoires.get(hit.id)
      return t
        ? {
            sorte: 'territoire',
            id: hit.id,
            titre: t['nom-long'] ?? t.titre,
            lignes: t.resume ? [t.resume] : [],
            ...(t.label?.source ? { source: tellSource(mind, t.label.source) } : {}),
          }
        : null
    }
    case 'extrait':
      return null
  }
}
