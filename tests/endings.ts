type End = () => unknown

const ends: End[] = []

/** Does something after the last test of this file: files that share a worker also share this module. */
export function atTheEnd(end: End): void {
  ends.push(end)
}

/** Called after each test file by the set-up that vitest runs anew for it: what was opened last is ended first. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end()
}
