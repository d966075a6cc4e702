// How often a property is tried: a few hundred times with every run of the tests, ten thousand times in the long one. The
// seed is fixed, and printed with a failure.

import { inject } from 'vitest'

const LONG_RUNS = 10_000
const RUNS_AT_ONCE = 300

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean
  }
}

export const RUNS = { seed: 20_260_315, numRuns: inject('isLong') ? LONG_RUNS : RUNS_AT_ONCE }
