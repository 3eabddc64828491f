import { z } from 'zod'
import type { Mind } from '../conversation/mind.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './route.ts'
import { communeShape, epciOf, epciShape, intervalShape, territoireOf, territoireShape, themeShape } from './shapes.ts'

export const understandRequest = z.strictObject({ text: z.string().min(1).max(5000) })
export const understandResponse = z.object({
  kind: z.enum(['projet', 'question', 'salutation', 'hors-sujet', 'abus', 'autre-langue', 'commande', 'donnee']),
  themes: z.array(themeShape),
  commune: communeShape,
  epci: epciShape,
  territoire: territoireShape,
  effectif: intervalShape,
  montant: intervalShape,
  siret: z.string().nullable(),
  naf: z.string().nullable(),
  signaux: z.array(z.enum(['difficulte', 'detresse'])),
})

/** `POST /api/v1/understand`: what a text says; its first 1,000 characters count. */
export function understand(mind: Mind, now: () => Date) {
  return (request: HttpRequest): HttpResponse => {
    const parsed = understandRequest.safeParse(request.body)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!
      const field = issue.code === 'unrecognized_keys' ? issue.keys[0]! : 'text'
      throw new HttpError(400, 'bad-input', { field, message: issue.message })
    }
    const grasp = mind.grasp(parsed.data.text, now().toISOString())
    const { match, epci, territoire } = grasp.place
    const json: z.output<typeof understandResponse> = {
      kind: grasp.kind,
      themes: grasp.themes.map(t => ({ id: t.id, confidence: Math.round(t.confidence * 1000) / 1000 })),
      commune: match ? { insee: match.insee, nom: match.nom } : null,
      epci: epciOf(mind.library, match?.epci ?? epci),
      territoire: territoireOf(mind.library, match?.territoire ?? territoire),
      effectif: grasp.effectif ? { ...grasp.effectif.valeur, texte: grasp.effectif.texte } : null,
      montant: grasp.montant ? { ...grasp.montant.valeur, texte: grasp.montant.texte } : null,
      siret: grasp.siret,
      naf: grasp.naf?.codes[0] ?? null,
      signaux: grasp.signaux.filter(s => s === 'difficulte' || s === 'detresse'),
    }
    return { status: 200, json }
  }
}
