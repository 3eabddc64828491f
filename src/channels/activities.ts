import { EventEmitter } from 'node:events'
import type { Activity } from 'botbuilder'

export type { Activity } from 'botbuilder'

/** An activity in its place: positions count from 1 in each conversation, without holes. */
export interface Placed {
  position: number
  activity: Partial<Activity>
}

/** The activities of the self-hosted Direct Line, kept so that a resumed client gets each exactly once, in order. */
export interface Activities {
  /** Adds at the end; an activity whose id is there already is not added again. */
  append(conversation: string, activity: Partial<Activity> & { id: string }): Promise<'added' | 'known'>
  /** What follows a position, in order, at most `limit`. */
  after(conversation: string, position: number, limit: number): Promise<Placed[]>
  /** Calls back after each addition, also those of other instances; returns how to stop. */
  watch(conversation: string, listener: () => void): () => void
}

/** Activities in this process's memory, the oldest conversations dropped beyond `bound`. */
export function activitiesInMemory(bound = 5_000): Activities {
  const kept = new Map<string, { list: Partial<Activity>[]; ids: Set<string> }>()
  const grown = new EventEmitter().setMaxListeners(0)
  return {
    async append(conversation, activity) {
      const one = kept.get(conversation) ?? { list: [], ids: new Set() }
      kept.delete(conversation)
      kept.set(conversation, one)
      if (kept.size > bound) kept.delete(kept.keys().next().value!)
      if (one.ids.has(activity.id)) return 'known'
      one.ids.add(activity.id)
      one.list.push(structuredClone(activity))
      grown.emit(conversation)
      return 'added'
    },
    async after(conversation, position, limit) {
      const list = kept.get(conversation)?.list ?? []
      return list.slice(position, position + limit).map((activity, i) => ({ position: position + i + 1, activity }))
    },
    watch(conversation, listener) {
      grown.on(conversation, listener)
      return () => void grown.off(conversation, listener)
    },
  }
}
