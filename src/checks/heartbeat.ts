// Watches a job that reports itself: nothing is called, and silence is the failure.

import * as z from 'zod'
import { durationOf } from '../core/duration.ts'
import { DAY, MINUTE, SECOND, spoken, utc } from '../core/time.ts'
import type { Heartbeat, StoredFacts } from '../core/watch/facts.ts'
import type { FailureKind } from '../core/watch/observation.ts'
import { PASS, type Verdict } from '../core/watch/verdict.ts'
import { defineCheck } from './contract.ts'
import { durationBetween } from './duration.ts'

/** Of what is expected: more than most runs differ, and more than the hour by which one night a year is longer. */
const GRACE = 0.1
const LEAST_GRACE_MS = MINUTE

const settings = z
  .strictObject({
    expects: durationBetween(MINUTE, 366 * DAY),
    grace: durationBetween(0, 30 * DAY).optional(),
    longest: durationBetween(MINUTE, 7 * DAY).optional(),
    slow: durationBetween(SECOND, DAY).optional(),
  })
  .refine(
    ({ slow, longest }) => slow === undefined || longest === undefined || durationOf(slow) < durationOf(longest),
    {
      path: ['slow'],
      error: 'a duration shorter than `longest`, beyond which a run has failed',
    },
  )

type Settings = z.output<typeof settings>

export const heartbeat = defineCheck({
  kind: 'heartbeat',
  settings,
  targets: () => [],
  secrets: () => [],
  writes: () => false,
  needs: () => ({ heartbeat: true }),
  conclude,
})

function limitsOf({ expects, grace, longest, slow }: Settings) {
  const expectsMs = durationOf(expects)
  return {
    expectsMs,
    graceMs: grace === undefined ? Math.max(LEAST_GRACE_MS, GRACE * expectsMs) : durationOf(grace),
    longestMs: longest === undefined ? Number.POSITIVE_INFINITY : durationOf(longest),
    slowMs: slow === undefined ? Number.POSITIVE_INFINITY : durationOf(slow),
  }
}

const NEVER: Heartbeat = { startedAt: null, endedAt: null, exitCode: null, runMs: null }

function conclude(settings: Settings, { now, heartbeat }: StoredFacts): Verdict {
  const { startedAt, endedAt, exitCode, runMs } = heartbeat ?? NEVER
  const { expectsMs, graceMs, longestMs, slowMs } = limitsOf(settings)
  const since = endedAt ?? startedAt
  if (since === null) return doubt('has never reported')
  if (startedAt !== null && startedAt > (endedAt ?? 0) && now - startedAt > longestMs)
    return fail('silence', `began a run at ${utc(startedAt)} and has not ended it within ${spoken(longestMs)}`)
  if (endedAt !== null && exitCode !== null && exitCode !== 0)
    return fail('status', `failed at ${utc(endedAt)} with exit code ${exitCode}`)
  if (now - since > expectsMs + graceMs)
    return fail('silence', `has ended no run since ${utc(since)}; one is expected within ${spoken(expectsMs)}`)
  if (endedAt === null) return doubt('has begun its first run and not ended it yet')
  if (runMs === null || runMs <= slowMs) return PASS
  return {
    kind: 'warn',
    failure: 'latency',
    reason: `took ${spoken(runMs)} for its last run, more than ${spoken(slowMs)}`,
  }
}

function fail(failure: FailureKind, reason: string): Verdict {
  return { kind: 'fail', failure, reason }
}

function doubt(reason: string): Verdict {
  return { kind: 'unknown', reason }
}
