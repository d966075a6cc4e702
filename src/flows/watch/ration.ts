// What one invocation may ask of the outside: six answers awaited at a time, and so many requests in all. The platform lets
// a seventh wait unseen, so that it is measured as slow, and refuses the one too many; nobody outside sees either of ours.

import { err } from '../../core/result.ts'
import { CALLS_PER_LANE, CONNECTIONS } from '../../core/watch/plan.ts'
import type { Io, Trouble } from '../../io.ts'
import { openTurnstile } from './turnstile.ts'

export type Ration = {
  io: Io
  /** Below zero: something was not asked that would have been. */
  callsLeft(): number
  /** A look has one connection for itself from its beginning to its end, and never waits for one. */
  begin<T>(look: () => Promise<T>): Promise<T>
  /** One more request of a look that waits for an answer already; null: all connections are other looks' own. */
  beside<T>(request: () => Promise<T>): Promise<T> | null
}

const SPENT: Trouble = {
  kind: 'network',
  detail: 'this invocation has made all the requests it may',
  status: null,
  headersMs: null,
  totalMs: 0,
  bytes: 0,
}

export function ration(io: Io): Ration {
  const connections = openTurnstile(CONNECTIONS)
  let left = CALLS_PER_LANE
  let taken = 0
  const isSpent = () => --left < 0
  const take = async <T>(work: () => Promise<T>) => {
    taken++
    try {
      return await work()
    } finally {
      taken--
    }
  }
  return {
    io: {
      ...io,
      fetch: (outbound) => connections.pass(async () => (isSpent() ? err(SPENT) : io.fetch(outbound))),
      connect: (dial) => connections.pass(async () => (isSpent() ? err(SPENT) : io.connect(dial))),
    },
    callsLeft: () => left,
    begin: take,
    beside: (request) => (taken < CONNECTIONS ? take(request) : null),
  }
}
