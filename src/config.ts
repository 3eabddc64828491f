import { isIP } from 'node:net'
import { z } from 'zod'

/** A variable with a wrong value; the start stops with exit 78 and this one line. */
export class ConfigError extends Error {}

const text = z.string().trim().min(1)
const webUrl = z.url({ protocol: /^https?$/ })
const origin = webUrl
  .refine(s => URL.canParse(s) && new URL(s).origin === s.replace(/\/$/, ''), 'only scheme, host and port')
  .transform(s => new URL(s).origin)
const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform(s => s.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(item))
const network = z.string().refine(s => {
  const [address = '', bits, ...rest] = s.split('/')
  const family = isIP(address)
  return (
    family > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)))
  )
}, 'an address or a network such as 10.0.0.0/8')

const schema = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine(n => n <= 65_535, 'at most 65535')
    .default(3978),
  HOST: text.default('127.0.0.1'),
  DATA_DIR: text.default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  PUBLIC_URL: origin.optional(),
  TRUST_PROXY: listOf(network).default([]),
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  METRICS_TOKEN: z.string().min(16).optional(),
  MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMSI']).optional(),
  MicrosoftAppId: z.guid().optional(),
  MicrosoftAppPassword: text.optional(),
  MicrosoftAppTenantId: text.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: text.includes('@').optional(),
  WEBCHAT_ORIGINS: listOf(origin).default([]),
  OIDC_ISSUER: webUrl.optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  ENTREPRISES_API_URL: webUrl.optional(),
  RETENTION_MONTHS: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .refine(n => n >= 1 && n <= 120, 'from 1 to 120')
    .default(36),
})
type Read = z.output<typeof schema>

/** The bot's registration; without it `/api/messages` is for local tools only. */
export interface MicrosoftApp {
  type: 'SingleTenant' | 'UserAssignedMSI'
  id: string
  password: string | undefined
  tenant: string
}

/** The whole configuration, checked. */
export interface Config {
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  publicUrl: string | undefined
  trustProxy: string[]
  production: boolean
  logLevel: Read['LOG_LEVEL']
  rateLimits: boolean
  metricsToken: string | undefined
  microsoftApp: MicrosoftApp | undefined
  mail: { url: string; from: string } | undefined
  webchatOrigins: string[]
  oidc: { issuer: string; clientId: string; clientSecret: string } | undefined
  entreprisesUrl: string | undefined
  retentionMonths: number
}

/** Reads the environment, and `.env` under it where there is one. Throws ConfigError on a wrong value. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = withFile()): Config {
  // compose files and shells write `PORT=` for "not set"
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const result = schema.safeParse(set)
  if (!result.success) {
    const { path, message } = result.error.issues[0]!
    throw new ConfigError(`${String(path[0])}: ${message}`)
  }
  const read = result.data
  if (read.RATE_LIMITS === 'off' && !isLoopback(read.HOST))
    throw new ConfigError('RATE_LIMITS: off is for a loopback HOST only')
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: read.DATA_DIR,
    databaseUrl: read.DATABASE_URL,
    publicUrl: read.PUBLIC_URL,
    trustProxy: read.TRUST_PROXY,
    production: read.NODE_ENV === 'production',
    logLevel: read.LOG_LEVEL,
    rateLimits: read.RATE_LIMITS === 'on',
    metricsToken: read.METRICS_TOKEN,
    microsoftApp: microsoftApp(read),
    mail: together(read, ['SMTP_URL', 'MAIL_FROM']) && { url: read.SMTP_URL!, from: read.MAIL_FROM! },
    webchatOrigins: read.WEBCHAT_ORIGINS,
    oidc: together(read, ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']) && {
      issuer: read.OIDC_ISSUER!,
      clientId: read.OIDC_CLIENT_ID!,
      clientSecret: read.OIDC_CLIENT_SECRET!,
    },
    entreprisesUrl: read.ENTREPRISES_API_URL,
    retentionMonths: read.RETENTION_MONTHS,
  }
}

/** The SDK takes an empty or misspelt type for MultiTenant, and no id for "authentication off": neither may start. */
function microsoftApp(read: Read): MicrosoftApp | undefined {
  const {
    MicrosoftAppId: id,
    MicrosoftAppType: type,
    MicrosoftAppPassword: password,
    MicrosoftAppTenantId: tenant,
  } = read
  if (id === undefined) {
    if (type ?? password ?? tenant)
      throw new ConfigError('MicrosoftAppId: missing, while other MicrosoftApp values are given')
    return undefined
  }
  if (!type) throw new ConfigError('MicrosoftAppType: with MicrosoftAppId, either SingleTenant or UserAssignedMSI')
  if (!tenant) throw new ConfigError('MicrosoftAppTenantId: missing beside MicrosoftAppId')
  if (type === 'SingleTenant' && !password) throw new ConfigError('MicrosoftAppPassword: missing for SingleTenant')
  return { type, id, password, tenant }
}

function together<K extends keyof Read>(read: Read, names: readonly K[]): true | undefined {
  const missing = names.filter(name => read[name] === undefined)
  if (missing.length === names.length) return undefined
  if (missing.length > 0)
    throw new ConfigError(`${missing[0]}: missing beside ${names.find(n => read[n] !== undefined)}`)
  return true
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function withFile(): Readonly<Record<string, string | undefined>> {
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new ConfigError('.env: cannot be read')
  }
  return process.env
}
