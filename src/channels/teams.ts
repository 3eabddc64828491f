import { type Activity, CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import type { Bot } from './bot.ts'

/** The bot's registration, by the SDK's names. */
export interface Registration {
  type: 'SingleTenant' | 'UserAssignedMSI'
  id: string
  password: string | undefined
  tenant: string
}

export interface MessagesOptions {
  bot: Bot
  registration: Registration | undefined
  production: boolean
}

/** The adapter with `processActivity` opened: its own `process` logs whole errors and answers with their text. */
class ConnectorAdapter extends CloudAdapter {
  receive(authorization: string, activity: Activity, bot: Bot) {
    return this.processActivity(authorization, activity, context => bot.onTurn(context, 'messages'))
  }
}

/**
 * `POST /api/messages`: Teams and the other channels behind the Bot Connector. Without a registration it is for
 * tools on this machine only, since the SDK then believes every caller and calls every address.
 */
export function messagesRoutes({ bot, registration, production }: MessagesOptions): Route[] {
  if (!registration && production) return []
  const settings = registration && {
    MicrosoftAppType: registration.type,
    MicrosoftAppId: registration.id,
    MicrosoftAppPassword: registration.password,
    MicrosoftAppTenantId: registration.tenant,
  }
  const adapter = new ConnectorAdapter(new ConfigurationBotFrameworkAuthentication(settings ?? {}))

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    if (!registration && !request.loopback) throw new HttpError(404, 'not-found')
    const activity = readActivity(request.body, registration === undefined)
    try {
      const result = await adapter.receive(request.headers.authorization ?? '', activity, bot)
      return result ? { status: result.status, json: result.body ?? {} } : { status: 200, json: {} }
    } catch (error) {
      if ((error as { statusCode?: unknown }).statusCode === 401) throw new HttpError(401, 'forbidden')
      throw error
    }
  }
  return [{ method: 'POST', path: '/api/messages', budget: 'poll', handle }]
}

/** The fields that the adapter takes for granted are checked before it sees them. */
function readActivity(body: unknown, local: boolean): Activity {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new HttpError(400, 'bad-input')
  const activity = body as Record<string, unknown> & { conversation?: unknown; from?: unknown; recipient?: unknown }
  for (const field of ['type', 'channelId', 'serviceUrl']) {
    if (typeof activity[field] !== 'string') throw new HttpError(400, 'bad-input', { field })
  }
  for (const field of ['conversation', 'from', 'recipient']) {
    const account = activity[field] as { id?: unknown } | undefined
    if (typeof account?.id !== 'string' || account.id === '') throw new HttpError(400, 'bad-input', { field })
  }
  for (const field of ['text', 'id']) {
    if (activity[field] !== undefined && activity[field] !== null && typeof activity[field] !== 'string')
      throw new HttpError(400, 'bad-input', { field })
  }
  for (const field of ['entities', 'membersAdded']) {
    if (activity[field] !== undefined && activity[field] !== null && !Array.isArray(activity[field]))
      throw new HttpError(400, 'bad-input', { field })
  }
  // only web addresses: our own Direct Line's service URL is none, and cannot be claimed here
  const service = URL.parse(activity.serviceUrl as string)
  if (!service || !(local ? isLoopbackUrl(service) : service.protocol === 'https:'))
    throw new HttpError(400, 'bad-input', { field: 'serviceUrl' })
  for (const field of ['timestamp', 'localTimestamp', 'expiration']) {
    const value = activity[field]
    if (value === undefined || value === null) continue
    const date = new Date(String(value))
    if (Number.isNaN(date.getTime())) throw new HttpError(400, 'bad-input', { field })
    activity[field] = date
  }
  return activity as unknown as Activity
}

function isLoopbackUrl({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname))
  )
}
