import type { Citation } from '../domain/citation.ts'
import { isDated } from '../domain/contact.ts'
import { statusOf } from '../domain/dispositif.ts'
import { tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { capital } from './ask.ts'
import type { Hit, Mind } from './mind.ts'
import type { Card } from './reply.ts'
import { tellSource } from './result.ts'

/** A record as a card, whatever its kind; null where it is not shown alone, or gone. */
export function tellRecord(mind: Mind, { id, kind }: Pick<Hit, 'id' | 'kind'>, today: string): Card | null {
  if (kind === 'extrait') return null
  const { library } = mind
  const card = (titre: string, lignes: string[], source?: Citation, more: Partial<Card> = {}): Card => ({
    ...{ sorte: kind, id, titre, lignes, ...more },
    ...(source ? { source: tellSource(mind, source) } : {}),
  })
  switch (kind) {
    case 'dispositif': {
      const d = library.dispositifs.get(id)
      return d ? card(d.titre, [d.resume], d.sources[0], { statut: tellStatus(library, d, statusOf(d, today)) }) : null
    }
    case 'fiche': {
      const f = library.fiches.get(id)
      return f ? card(f.titre, [f.corps], f.sources[0]) : null
    }
    case 'organisme': {
      const o = library.organismes.get(id)
      return o ? card(o.titre, [o.resume], o.roles[0]?.source) : null
    }
    case 'entreprise': {
      const e = library.entreprises.get(id)
      return e ? card(e.titre, [e.resume ?? e.activite ?? ''].filter(Boolean), e.sources[0]) : null
    }
    case 'contact': {
      const c = library.contacts.get(id)
      if (!c) return null
      const organisme = library.organismes.get(c.organisme)?.titre ?? c.organisme
      const dated = isDated(c, library.documents, today)
      const person = c.nom ? [say(library.texts, dated ? 'contact-date' : 'contact-nom', { nom: c.nom })] : []
      const { email, telephone } = c
      const reach = { ...(email ? { email } : {}), ...(telephone ? { telephone } : {}) }
      return card(dated || !c.nom ? capital(c.fonction) : c.nom, [organisme, ...person], c.sources[0], reach)
    }
    case 'action': {
      const [territoire = '', action = ''] = id.split('/')
      const a = library.territoires.get(territoire)?.actions[action]
      return a ? card(a.titre, [a.resume], a.sources[0]) : null
    }
    case 'territoire': {
      const t = library.territoires.get(id)
      return t ? card(t['nom-long'] ?? t.titre, t.resume ? [t.resume] : [], t.label?.source) : null
    }
  }
}
