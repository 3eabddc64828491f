import type { Route } from '../api/route.ts'
import type { Activities } from './activities.ts'
import type { BotOptions } from './bot.ts'
import type { LocalAdapter } from './local.ts'
import type { MessagesOptions, TeamsChannel } from './teams.ts'
import type { TeamsMannerOptions } from './teams-manner.ts'

export interface ChannelsOptions {
  bot: Omit<BotOptions, 'manners'>
  activities: Activities
  manner: TeamsMannerOptions
  messages: Omit<MessagesOptions, 'bot'>
}

/** Every way in and out through the Bot Framework. */
export interface Channels {
  local: LocalAdapter
  teams: TeamsChannel
  /** Loads what stands behind the doors; the first message does it too. */
  open(): Promise<unknown>
}

/**
 * The doors of the Bot Framework. They stand at once, and what is behind them is loaded when it is first needed or
 * `open` is called: the SDK takes a third of a second to load, and a server must be ready within two.
 */
export function openChannels(options: ChannelsOptions): Channels {
  let opened: Promise<Omit<Channels, 'open'>> | undefined
  const open = () => {
    opened ??= load(options)
    return opened
  }
  const { registration, production } = options.messages
  const door: Route = {
    method: 'POST',
    path: '/api/messages',
    budget: 'poll',
    handle: async request => (await open()).teams.routes[0]!.handle(request),
  }
  return {
    open,
    local: { receive: async activity => (await open()).local.receive(activity) },
    teams: {
      routes: registration || !production ? [door] : [],
      show: async (...card) => (await open()).teams.show(...card),
      replace: async (...card) => (await open()).teams.replace(...card),
      resume: async (...activity) => (await open()).teams.resume(...activity),
    },
  }
}

async function load({ bot: behind, activities, manner, messages }: ChannelsOptions): Promise<Omit<Channels, 'open'>> {
  const [{ makeBot }, { makeLocalAdapter }, { openTeams }, { teamsManner }] = await Promise.all([
    import('./bot.ts'),
    import('./local.ts'),
    import('./teams.ts'),
    import('./teams-manner.ts'),
  ])
  const bot = makeBot({ ...behind, manners: { msteams: teamsManner(manner) } })
  return { local: makeLocalAdapter(bot, activities), teams: openTeams({ ...messages, bot }) }
}
