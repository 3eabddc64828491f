import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { load } from '../src/load.ts'
import { filePost, MailFault, smtpPost } from '../src/notifications/email.ts'
import { writeLetter } from '../src/notifications/message.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'
import { header, mailServer } from './mail-server.ts'

const { library } = load(process.cwd())
const FROM = 'Relais <relais@relais.test>'
const BASE = 'https://relais.test'
const kept = {
  ...someLead(),
  statut: 'nouveau' as const,
  depuis: '',
  montants: {} as never,
  historique: [],
  effaceLe: null,
  assigne: null,
  fusion: null,
}

test('what people typed can be neither markup nor header nor address', async () => {
  const inbox = await mailServer()
  const evil = 'A <b>x</b>\r\nBcc: evil@evil.test\r\n\r\nhttps://evil.test/\r\n- item'
  const letter = writeLetter(library!, { ...kept, nom: evil, entreprise: evil }, 'personne', BASE)
  expect(letter.html).not.toMatch(/<b>|href="https:\/\/evil/)
  expect(letter.texte).not.toMatch(/^https:\/\/evil/m)
  await smtpPost(
    inbox.url,
    FROM,
  )({ ...letter, id: 'i', to: ['camille@exemple.test, evil@evil.test'], reference: 'r' }).catch(() => {})
  await smtpPost(inbox.url, FROM)({ ...letter, sujet: evil, id: 'i', to: ['camille@exemple.test'], reference: 'r' })
  expect(inbox.mails).toHaveLength(1)
  expect(header(inbox.mails[0]!, 'Bcc')).toBeUndefined()
})

test('the letters say what they must and no more', () => {
  const person = writeLetter(library!, kept, 'personne', BASE)
  expect(person.texte).toMatch(/TI-2026-7F3K[\s\S]*Chaudronnerie Exemple[\s\S]*Soissons/)
  expect(person.html).toContain(`<a href="${BASE}/">`)
  expect(writeLetter(library!, { ...kept, souhait: 'visio' }, 'bureau', BASE).texte).toMatch(/joindre : .*en visio/)
  for (const sort of ['bureau-administrateur', 'rappel', 'escalade'] as const) {
    const { sujet, texte } = writeLetter(library!, kept, sort, BASE, { jours: 5 })
    expect(sujet + texte).not.toMatch(/Camille|Chaudronnerie|exemple\.test/)
    expect(texte).toContain(`${BASE}/console/demandes/TI-2026-7F3K`)
  }
})

test('without a mail server a mail is one file, however often it is sent', async () => {
  const folder = join(someFolder(), 'mails')
  const mail = {
    ...writeLetter(library!, kept, 'bureau', BASE),
    id: 'abc',
    to: ['bureau@epci.test'],
    reference: 'TI-2026-7F3K',
  }
  await filePost(folder, FROM)(mail)
  await filePost(folder, FROM)(mail)
  expect(readdirSync(folder)).toEqual(['TI-2026-7F3K-abc.eml'])
  expect(readFileSync(join(folder, 'TI-2026-7F3K-abc.eml'), 'utf8')).toContain('Message-ID: <abc@relais.test>')
})

test('a fault is told by a code', async () => {
  const post = smtpPost('smtp://127.0.0.1:1', FROM)
  const mail = { ...writeLetter(library!, kept, 'bureau', BASE), id: 'abc', to: ['bureau@epci.test'], reference: 'r' }
  await expect(post(mail)).rejects.toThrow(new MailFault('ESOCKET'))
})
