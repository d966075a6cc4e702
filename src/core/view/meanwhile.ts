// What fails while nobody is called for it: under maintenance that goes on, or under a silence.

import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'

export type Meanwhile = { monitor: string; title: string; since: Instant; reason: string }

type Quiet = { service: string; monitor?: string | null; from: Instant; until: Instant }

/** Nothing before it begins and after its end: then it is somebody's. */
export function failingUnder(
  { service, monitor = null, from, until }: Quiet,
  troubles: readonly Health[],
  { runbook, now }: { runbook: Runbook; now: Instant },
): Meanwhile[] {
  if (now < from || now >= until) return []
  return troubles.flatMap(({ monitor: id, state, since, reason }) => {
    const its = runbook.monitors[id]
    const isFailing = state === 'down' || state === 'degraded'
    if (its?.service !== service || (monitor ?? id) !== id || !isFailing) return []
    return [{ monitor: id, title: its.title, since, reason }]
  })
}
