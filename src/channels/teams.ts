import type { Activity, ConversationReference, TurnContext } from 'botbuilder'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import type { Card } from '../domain/adaptive-card.ts'
import type { LeadDesk } from '../domain/lead-desk.ts'
import type { Bot } from './bot.ts'
import { SendFault } from './connector.ts'
import { connectorKeys } from './keys.ts'
import { makeTeamsAdapter, type Registration, type TeamsAdapter, type TeamsAdapterOptions } from './teams-adapter.ts'
import { visitDesk } from './teams-desk.ts'
import { attached } from './teams-manner.ts'
import { BOT_CONNECTOR, type Gate, METADATA, makeGate } from './trust.ts'

export type { Registration } from './teams-adapter.ts'

export interface MessagesOptions {
  bot: Pick<Bot, 'onTurn'>
  registration: Registration | undefined
  production: boolean
  /** The chef de projet's side, where there is one. */
  desk?: LeadDesk
  /** Told that the connector's keys could not be fetched. */
  fault?(error: unknown): void
  /** In place of the Bot Connector of the public cloud: tests, with their own keys and addresses. */
  gate?: Gate
  isService?: TeamsAdapterOptions['isService']
  connector?: TeamsAdapterOptions['connector']
}

/** The channel behind the Bot Connector: its door, and how we speak in it without being spoken to. */
export interface TeamsChannel {
  routes: Route[]
  /** Shows a card in a kept place; its name there. */
  show(reference: unknown, card: Card): Promise<string>
  /** Puts a card in the place of another. */
  replace(reference: unknown, id: string, card: Card): Promise<void>
  /** Sends what of an answered activity has not reached its conversation. */
  resume(reference: unknown, conversation: string, activity: string): Promise<void>
}

/**
 * Opens `POST /api/messages`: Teams behind the Bot Connector. Without a registration it is for tools on this machine
 * only, since the SDK then believes every caller and calls every address.
 */
export function openTeams(options: MessagesOptions & { bot: Bot }): TeamsChannel {
  const { bot, registration, production, desk } = options
  const { adapter, gate, isService } = openDoor(options)
  const open = registration !== undefined || !production

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    if (!registration && !request.loopback) throw new HttpError(404, 'not-found')
    // who has no good token is told nothing about what is wrong with the rest
    await gate?.check(request.headers.authorization ?? '', request.body)
    const activity = readActivity(request.body, isService)
    const result = await adapter.receive(activity, async context => {
      if (!(desk && (await visitDesk(context, desk)))) await bot.onTurn(context, 'messages')
    })
    return result ? { status: result.status, json: result.body ?? {} } : { status: 200, json: {} }
  }

  /** A turn of our own in a kept place, if this process has a door to it at all. */
  async function speak(reference: unknown, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    if (!open) throw new SendFault('closed', false)
    await adapter.continue(reference as Partial<ConversationReference>, context => {
      // the SDK makes up an activity that this would answer
      context.activity.id = ''
      return logic(context)
    })
  }

  return {
    routes: open ? [{ method: 'POST', path: '/api/messages', budget: 'poll', handle }] : [],
    async show(reference, card) {
      let id = ''
      await speak(reference, async context => {
        id = (await context.sendActivity({ ...attached(card), summary: card.fallbackText as string }))?.id ?? ''
      })
      return id
    },
    replace: (reference, id, card) =>
      speak(reference, async context => {
        await context.updateActivity({ ...attached(card), id, conversation: context.activity.conversation })
      }),
    resume: (reference, conversation, activity) =>
      speak(reference, context => bot.resume(context, conversation, activity)),
  }
}

/** The door alone, for what never speaks first. */
export function messagesRoutes(options: MessagesOptions): Route[] {
  const resume = () => Promise.reject(new Error('nothing is kept for later here'))
  return openTeams({ ...options, bot: { resume, onTurn: (...turn) => options.bot.onTurn(...turn) } }).routes
}

/** What stands at the door: the adapter, the gate of a registration, and the addresses that may be called. */
interface Door {
  adapter: TeamsAdapter
  gate: Gate | null
  isService: TeamsAdapterOptions['isService']
}

function openDoor(options: MessagesOptions): Door {
  const { registration, fault, connector } = options
  const keys = connectorKeys({ metadata: METADATA, ...(fault ? { fault } : {}) })
  const gate = options.gate ?? (registration ? makeGate({ id: registration.id, keys }) : null)
  const isService = options.isService ?? (registration ? BOT_CONNECTOR.isService : isLoopbackUrl)
  return {
    gate,
    isService,
    adapter: makeTeamsAdapter({ registration, isService, ...(connector ? { connector } : {}) }),
  }
}

/** The fields that the adapter takes for granted are checked before it sees them. */
function readActivity(body: unknown, isService: Door['isService']): Activity {
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
  if (!service || !isService(service)) throw new HttpError(400, 'bad-input', { field: 'serviceUrl' })
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
