import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

test('nothing set is a server on this machine, with the embedded database', () => {
  expect(readConfig({})).toMatchObject({
    port: 3978,
    host: '127.0.0.1',
    dataDir: './data',
    databaseUrl: undefined,
    rateLimits: true,
    production: false,
    microsoftApp: undefined,
    retentionMonths: 36,
  })
})

test('an empty value is no value', () => {
  expect(readConfig({ PORT: '', PUBLIC_URL: ' ' })).toEqual(readConfig({}))
})

test('lists, addresses and origins are read', () => {
  const config = readConfig({
    TRUST_PROXY: '10.0.0.0/8, ::1',
    WEBCHAT_ORIGINS: 'https://a.example https://b.example:8443/',
    PUBLIC_URL: 'https://relais.example/',
  })
  expect(config.trustProxy).toEqual(['10.0.0.0/8', '::1'])
  expect(config.webchatOrigins).toEqual(['https://a.example', 'https://b.example:8443'])
  expect(config.publicUrl).toBe('https://relais.example')
})

const id = '11111111-1111-4111-8111-111111111111'
test.each([
  ['PORT', { PORT: '70000' }],
  ['PORT', { PORT: 'http' }],
  ['NODE_ENV', { NODE_ENV: 'prod' }],
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://x/y' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://a.example/path' }],
  ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/33' }],
  ['TRUST_PROXY', { TRUST_PROXY: 'proxy.example' }],
  ['WEBCHAT_ORIGINS', { WEBCHAT_ORIGINS: 'https://a.example/page' }],
  ['WEBCHAT_ORIGINS', { WEBCHAT_ORIGINS: '*' }],
  ['METRICS_TOKEN', { METRICS_TOKEN: 'short' }],
  ['RATE_LIMITS', { RATE_LIMITS: 'off', HOST: '0.0.0.0' }],
  ['RETENTION_MONTHS', { RETENTION_MONTHS: '0' }],
  ['MAIL_FROM', { SMTP_URL: 'smtp://localhost' }],
  ['OIDC_CLIENT_SECRET', { OIDC_ISSUER: 'https://i.example', OIDC_CLIENT_ID: 'x' }],
  ['MicrosoftAppType', { MicrosoftAppId: id }],
  ['MicrosoftAppType', { MicrosoftAppId: id, MicrosoftAppType: 'singletenant' }],
  ['MicrosoftAppType', { MicrosoftAppId: id, MicrosoftAppType: 'MultiTenant' }],
  ['MicrosoftAppPassword', { MicrosoftAppId: id, MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: id }],
  ['MicrosoftAppTenantId', { MicrosoftAppId: id, MicrosoftAppType: 'UserAssignedMSI' }],
  ['MicrosoftAppId', { MicrosoftAppPassword: 'secret' }],
])('a wrong %s stops the start with one line that names it', (name, env) => {
  const read = () => readConfig(env)
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(new RegExp(`^${name}: [^\\n]+$`))
})

test('a whole registration is taken', () => {
  const registration = {
    MicrosoftAppId: id,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppPassword: 'p',
    MicrosoftAppTenantId: id,
  }
  expect(readConfig(registration).microsoftApp).toEqual({ type: 'SingleTenant', id, password: 'p', tenant: id })
})
