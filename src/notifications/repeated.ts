/** What runs beside the requests; `stop` ends when it is not at work any more. */
export interface Repeated {
  start(): void
  stop(): Promise<void>
}

/** Work that is done again, a pause after each time, whether it failed or not. */
export function repeated(work: () => Promise<unknown>, pauseMs: number, failed: () => void): Repeated {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  function next(): void {
    running = work()
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(next, pauseMs).unref()
      })
  }

  return {
    start: next,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
