import { createHash } from 'node:crypto'
import type { Content } from './content.ts'

/** Who speaks: one of the territories, or all four together. */
export interface Identity {
  /** The territory's id, '' for all four. */
  territory: string
  /** The words of `identite-…`, the territory's own before the common ones. */
  word(key: string): string
  /** The accent colour in the light scheme. */
  colour: string
  /** The style sheet that sets the colours, and its hash for the policy. */
  style: string
  styleHash: string
}

const SURFACE = { light: '#ffffff', dark: '#162125' }
const OWN = { light: '#0b5563', dark: '#7fd0dc' }
/** WCAG 2.2, 1.4.3: text against its ground. */
const ENOUGH = 4.5

/** The identity of a territory by the address' `?territoire=`; an unknown id is the common one. */
export function identityOf({ texts, territories }: Content, asked: string | undefined): Identity {
  const territory = asked !== undefined && Object.hasOwn(territories, asked) ? asked : ''
  const word = (key: string) => texts[`identite-${territory}-${key}`] ?? texts[`identite-${key}`] ?? ''
  const [light, dark] = [palette(word('couleur'), 'light'), palette(word('couleur-sombre'), 'dark')]
  const style = `:root{${light.css}}@media(prefers-color-scheme:dark){:root{${dark.css}}}`
  const styleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
  return { territory, word, colour: light.accent, style, styleHash }
}

/** The colours made from one; a colour that could not be read against its grounds gives way to our own. */
export function palette(wanted: string, scheme: 'light' | 'dark'): { accent: string; css: string } {
  const accent = /^#[0-9a-f]{6}$/i.test(wanted) && readable(wanted, scheme) ? wanted.toLowerCase() : OWN[scheme]
  const { deep, on, tint } = shades(accent, scheme)
  return { accent, css: `--accent:${accent};--accent-deep:${deep};--on-accent:${on};--tint:${tint}` }
}

function shades(accent: string, scheme: 'light' | 'dark') {
  return scheme === 'light'
    ? { deep: mix(accent, '#000000', 0.25), on: '#ffffff', tint: mix(accent, SURFACE.light, 0.9) }
    : { deep: mix(accent, '#ffffff', 0.3), on: mix(accent, '#000000', 0.85), tint: mix(accent, SURFACE.dark, 0.86) }
}

/** True where words in this colour, and words upon it, can be read on every ground of ours. */
export function readable(accent: string, scheme: 'light' | 'dark'): boolean {
  const { deep, on, tint } = shades(accent, scheme)
  const pairs = [
    [accent, SURFACE[scheme]],
    [accent, tint],
    [on, accent],
    [on, deep],
    [deep, tint],
  ] as const
  return pairs.every(([a, b]) => contrast(a, b) >= ENOUGH)
}

/** WCAG's contrast of two colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map(c => {
    const s = c / 255
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const channels = (colour: string) => [1, 3, 5].map(i => Number.parseInt(colour.slice(i, i + 2), 16))

/** The first colour with so much of the second in it. */
function mix(a: string, b: string, share: number): string {
  const other = channels(b)
  const mixed = channels(a).map((c, i) => Math.round(c * (1 - share) + other[i]! * share))
  return `#${mixed.map(c => c.toString(16).padStart(2, '0')).join('')}`
}
