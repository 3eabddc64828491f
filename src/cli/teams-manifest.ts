import { say, type Texts } from '../domain/texts.ts'

/** What the app's manifest is made from. */
export interface ManifestInput {
  texts: Texts
  /** The bot's registration. */
  id: string
  /** Where people reach this server: HTTPS, without a final slash. */
  base: string
  /** Of the app, as three numbers. */
  version: string
}

/** The current schema; the tests validate against the same one in Microsoft's own package. */
export const MANIFEST_VERSION = '1.30'

const SCHEMAS = `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}`
/** What people may ask at any time, and what the desk may. */
const COMMANDS = ['aide', 'recapitulatif', 'humain', 'recommencer']
const DESK_COMMANDS = ['demandes', 'abonner', 'desabonner']

/** The manifest in French. */
export function teamsManifest({ texts, id, base, version }: ManifestInput): object {
  const t = (key: string) => say(texts, `teams-app-${key}`)
  const commands = [...COMMANDS, ...DESK_COMMANDS].map(name => ({
    title: t(`commande-${name}`),
    description: t(`commande-${name}-effet`),
  }))
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.schema.json`,
    manifestVersion: MANIFEST_VERSION,
    version,
    id,
    developer: {
      name: t('editeur'),
      websiteUrl: `${base}/`,
      privacyUrl: `${base}/mentions-legales`,
      termsOfUseUrl: `${base}/mentions-legales`,
    },
    name: { short: t('nom'), full: t('nom-long') },
    description: { short: t('resume'), full: t('description') },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#0B5563',
    localizationInfo: { defaultLanguageTag: 'fr', additionalLanguages: [{ languageTag: 'en', file: 'en.json' }] },
    bots: [
      {
        botId: id,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: false,
        isNotificationOnly: false,
        commandLists: [{ scopes: ['personal', 'team', 'groupChat'], commands }],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(base).hostname],
    defaultInstallScope: 'personal',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
  }
}

/** The same words in English; commands stay what the bot understands. */
export function teamsEnglish(texts: Texts): object {
  const t = (key: string) => say(texts, `teams-app-en-${key}`)
  const described = [...COMMANDS, ...DESK_COMMANDS].map((name, i) => [
    `bots[0].commandLists[0].commands[${i}].description`,
    t(`commande-${name}-effet`),
  ])
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.Localization.schema.json`,
    'name.short': t('nom'),
    'name.full': t('nom-long'),
    'description.short': t('resume'),
    'description.full': t('description'),
    ...Object.fromEntries(described),
  }
}
