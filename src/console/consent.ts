import type { Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'

/** The exact wording that a person consents to, for the territory of their project. */
export function consentWording({ texts, territoires }: Library, territoire: string | null): string {
  const id = territoire ?? 'dehors'
  const name = territoires.get(id)?.titre ?? say(texts, 'hors-region')
  return say(texts, `consentement-${id}` in texts ? `consentement-${id}` : 'consentement', {
    territoire: name,
    mois: texts['identite-mois'] ?? '',
  })
}
