import { mentionsOf } from '../domain/identite.ts'
import type { Library } from '../domain/library.ts'
import { say, type Texts } from '../domain/texts.ts'
import { type PersonalTable, personal, traitements } from '../store/personal.ts'

/** The register of processing (GDPR, article 30) as Markdown, made from the code's own list of personal columns. */
export function writeRegistre({ texts, territoires }: Pick<Library, 'texts' | 'territoires'>): string {
  const t = (key: string) => say(texts, `registre-${key}`)
  const answers = [null, ...territoires.keys()].map(id => {
    const { responsable, mois, ...rest } = mentionsOf(texts, id)
    const nom = id === null ? t('dehors') : territoires.get(id)!.titre
    return `| ${[nom, responsable, rest['protection-des-donnees'], rest['base-legale'], mois].map(cell).join(' | ')} |`
  })
  const parts = traitements.map(traitement => {
    const own = Object.entries(personal as Record<string, PersonalTable>).filter(([, p]) => p.traitement === traitement)
    const rows = own.map(
      ([table, p]) =>
        `| \`${table}\` | ${p.personnelles.map(c => `${columnName(texts, table, c)} (\`${c}\`)`).join(', ')} | ${cell(t(`duree-${p.duree}`))} |`,
    )
    return [
      `## ${t(`${traitement}-titre`)}`,
      ...['finalite', 'personnes', 'destinataires', 'effacement'].map(
        key => `- **${t(key)}** : ${t(`${traitement}-${key}`)}`,
      ),
      `\n| ${t('table')} | ${t('donnees')} | ${t('duree')} |\n|---|---|---|\n${rows.join('\n')}`,
    ].join('\n')
  })
  const free = Object.entries(personal as Record<string, PersonalTable>).filter(([, p]) => p.traitement === null)
  return `${[
    `# ${t('titre')}`,
    t('intro'),
    `## ${t('responsables')}\n| ${['territoire', 'responsable', 'delegue', 'fondement', 'mois'].map(t).join(' | ')} |\n|---|---|---|---|---|\n${answers.join('\n')}`,
    ...parts,
    `## ${t('sans')}\n${t('sans-texte')} ${free.map(([table]) => `\`${table}\``).join(', ')}.`,
    `## ${t('fichiers')}\n${t('fichiers-texte')}`,
    `## ${t('securite')}\n${t('securite-texte')}`,
  ].join('\n\n')}\n`
}

/** A column in words: the table's own, else the one that every such column bears. */
function columnName(texts: Texts, table: string, column: string): string {
  return texts[`registre-champ-${table}-${column}`] ?? say(texts, `registre-champ-${column}`)
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
