// What fails while nobody is called for it: under maintenance that goes on, or under a silence.

import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'
import type { Signal } from '../watch/signal.ts'

export type Meanwhile = {
  /** null: a source says so. */
  monitor: string | null
  title: string
  since: Instant
  reason: string
}

export type Failing = { troubles: readonly Health[]; held: readonly Signal[] }

type Quiet = { service: string; monitor?: string | null; from: Instant; until: Instant }

/** Nothing before it begins and after its end: then it is somebody's. */
export function failingUnder(quiet: Quiet, { troubles, held }: Failing, { runbook, now }: Seen): Meanwhile[] {
  const { service, monitor = null, from, until } = quiet
  if (now < from || now >= until) return []
  const seen = troubles.flatMap(({ monitor: id, state, since, reason }): Meanwhile[] => {
    const its = runbook.monitors[id]
    const isFailing = state === 'down' || state === 'degraded'
    if (its?.service !== service || (monitor ?? id) !== id || !isFailing) return []
    return [{ monitor: id, title: its.title, since, reason }]
  })
  const said = held.filter((signal) => signal.service === service && monitor === null)
  const title = runbook.services[service]?.title ?? service
  return [
    ...seen,
    ...said.map(({ startedAt, summary }) => ({ monitor: null, title, since: startedAt, reason: summary })),
  ]
}

type Seen = { runbook: Runbook; now: Instant }
