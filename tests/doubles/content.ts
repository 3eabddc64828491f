import type { Content } from '../../src/webchat/content.ts'
import { library } from './library.ts'

const titles = (shelf: ReadonlyMap<string, { titre: string }>) =>
  Object.fromEntries([...shelf].map(([id, { titre }]) => [id, titre]))

/** The real words of the pages, as the server gives them. */
export const content: Content = {
  texts: library.texts,
  names: Object.fromEntries([...library.questions].map(([id, q]) => [id, q.rappel ?? q.texte])),
  themes: titles(library.themes),
  territories: titles(library.territoires),
}
