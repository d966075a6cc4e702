// Whether the monitors can vouch for a stretch of time. Zero measurements never pass: what nobody watched is not known to
// have been fine.

import type { Draft } from './draft.ts'
import type { Measured } from './ground.ts'
import { monitorKey } from './signal.ts'
import { HOUR, type Instant, minuteOf, spoken } from './time.ts'

/** How far back completed minutes are asked; a longer stretch is vouched for by its end. */
export const VOUCHING_MS = 3 * HOUR

export const UNWATCHED = 'no monitor watches what failed'

export type Stretch = { services: ReadonlySet<string>; since: Instant; measured: Measured | null }

/** Passed at its last look, but not yet often enough to count as recovered. */
export function isMending({ troubles }: Draft, signalKey: string): boolean {
  return [...troubles.values()].some((health) => monitorKey(health.monitor) === signalKey && health.good > 0)
}

/** null: they vouch for it. Otherwise why they do not. */
export function doubtAbout(draft: Draft, { services, since, measured }: Stretch): string | null {
  const monitors = Object.values(draft.runbook.monitors).filter((monitor) => services.has(monitor.service))
  if (monitors.length === 0) return UNWATCHED
  const silent = monitors.filter((monitor) => measured?.unknown.includes(monitor.id))
  if (silent.length > 0)
    return `nothing is known about ${silent.map((monitor) => monitor.title).join(' and ')} just now`
  const from = minuteOf(Math.max(since, draft.now - VOUCHING_MS))
  const to = minuteOf(draft.now)
  const watched = draft.ground.completed.filter((minute) => minute > from && minute <= to).length
  if (watched > 0 && watched * 2 >= to - from - 1) return null
  return `only ${watched} minutes of the last ${spoken(draft.now - since)} were watched`
}
