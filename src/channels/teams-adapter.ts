import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder'
import { type Connector, makeConnector } from './connector.ts'
import type { Trust } from './trust.ts'

/** The bot's registration, by the SDK's names. */
export interface Registration {
  type: 'SingleTenant' | 'UserAssignedMSI'
  id: string
  password: string | undefined
  tenant: string
}

type Identity = Parameters<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>[0]
type Factory = ReturnType<ConfigurationBotFrameworkAuthentication['createConnectorFactory']>
type Authenticated = Awaited<ReturnType<ConfigurationBotFrameworkAuthentication['authenticateRequest']>>

export interface TeamsAdapterOptions {
  registration: Registration | undefined
  isService: Trust['isService']
  /** In place of the sending half: tests. */
  connector?: Connector
}

/**
 * The SDK's authentication between our gate in front of it, which alone says who is believed, and our connector behind
 * it, through which everything goes out bounded and paced. The SDK still makes the bot's own tokens.
 */
class GatedAuthentication extends ConfigurationBotFrameworkAuthentication {
  private readonly options: TeamsAdapterOptions
  private readonly connector: Connector
  private credentials: Promise<{ getToken(): Promise<string> }> | undefined

  constructor(options: TeamsAdapterOptions) {
    const { registration } = options
    super(
      registration
        ? {
            MicrosoftAppType: registration.type,
            MicrosoftAppId: registration.id,
            ...(registration.password && registration.type === 'SingleTenant'
              ? { MicrosoftAppPassword: registration.password }
              : {}),
            MicrosoftAppTenantId: registration.tenant,
          }
        : {},
    )
    this.options = options
    this.connector = options.connector ?? makeConnector({ token: () => this.ownToken(), isService: options.isService })
  }

  override async authenticateRequest(): Promise<Authenticated> {
    const claimsIdentity = anybody(this.options.registration?.id ?? '')
    return { audience: '', claimsIdentity, connectorFactory: this.createConnectorFactory(claimsIdentity) }
  }

  override authenticateStreamingRequest(): Promise<never> {
    return Promise.reject(new Error('no streams'))
  }

  override authenticateChannelRequest(): Promise<never> {
    return Promise.reject(new Error('no skills'))
  }

  override createConnectorFactory(_identity: Identity): Factory {
    const { connector } = this
    const create = async (service: string) => ({
      conversations: {
        replyToActivity: (_c: string, _to: string, activity: Partial<Activity>) => connector.send(service, activity),
        sendToConversation: (_c: string, activity: Partial<Activity>) => connector.send(service, activity),
        updateActivity: (_c: string, _id: string, activity: Partial<Activity>) => connector.update(service, activity),
      },
    })
    return { create } as unknown as Factory
  }

  override async createUserTokenClient(): Promise<never> {
    return {} as never
  }

  /** The SDK's own token for the Bot Connector, kept by it until five minutes before its end. */
  private async ownToken(): Promise<string | undefined> {
    const { registration } = this.options
    if (!registration) return undefined
    this.credentials ??= super
      .createConnectorFactory(anybody(registration.id))
      .create('https://api.botframework.com', this.getOriginatingAudience())
      .then(client => (client as unknown as { credentials: { getToken(): Promise<string> } }).credentials)
    return (await this.credentials).getToken()
  }
}

/** Who calls, as the SDK wants to see it: the gate has looked already. */
function anybody(id: string): Identity {
  const claims = [{ type: 'aud', value: id }]
  const getClaimValue = (type: string) => claims.find(c => c.type === type)?.value ?? null
  return { claims, isAuthenticated: true, authenticationType: 'gate', getClaimValue } as unknown as Identity
}

/** The adapter with `processActivity` opened: its own `process` logs whole errors and answers with their text. */
class OpenAdapter extends CloudAdapter {
  receive(activity: Activity, logic: (context: TurnContext) => Promise<void>) {
    return this.processActivity('', activity, logic)
  }
}

/** Gives an activity that the gate has let in to the bot, and lets us speak first in a conversation that is kept. */
export interface TeamsAdapter {
  receive: OpenAdapter['receive']
  /** A turn of ours in a conversation of theirs. */
  continue(reference: Partial<ConversationReference>, logic: (context: TurnContext) => Promise<void>): Promise<void>
}

export function makeTeamsAdapter(options: TeamsAdapterOptions): TeamsAdapter {
  const adapter = new OpenAdapter(new GatedAuthentication(options))
  return {
    receive: adapter.receive.bind(adapter),
    continue: (reference, logic) => adapter.continueConversationAsync(options.registration?.id ?? '', reference, logic),
  }
}
