/** What lets a page go on with its conversation: its name and the token that opens it, never what was said. */
export interface Kept {
  conversationId: string
  token: string
}

const KEY = 'relais'

/*
 * Kept by the browser for this tab only, and only once the person has written. Browsers may forbid it (private
 * windows, frames on other sites): then a page that is left starts anew.
 */

export function recall(): Kept | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '') as Partial<Kept>
    return kept.conversationId && kept.token ? { conversationId: kept.conversationId, token: kept.token } : undefined
  } catch {
    return undefined
  }
}

export function keep({ conversationId, token }: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ conversationId, token }))
  } catch {}
}

export function forget(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {}
}
