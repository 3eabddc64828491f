import { randomInt } from 'node:crypto'
import { createInterface } from 'node:readline'
import { openAnnuaire } from '../annuaire.ts'
import { readConfig } from '../config.ts'
import type { Reply } from '../conversation/reply.ts'
import { freshState, type State } from '../conversation/state.ts'
import { createMind } from '../conversation/think.ts'
import { type Input, turn } from '../conversation/turn.ts'
import { formatFinding } from '../domain/finding.ts'
import { makeReference } from '../domain/lead.ts'
import { load } from '../load.ts'
import { interview } from './interview.ts'

/*
 * `npm run chat`: the bot in the terminal, or in a pipe: the greeting, then one block for each non-empty line of
 * input, blocks separated by an empty line. It calls `turn` directly: the heart needs no SDK. Nothing is kept.
 * With `--interview`, the whole sheet of a visit instead (see interview.ts).
 */
const { library, findings } = load(process.cwd())
if (!library) {
  for (const finding of findings) console.error(formatFinding(finding))
  process.exit(1)
}
const mind = createMind(library)
const { entreprisesUrl } = readConfig()
const annuaire = entreprisesUrl ? openAnnuaire({ url: entreprisesUrl, log: () => {} }) : null
let state: State = freshState()
let first = true

async function take(input: Input): Promise<void> {
  const now = new Date()
  const draws = Array.from({ length: 4 }, () => randomInt(1 << 30) / (1 << 30))
  const ctx = { now: now.toISOString(), reference: makeReference(now.getFullYear(), draws), canal: 'terminal' }
  const result = turn(mind, state, input, ctx)
  state = result.state
  const replies = [...result.replies]
  for (const requete of result.requests) {
    const resultat = requete.sorte === 'entreprise' ? ((await annuaire?.find(requete.siret)) ?? null) : null
    const next = turn(mind, state, { sorte: 'reponse', requete, resultat }, ctx)
    state = next.state
    replies.push(...next.replies)
  }
  const block = replies
    .map(show)
    .join('\n')
    .replaceAll(/\n{2,}/g, '\n')
  console.log(first ? block : `\n${block}`)
  first = false
}

function show({ texte, choix }: Reply): string {
  return choix.length > 0 ? `${texte}\n${choix.map((c, i) => `  ${i + 1}. ${c.titre}`).join('\n')}` : texte
}

if (process.argv.includes('--interview')) {
  await interview(mind, process.stdin, text => process.stdout.write(text))
  process.exit()
}
await take({ sorte: 'bonjour' })
for await (const line of createInterface({ input: process.stdin }))
  if (line.trim() !== '') await take({ sorte: 'texte', texte: line })
