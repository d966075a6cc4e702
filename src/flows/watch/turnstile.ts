// Lets so many through at a time; the others wait in the order in which they came.

export type Turnstile = { pass<T>(work: () => Promise<T>): Promise<T> }

export function openTurnstile(size: number): Turnstile {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    async pass(work) {
      if (inside >= size) await new Promise<void>((next) => waiting.push(next))
      else inside++
      try {
        return await work()
      } finally {
        // The place is handed over, so that nobody slips in between.
        const next = waiting.shift()
        if (next) next()
        else inside--
      }
    },
  }
}
