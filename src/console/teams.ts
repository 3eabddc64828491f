import type { HttpResponse, Route } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page, tellMoment } from './page.ts'

const PATH = '/console/teams'

/** Chats and channels of Microsoft Teams that hear of one's leads: a code to subscribe one, the list, an end to each. */
export function teamsRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (_, visitor) => show(console, visitor)),
    formAt(console, PATH, async (_, visitor) => {
      const code = await console.store.teams().code(visitor.account.id)
      await record(console, visitor, 'teams')
      return show(console, visitor, code)
    }),
    formAt(console, `${PATH}/retirer`, async (request, visitor) => {
      const asked = field(request, 'conversation')
      const own = (await mine(console, visitor)).some(s => s.conversation === asked)
      if (own) await console.store.teams().unsubscribe(asked)
      if (own) await record(console, visitor, 'teams')
      return to(PATH)
    }),
  ]
}

/** One's own subscriptions; an administrator's are everybody's. */
async function mine({ store }: Console, { account }: Visitor) {
  const all = await store.teams<{ conversation?: { conversationType?: string } }>().subscriptions()
  return account.role === 'administrateur' ? all : all.filter(s => s.account === account.id)
}

/** The page; a code is shown once and kept nowhere. */
async function show(console: Console, visitor: Visitor, code = ''): Promise<HttpResponse> {
  const t = (key: string, blanks?: Record<string, string>) => say(console.library().texts, key, blanks)
  const abonnements = await Promise.all(
    (await mine(console, visitor)).map(async ({ conversation, reference, account, at }) => ({
      conversation,
      sorte: t(reference.conversation?.conversationType === 'personal' ? 'console-teams-chat' : 'console-teams-canal'),
      depuis: t('console-teams-depuis', {
        qui: (await console.store.accounts.read(account))?.nom ?? '',
        date: tellMoment(at),
      }),
    })),
  )
  return page(console, 'teams', { titre: t('console-teams-titre'), ici: 'teams', visitor, code, abonnements })
}
