// How slow is too slow: the same two limits and the same sentence for every kind that has them.

import * as z from 'zod'
import { SECOND } from '../core/time.ts'
import { PASS, type Verdict } from '../core/watch/verdict.ts'

const WARN_MS = 5 * SECOND

export const latency = z
  .strictObject({ warnMs: z.int().positive().default(WARN_MS), failMs: z.int().positive().optional() })
  .prefault({})

export function judgeLatency({ warnMs, failMs }: z.output<typeof latency>, totalMs: number): Verdict {
  const over = (limitMs: number) => `took ${inSeconds(totalMs)}, more than ${inSeconds(limitMs)}`
  if (failMs !== undefined && totalMs > failMs) return { kind: 'fail', failure: 'latency', reason: over(failMs) }
  if (totalMs > warnMs) return { kind: 'warn', failure: 'latency', reason: over(warnMs) }
  return PASS
}

export function inSeconds(ms: number): string {
  return ms < SECOND ? `${ms} ms` : `${ms / SECOND} s`
}
