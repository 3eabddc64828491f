import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { say, type Texts } from '../domain/texts.ts'
import { load } from '../load.ts'
import { colourIcon, outlineIcon } from './icon.ts'
import { teamsEnglish, teamsManifest } from './teams-manifest.ts'
import { zip } from './zip.ts'

const FILE = 'relais-teams.zip'

/** The package that an administrator of Teams uploads. */
export function teamsPackage(
  texts: Texts,
  config: Pick<Config, 'microsoftApp' | 'publicUrl'>,
  version: string,
): Buffer {
  const { microsoftApp, publicUrl } = config
  if (!microsoftApp) throw new ConfigError('MicrosoftAppId: missing; see docs/teams.md')
  if (!publicUrl?.startsWith('https://'))
    throw new ConfigError('PUBLIC_URL: an https:// address is needed; see docs/teams.md')
  const manifest = teamsManifest({ texts, id: microsoftApp.id, base: publicUrl, version })
  const json = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  return zip([
    { name: 'manifest.json', bytes: json(manifest) },
    { name: 'en.json', bytes: json(teamsEnglish(texts)) },
    { name: 'color.png', bytes: colourIcon() },
    { name: 'outline.png', bytes: outlineIcon() },
  ])
}

if (import.meta.main) {
  try {
    const { library } = load(process.cwd())
    if (!library) throw new ConfigError('dialogs/: broken, run npm run check')
    const { values } = parseArgs({ options: { out: { type: 'string', default: FILE } } })
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    writeFileSync(values.out, teamsPackage(library.texts, readConfig(), version))
    console.log(say(library.texts, 'teams-app-fait', { fichier: values.out }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = error instanceof ConfigError ? 78 : 1
  }
}
