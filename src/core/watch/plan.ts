// Which monitors a minute has to look at, and in which lanes.

import type { Monitor, Runbook } from '../runbook.ts'
import { MINUTE } from '../time.ts'

/** More than this, and one invocation's six connections make monitors wait for each other. */
export const LANE_SIZE = 24

/** Cloudflare lets an invocation wait for six answers at a time; the seventh would be measured as slow. */
export const CONNECTIONS = 6

/**
 * Those whose turn came after the minute that was measured last, so that a skipped minute delays a look and loses none.
 * Turns are spread over an interval by a stable hash, so that monitors do not all come due at once.
 */
export function dueMonitors(runbook: Runbook, measured: number, minute: number): Monitor[] {
  return Object.values(runbook.monitors).filter((monitor) => {
    const every = Math.max(1, Math.round(monitor.intervalMs / MINUTE))
    const turn = (at: number) => Math.floor((at + hash(monitor.id)) / every)
    return turn(minute) > turn(measured)
  })
}

export function planLanes<T>(tasks: readonly T[], size: number): T[][] {
  const count = Math.ceil(tasks.length / size)
  return Array.from({ length: count }, (_, lane) => tasks.filter((_, index) => index % count === lane))
}

function hash(text: string): number {
  let value = 0
  for (const char of text) value = (value * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return value
}
