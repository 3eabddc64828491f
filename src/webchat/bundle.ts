import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Content } from './content.ts'

/** One file of the chat as it is served: its address holds the hash of its bytes, so that it may be kept for ever. */
export interface Asset {
  path: string
  type: string
  bytes: Uint8Array
}

export interface Webchat {
  script: Asset
  style: Asset
  /** The style of the pages that hold no chat. */
  sheet: Asset
  /** The script that puts the chat on a partner's site. */
  launcher(texts: Content['texts']): string
}

const here = (file: string) => fileURLToPath(new URL(`client/${file}`, import.meta.url))

/** Bundles the chat into memory: there is no build folder, and a changed file is a changed address. */
export async function bundleWebchat(): Promise<Webchat> {
  const common = {
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    target: 'es2022',
    logLevel: 'silent',
  } as const
  const [js, css, sheet, embed] = await Promise.all([
    build({ ...common, entryPoints: [here('main.ts')], format: 'iife', tsconfig: here('tsconfig.json') }),
    build({ ...common, entryPoints: [here('style.css')] }),
    build({ ...common, entryPoints: [here('sheet.css')] }),
    build({ ...common, entryPoints: [here('launcher.ts')], format: 'iife', tsconfig: here('tsconfig.json') }),
  ])
  const embedding = embed.outputFiles[0]!.text
  return {
    script: asset('chat', 'js', 'text/javascript; charset=utf-8', js.outputFiles[0]!.contents),
    style: asset('chat', 'css', 'text/css; charset=utf-8', css.outputFiles[0]!.contents),
    sheet: asset('page', 'css', 'text/css; charset=utf-8', sheet.outputFiles[0]!.contents),
    launcher(texts) {
      const own = Object.fromEntries(LAUNCHER_WORDS.map(word => [word, texts[`widget-${word}`] ?? word]))
      return embedding.replace('"__TEXTS__"', () => JSON.stringify(JSON.stringify(own)))
    },
  }
}

const LAUNCHER_WORDS = ['ouvrir', 'fermer', 'fermer-court', 'titre', 'masquer']

function asset(name: string, ending: string, type: string, bytes: Uint8Array): Asset {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { path: `/webchat/${name}-${hash}.${ending}`, type, bytes }
}
