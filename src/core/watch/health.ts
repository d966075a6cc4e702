// A monitor's state over time. No health stored means plainly up, so a quiet system stores nothing here.

import type { Monitor } from '../runbook.ts'
import type { Instant } from '../time.ts'
import { reasonOf, type Verdict } from './verdict.ts'

type HealthState = 'up' | 'degraded' | 'down' | 'unknown'

export type Health = {
  monitor: string
  state: HealthState
  /** First observation that led to this state: an outage begins with the first bad one, not with the verdict. */
  since: Instant
  /** Bad observations in a row, and good ones since the last bad: what the thresholds count. */
  bad: number
  good: number
  firstBadAt: Instant | null
  reason: string
  observedAt: Instant
}

type Seen = { verdict: Verdict; at: Instant }

export function plainlyUp(monitor: string, at: Instant): Health {
  return { monitor, state: 'up', since: at, bad: 0, good: 0, firstBadAt: null, reason: 'passed', observedAt: at }
}

export function isPlainlyUp(health: Health): boolean {
  return health.state === 'up' && health.bad === 0
}

/** Previous health and what was seen → next health. Older observations than the last one change nothing. */
export function nextHealth(previous: Health | undefined, monitor: Monitor, seen: Seen): Health {
  const before = previous ?? plainlyUp(monitor.id, seen.at)
  if (previous !== undefined && seen.at <= previous.observedAt) return previous
  const moved = { ...before, observedAt: seen.at, reason: reasonOf(seen.verdict) }
  switch (seen.verdict.kind) {
    case 'pass':
      return improve(moved, monitor, seen.at)
    case 'unknown':
      return doubt(moved, seen.at)
    case 'warn':
      return worsen(moved, monitor, { at: seen.at, state: 'degraded' })
    case 'fail':
      return worsen(moved, monitor, { at: seen.at, state: 'down' })
  }
}

function improve(health: Health, monitor: Monitor, at: Instant): Health {
  const good = health.good + 1
  const isOver = health.state === 'up' || health.state === 'unknown' || good >= monitor.recoverAfter
  return isOver ? plainlyUp(health.monitor, at) : { ...health, good }
}

/** Silence heals nothing and breaks nothing: what was down stays down, what was up is not known to be. */
function doubt(health: Health, at: Instant): Health {
  if (health.state === 'down' || health.state === 'degraded') return { ...health, good: 0 }
  return health.state === 'unknown' ? health : { ...health, state: 'unknown', since: at, good: 0 }
}

type Blow = { at: Instant; state: 'degraded' | 'down' }

function worsen(health: Health, monitor: Monitor, { at, state }: Blow): Health {
  const bad = health.bad + 1
  const firstBadAt = health.firstBadAt ?? at
  if (bad < monitor.failAfter) return { ...health, bad, good: 0, firstBadAt }
  const wasFine = health.state === 'up' || health.state === 'unknown'
  const since = health.state === state ? health.since : wasFine ? firstBadAt : at
  return { ...health, state, since, bad, good: 0, firstBadAt }
}
