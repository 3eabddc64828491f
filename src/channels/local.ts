import { randomUUID } from 'node:crypto'
import { type Activity, CloudAdapter } from 'botbuilder'
import type { Activities } from './activities.ts'
import type { Bot } from './bot.ts'

type Authentication = NonNullable<ConstructorParameters<typeof CloudAdapter>[0]>
type Authenticated = Exclude<Parameters<CloudAdapter['processActivityDirect']>[0], string>

/**
 * The adapter of our own Direct Line. It is a second adapter instead of one with a mixed connector factory: this one
 * has no way to the network and the other has no way in here, so a forged service URL leads nowhere.
 */
export interface LocalAdapter {
  /** Gives one activity to the bot; ends when its replies are kept. */
  receive(activity: Partial<Activity>): Promise<void>
}

export function makeLocalAdapter(bot: Bot, activities: Activities): LocalAdapter {
  const keep = async (conversation: string, activity: Partial<Activity>) => {
    // named after what it answers: sent once more after a crash, it is kept once
    const id = activity.channelData?.relais?.cle ?? randomUUID()
    await activities.append(conversation, {
      ...activity,
      id,
      conversation: { id: conversation } as never,
      timestamp: new Date(),
    })
    return { id }
  }
  const connector = {
    conversations: {
      replyToActivity: (conversation: string, _to: string, activity: Partial<Activity>) => keep(conversation, activity),
      sendToConversation: keep,
    },
  }
  const connectorFactory = { create: async () => connector }
  const claimsIdentity = { claims: [], isAuthenticated: true, authenticationType: 'local', getClaimValue: () => null }
  const authentication = {
    authenticateRequest: () => Promise.reject(new Error('nothing comes in here over HTTP')),
    authenticateStreamingRequest: () => Promise.reject(new Error('nothing comes in here over HTTP')),
    createConnectorFactory: () => connectorFactory,
    createUserTokenClient: async () => ({}),
  }
  const adapter = new CloudAdapter(authentication as unknown as Authentication)
  const caller = { audience: '', claimsIdentity, connectorFactory } as unknown as Authenticated
  return {
    async receive(activity) {
      await adapter.processActivityDirect(caller, activity as Activity, context => bot.onTurn(context, 'local'))
    },
  }
}
