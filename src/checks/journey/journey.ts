// Watches what takes several requests: each step has to pass and hands on what it captured, and a clean-up follows in any case.

import { SECOND } from '../../core/time.ts'
import type { Observation } from '../../core/watch/observation.ts'
import { reasonOf } from '../../core/watch/verdict.ts'
import { defineCheck, type ProbeContext } from '../contract.ts'
import { secrets as secretsOf } from '../http/settings.ts'
import { hasStopped, judge, type Outcomes } from './judge.ts'
import { run } from './run.ts'
import { allSteps, calls, type Settings, secrets, settings, writes } from './settings.ts'

export const journey = defineCheck({
  kind: 'journey',
  settings,
  deadlineMs: 30 * SECOND,
  targets: (settings) => allSteps(settings).map(({ url }) => url),
  secrets,
  writes,
  calls,
  probe,
  judge,
})

async function probe(settings: Settings, context: ProbeContext): Promise<Observation> {
  const at = context.io.at()
  const { steps, cleanup } = unready(settings, context) ?? (await run(settings, context))
  const all = [...steps, ...cleanup]
  const stopped = steps.map(({ verdict }) => verdict).find(hasStopped)
  return {
    at,
    place: context.place,
    status: null,
    headersMs: null,
    totalMs: all.reduce((sum, { ms }) => sum + ms, 0),
    bytes: 0,
    hops: 0,
    // Half of a journey took no time that could be compared with a whole one's.
    trouble: stopped ? { kind: stopped.kind === 'fail' ? stopped.failure : 'policy', detail: stopped.reason } : null,
    body: JSON.stringify({ steps, cleanup }),
    steps: all.map(({ name, ms, verdict }) => ({ name, kind: verdict.kind, ms, reason: reasonOf(verdict) })),
  }
}

/** Nothing is begun that could not be ended: every secret is asked for first. */
function unready(settings: Settings, { secret }: ProbeContext): Outcomes | null {
  for (const step of allSteps(settings)) {
    const missing = secretsOf(step).find((name) => secret(name) === undefined)
    const verdict = { kind: 'unknown', reason: `the secret ${missing} is not set` } as const
    if (missing !== undefined) return { steps: [{ name: step.name, ms: 0, verdict }], cleanup: [] }
  }
  return null
}
