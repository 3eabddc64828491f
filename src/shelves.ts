import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Loaded } from './load.ts'

/** The shelves, read in a thread of their own: at start beside the imports, later without holding anybody up. */
export interface Shelves {
  /** Reads what changed since the last time; see `createLoader`. */
  load(): Promise<Loaded>
}

/** Starts the thread and its first reading at once. `root` is the folder that holds dialogs/ and knowledge/. */
export function openShelves(root: string): Shelves {
  const worker = new Worker(new URL(import.meta.url), { workerData: { shelves: root } })
  worker.unref()
  const answer = async (): Promise<Loaded> => ((await once(worker, 'message')) as [Loaded])[0]
  let last = answer()
  let first = true
  return {
    load() {
      if (first) first = false
      else
        last = last.then(() => {
          worker.postMessage('load')
          return answer()
        })
      return last
    },
  }
}

if (!isMainThread && workerData?.shelves) {
  const { createLoader } = await import('./load.ts')
  const loader = createLoader(workerData.shelves)
  parentPort!.postMessage(loader.load())
  parentPort!.on('message', () => parentPort!.postMessage(loader.load()))
}
