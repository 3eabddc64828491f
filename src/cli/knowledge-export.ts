import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Library } from '../domain/library.ts'
import {
  fieldsOf,
  isPublication,
  type OverlayAct,
  type Saisie,
  type Sorte,
  sourceDocument,
  sourceIdOf,
  standing,
} from '../domain/overlay.ts'
import { say } from '../domain/texts.ts'
import { runCommand } from './operator.ts'
import { editFields, editFrontMatter } from './yaml-edit.ts'

/** What the export works with; `root` is the folder that holds knowledge/. */
export interface ExportCommand {
  root: string
  library: Pick<Library, 'texts'>
  acts: readonly OverlayAct[]
  print(line: string): void
}

const FOLDERS: Record<Sorte, string> = { dispositif: 'dispositifs', contact: 'contacts', fiche: 'fiches' }
const SOURCES = 'knowledge/sources.yaml'

/**
 * `npm run knowledge:export`: writes what people said in the console back into the files of knowledge/, to be looked at
 * and committed. Only the verification's lines of a record change; answers written in the console become files.
 */
export function exportKnowledge({ root, library, acts, print }: ExportCommand): number {
  const { texts } = library
  let written = 0
  const read = (file: string) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null)
  const write = (file: string, text: string | null) => {
    if (text === read(file)) return
    if (text === null) rmSync(join(root, file))
    else writeFileSync(join(root, file), text)
    written++
    print(say(texts, text === null ? 'operateur-savoir-retire' : 'operateur-savoir-ecrit', { fichier: file }))
  }
  const cite = (fiche: string, document: unknown) =>
    write(SOURCES, editFields(read(SOURCES) ?? '', { [sourceIdOf(fiche)]: document }))

  for (const act of standing(acts)) {
    const file = fileOf(act)
    if (act.contenu) {
      cite(act.fiche, textual(sourceDocument(library, act, act.contenu)))
      write(file, markdownOf(act, act.contenu))
    } else if (isPublication(act)) {
      write(file, null)
      cite(act.fiche, undefined)
    } else {
      const text = read(file)
      const edit = act.sorte === 'fiche' ? editFrontMatter : editFields
      if (text === null) print(say(texts, 'operateur-savoir-absent', { fichier: file }))
      else write(file, edit(text, fieldsOf(act)))
    }
  }
  print(say(texts, 'operateur-savoir-fin', { n: written }))
  return 0
}

function fileOf({ sorte, fiche }: OverlayAct): string {
  return `knowledge/${FOLDERS[sorte]}/${fiche}${sorte === 'fiche' ? '.md' : '.yaml'}`
}

/** A document of `sourceDocument` as the shelves write it: text only, the « no » left out. */
function textual({ titre, date, nature }: ReturnType<typeof sourceDocument>) {
  return { titre, date, nature }
}

function markdownOf(act: OverlayAct, { titre, corps, questions, themes, territoires }: Saisie): string {
  const front = {
    titre,
    questions,
    themes,
    territoires,
    sources: [sourceIdOf(act.fiche)],
    ...fieldsOf({ ...act, acte: 'ouvert' }),
  }
  return `---\n${stringify(front, { lineWidth: 0 })}---\n${corps}\n`
}

if (import.meta.main)
  await runCommand(async (store, library) =>
    exportKnowledge({
      root: process.cwd(),
      library,
      acts: await store.overlay.acts(),
      print: line => console.log(line),
    }),
  )
