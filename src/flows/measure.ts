// Numbers that are pushed: facts that nobody has to decide about before the minute does.

import { err, ok, type Result } from '../core/result.ts'
import type { Runbook } from '../core/runbook.ts'
import { type Instant, MINUTE, spoken } from '../core/time.ts'
import { gatherReadings } from '../store/watch/readings.ts'
import type { System } from './system.ts'

export type PushedMetric = { monitor: string; value: number; at?: Instant | undefined }

/** Other machines' clocks run ahead by so much at most. */
const CLOCKS_DIFFER_MS = MINUTE

const OLDEST_MS = 10 * MINUTE

/** All of them or, with a sentence, none. */
export async function recordMetrics(metrics: readonly PushedMetric[], system: System): Promise<Result<number>> {
  const { db, io, runbook } = system
  const now = io.at()
  const known = pushedMonitors(runbook)
  for (const { monitor, at = now } of metrics) {
    if (!known.includes(monitor)) return err(unknownMonitor(monitor, known))
    if (at > now + CLOCKS_DIFFER_MS) return err(`the number of ${monitor} says that it is from the future`)
    if (at < now - OLDEST_MS) return err(`the number of ${monitor} is older than ${spoken(OLDEST_MS)}`)
  }
  await gatherReadings(
    db,
    metrics.map(({ monitor, value, at = now }) => ({ monitor, value, at: Math.min(at, now) })),
  )
  return ok(metrics.length)
}

function pushedMonitors({ monitors }: Runbook): string[] {
  return Object.values(monitors).flatMap(({ id, needs }) => (needs?.reading ? [id] : []))
}

function unknownMonitor(monitor: string, known: readonly string[]): string {
  return `the runbook has no monitor "${monitor}" to which numbers are pushed; it has ${known.join(', ') || 'none'}`
}
