import type { Activity } from 'botbuilder'
import { drawId } from './tokens.ts'

/** The service URL of our own Direct Line: no host stands behind it, so nothing can be sent there by mistake. */
const LOCAL_SERVICE = 'urn:relais:directline'
const BOT_ACCOUNT = { id: 'relais', name: 'Relais Industrie', role: 'bot' } as const

/** The activity that opens a conversation. */
export function opening(conversation: string, user: string): Partial<Activity> {
  return {
    ...envelope(conversation, user),
    type: 'conversationUpdate',
    id: drawId(),
    membersAdded: [{ id: user, name: '' }],
  }
}

/** Who, where and through what, as only the server says it. */
export function envelope(conversation: string, user: string): Partial<Activity> {
  return {
    channelId: 'directline',
    serviceUrl: LOCAL_SERVICE,
    timestamp: new Date(),
    from: { id: user, name: '', role: 'user' },
    recipient: BOT_ACCOUNT,
    conversation: { id: conversation } as Activity['conversation'],
  }
}
