import { readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { makeReference } from '../../src/domain/lead.ts'
import type { Library } from '../../src/domain/library.ts'
import { filePost } from '../../src/notifications/email.ts'
import { makeNotifier } from '../../src/notifications/notifier.ts'
import { openStore } from '../../src/store/store.ts'
import { confirmedMailbox, someLead, someTurn } from '../leads.ts'

/*
 * Makes leads and sends their mails until it dies at a named point: `child.ts FOLDER POINT NTH SEED`.
 * A line « shown REFERENCE » on standard output is what a person has seen.
 */
const [dataDir = '', point = '', nth = '1', seed = '0'] = process.argv.slice(2)
let left = Number(nth)

/** Dies here, as a power cut would, at the nth time. */
function pass(name: string): void {
  if (name === point && --left === 0) process.kill(process.pid, 'SIGKILL')
}

const statementPoints: [RegExp, string][] = [
  [/^(insert into|update) "conversations"/, 'state'],
  [/^insert into "answered"/, 'answered'],
  [/^insert into "leads"/, 'lead'],
  [/^insert into "outbox"/, 'outbox'],
]
const prepare = DatabaseSync.prototype.prepare
DatabaseSync.prototype.prepare = function (this: DatabaseSync, text: string): StatementSync {
  const statement = prepare.call(this, text)
  const name = statementPoints.find(([pattern]) => pattern.test(text))?.[1]
  if (!name) return statement
  for (const way of ['all', 'run'] as const) {
    const original = statement[way].bind(statement) as (...values: never[]) => never
    statement[way] = ((...values: never[]) => {
      const result = original(...values)
      pass(name)
      return result
    }) as never
  }
  return statement
}
const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (this: DatabaseSync, text: string): void {
  if (text === 'commit') pass('before-commit')
  exec.call(this, text)
  if (text === 'commit') pass('after-commit')
}

const store = await openStore({ dataDir, role: 'server' })
// the real content takes a second to read: here every text is its own key, and nothing else is known
const empty = new Map()
const texts = new Proxy({}, { get: (_, key) => String(key) })
const library = {
  texts,
  communes: empty,
  territoires: empty,
  territoireOfEpci: empty,
  themes: empty,
  dispositifs: empty,
  contacts: empty,
  fiches: empty,
  organismes: empty,
  documents: empty,
}
const toFile = filePost(join(dataDir, 'mails'), 'relais@relais.test')
await confirmedMailbox(store, 'a@b.test')
const notifier = makeNotifier({
  store,
  library: () => library as unknown as Library,
  base: 'http://relais.test',
  now: () => new Date(),
  fault: code => {
    throw new Error(code)
  },
  async post(mail) {
    pass('before-mail')
    await toFile(mail)
    pass('after-mail')
  },
})

const conversations = store.conversations<string>()
for (let i = 0; i < 1_000; i++) {
  const conversation = `local/directline/${seed}-${i}`
  // a redelivery of the same activity must repeat nothing, so each run goes over its neighbours' ground too
  const kept = await conversations.read(conversation, 'a1')
  if (!kept) {
    const draws = Array.from({ length: 4 }, () => Math.random())
    const lead = someLead({ reference: makeReference(2026, draws), message: conversation })
    const turn = someTurn({ conversation, replies: [lead.reference], writes: [{ sorte: 'lead', lead }] })
    if ((await conversations.commit(turn)) !== 'ok') continue
    pass('before-reply')
    writeSync(1, `shown ${lead.reference}\n`)
    pass('after-reply')
    await conversations.sent(conversation, 'a1', 1)
    pass('after-sent')
  } else if (kept.unsent && kept.unsent.from === 0) writeSync(1, `shown ${kept.unsent.replies[0]}\n`)
  if (i % 3 === 2) await notifier.round()
}
throw new Error(`${point} was never passed ${nth} times; ${readdirSync(dataDir).length} files`)
