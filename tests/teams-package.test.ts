import { createRequire } from 'node:module'
import { crc32, inflateRawSync } from 'node:zlib'
import { ManifestUtil } from '@microsoft/app-manifest'
import { expect, test } from 'vitest'
import { MANIFEST_VERSION } from '../src/cli/teams-manifest.ts'
import { teamsPackage } from '../src/cli/teams-package.ts'
import { createCommands } from '../src/conversation/commands.ts'
import { library } from './doubles/library.ts'

const ID = '11111111-1111-4111-8111-111111111111'
const microsoftApp = { type: 'SingleTenant', id: ID, password: 'p', tenant: 't' } as const
const schemaOf = createRequire(import.meta.url)
const schema = (name: string) =>
  schemaOf(`../node_modules/@microsoft/app-manifest/build/json-schemas/teams/v${MANIFEST_VERSION}/${name}.schema.json`)

/** The files of an archive, read by its central list as every program does. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const files = new Map<string, Buffer>()
  let at = archive.readUInt32LE(end + 16)
  for (let n = archive.readUInt16LE(end + 10); n > 0; n--) {
    const [check, packed, size] = [16, 20, 24].map(o => archive.readUInt32LE(at + o)) as [number, number, number]
    const [name, more, note] = [28, 30, 32].map(o => archive.readUInt16LE(at + o)) as [number, number, number]
    const local = archive.readUInt32LE(at + 42)
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = inflateRawSync(archive.subarray(start, start + packed))
    expect([bytes.length, crc32(bytes)]).toEqual([size, check])
    files.set(archive.toString('ascii', at + 46, at + 46 + name), bytes)
    at += 46 + name + more + note
  }
  return files
}

const files = unzip(teamsPackage(library.texts, { microsoftApp, publicUrl: 'https://relais.example.fr' }, '0.1.0'))
const json = (name: string) => JSON.parse(files.get(name)!.toString('utf8'))

test('the package holds what Teams wants at its top', () => {
  expect([...files.keys()]).toEqual(['manifest.json', 'en.json', 'color.png', 'outline.png'])
})

test('Microsoft’s own schema of the current version has nothing against the manifest', async () => {
  const manifest = json('manifest.json')
  expect(await ManifestUtil.validateManifestAgainstSchema(manifest, schema('MicrosoftTeams'))).toEqual([])
  const broken = { ...manifest, name: { short: 'x'.repeat(31) } }
  expect(await ManifestUtil.validateManifestAgainstSchema(broken, schema('MicrosoftTeams'))).not.toEqual([])
})

test('its English has only words that the schema knows, as long as it allows', () => {
  // by hand: one of its patterns is no regular expression with the flag that validators set
  const { properties, patternProperties } = schema('MicrosoftTeams.Localization')
  for (const [key, value] of Object.entries(json('en.json'))) {
    const known = properties[key] ?? Object.entries(patternProperties).find(([p]) => new RegExp(p).test(key))?.[1]
    expect([key, known !== undefined]).toEqual([key, true])
    expect((value as string).length).toBeLessThanOrEqual(known.maxLength ?? 2_048)
  }
})

test('it names the bot, where it may be used and the site that it stands on', () => {
  const { bots, validDomains, developer } = json('manifest.json')
  expect(bots).toMatchObject([{ botId: ID, scopes: ['personal', 'team', 'groupChat'] }])
  expect(validDomains).toEqual(['relais.example.fr'])
  for (const url of Object.values(developer).slice(1)) expect(url).toMatch(/^https:\/\/relais\.example\.fr\//)
})

test('every command that it offers is one that the bot understands', () => {
  const commands = createCommands(library.commandes)
  const [list] = json('manifest.json').bots[0].commandLists
  const titles: string[] = list.commands.map((c: { title: string }) => c.title)
  const desk = ['demandes', "s'abonner", 'se désabonner']
  expect(titles.filter(t => commands(t) === null)).toEqual(desk)
})

test('the icons are PNG of the sizes that Teams wants, the outline on nothing', () => {
  const sizes = ['color.png', 'outline.png'].map(name => {
    const icon = files.get(name)!
    expect(icon.subarray(1, 4).toString()).toBe('PNG')
    return [icon.readUInt32BE(16), icon.readUInt32BE(20)]
  })
  expect(sizes).toEqual([
    [192, 192],
    [32, 32],
  ])
})

test.each([
  ['no registration', { microsoftApp: undefined, publicUrl: 'https://relais.example.fr' }, 'MicrosoftAppId'],
  ['no address', { microsoftApp, publicUrl: undefined }, 'PUBLIC_URL'],
  ['an address without TLS', { microsoftApp, publicUrl: 'http://relais.example.fr' }, 'PUBLIC_URL'],
])('%s is told', (_, config, name) => {
  expect(() => teamsPackage(library.texts, config, '0.1.0')).toThrow(name)
})
