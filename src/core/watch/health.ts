// A monitor's state over time. No health stored means plainly up, so a quiet system stores nothing here.

import type { Monitor } from '../runbook.ts'
import { HOUR, type Instant, MINUTE, minuteOf } from '../time.ts'
import type { LookKind } from './look.ts'
import { PASS, reasonOf, type Verdict } from './verdict.ts'

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
  /** When it went from well to bad of late: remembered after it is well again, because swinging to and fro is not well. */
  swings?: readonly Instant[]
  /** Bad in a way that nobody outside feels. */
  unfelt?: 'advice' | 'exposure'
  lastBadAt?: Instant
}

/** So many swings within this time are flapping: one long trouble instead of many short ones. */
const FLAPS = 3
const FLAPPING_MS = HOUR

/** Flapping ends when nothing bad was seen for so long; failing for so long without a pause is no flapping. */
const CALM_MS = 15 * MINUTE
const STEADY_MS = 5 * MINUTE

/** Looks come a little sooner or later than an interval apart; a duration of whole intervals is over with the last of them. */
const JITTER = 0.1

type Seen = { verdict: Verdict; at: Instant }

export function plainlyUp(monitor: string, at: Instant): Health {
  return { monitor, state: 'up', since: at, bad: 0, good: 0, firstBadAt: null, reason: 'passed', observedAt: at }
}

/** Nothing is wrong with it, though something may be remembered. */
export function isWell(health: Health): boolean {
  return health.state === 'up' && health.bad === 0
}

/** Nothing is wrong and nothing has to be remembered. */
export function isPlainlyUp(health: Health): boolean {
  return isWell(health) && health.swings === undefined
}

/** Previous health and what was seen → next health. Older observations than the last one change nothing. */
export function nextHealth(previous: Health | undefined, monitor: Monitor, seen: Seen): Health {
  const before = previous ?? plainlyUp(monitor.id, seen.at)
  if (previous !== undefined && seen.at <= previous.observedAt) return previous
  const moved = { ...before, observedAt: seen.at, reason: reasonOf(seen.verdict) }
  switch (seen.verdict.kind) {
    case 'pass':
      return previous !== undefined && isRemembered(previous, seen.at) ? previous : improve(moved, monitor, seen.at)
    case 'unknown':
      return previous !== undefined && isSameDoubt(previous, moved) ? previous : doubt(moved, seen.at)
    case 'warn':
      return worsen(moved, monitor, {
        at: seen.at,
        state: 'degraded',
        ...((seen.verdict.isAdvice || monitor.impact === 'advice') && { unfelt: 'advice' }),
      })
    case 'fail':
      return worsen(moved, monitor, {
        at: seen.at,
        ...failingAs(seen.verdict.failure === 'exposure' ? 'exposure' : monitor.impact),
      })
  }
}

/** What lets anybody in is a matter of security, whatever the runbook makes of its failing. */
function failingAs(impact: Monitor['impact'] | 'exposure'): Omit<Blow, 'at'> {
  if (impact === 'exposure') return { state: 'down', unfelt: 'exposure' }
  if (impact === 'advice') return { state: 'degraded', unfelt: 'advice' }
  return { state: impact === 'outage' ? 'down' : 'degraded' }
}

const VERDICTS: Readonly<Record<LookKind, Verdict | null>> = {
  pass: PASS,
  asleep: PASS,
  warn: { kind: 'warn', failure: 'latency', reason: 'was slow' },
  fail: { kind: 'fail', failure: 'network', reason: 'failed' },
  unknown: { kind: 'unknown', reason: 'could not be seen' },
  maintenance: null,
}

/** What looks come to, told from their beginning. */
export function healthFrom(monitor: Monitor, looks: readonly { at: Instant; kind: LookKind }[]): Health | undefined {
  return looks.reduce<Health | undefined>((before, { at, kind }) => {
    const verdict = VERDICTS[kind]
    return verdict === null ? before : nextHealth(before, monitor, { at, verdict })
  }, undefined)
}

/** To the minute: that is how exactly looks are kept. */
export function isSameHealth(a: Health, b: Health): boolean {
  const [one, other] = [a, b].map((health) => {
    const swings = (health.swings ?? []).map(minuteOf)
    const { state, since, bad, good } = health
    return JSON.stringify(isWell(health) ? swings : [state, minuteOf(since), bad, good, swings])
  })
  return one === other
}

/** Whether a look changes anything that is known; what is plainly up and stays so is told to nobody. */
export function isNews(monitor: Monitor, known: Health | undefined, seen: Seen): boolean {
  const next = nextHealth(known, monitor, seen)
  return known === undefined ? !isPlainlyUp(next) : next !== known
}

function improve(health: Health, monitor: Monitor, at: Instant): Health {
  const good = health.good + 1
  const swings = recentSwings(health, at)
  if (isFlapping(health)) {
    const isCalm = at - (health.lastBadAt ?? at) >= CALM_MS
    return isCalm ? plainlyUp(health.monitor, at) : { ...health, good, bad: 0, firstBadAt: null }
  }
  const isOver = health.state === 'up' || health.state === 'unknown' || good >= monitor.recoverAfter
  if (!isOver) return { ...health, good }
  return swings.length === 0 ? plainlyUp(health.monitor, at) : { ...plainlyUp(health.monitor, at), swings }
}

/** Well, with a memory that is not over: a pass is no news, so a quiet hour after trouble writes nothing. */
function isRemembered(health: Health, at: Instant): boolean {
  return isWell(health) && health.swings !== undefined && recentSwings(health, at).length === health.swings.length
}

function recentSwings({ swings = [] }: Health, at: Instant): readonly Instant[] {
  return swings.filter((swing) => at - swing < FLAPPING_MS)
}

/** Degraded by its swings alone, until it has been calm. */
function isFlapping({ state, swings = [] }: Health): boolean {
  return state !== 'up' && swings.length >= FLAPS
}

/** Doubt that goes on is no news either: a job that has never reported costs nothing until it does. */
function isSameDoubt(before: Health, after: Health): boolean {
  return before.state === 'unknown' && before.reason === after.reason
}

/** Silence heals nothing and breaks nothing: what was down stays down, what was up is not known to be. */
function doubt(health: Health, at: Instant): Health {
  if (health.state === 'down' || health.state === 'degraded') return { ...health, good: 0 }
  return health.state === 'unknown' ? health : { ...health, state: 'unknown', since: at, good: 0 }
}

type Blow = { at: Instant; state: 'degraded' | 'down' } & Pick<Health, 'unfelt'>

function worsen({ unfelt: _, ...health }: Health, monitor: Monitor, { at, state, ...how }: Blow): Health {
  const bad = health.bad + 1
  const firstBadAt = health.firstBadAt ?? at
  const worse = { ...health, bad, good: 0, firstBadAt, lastBadAt: at }
  if (bad < monitor.failAfter || at - firstBadAt < monitor.failForMs - monitor.intervalMs * JITTER) return worse
  const wasFine = health.state === 'up' || health.state === 'unknown'
  const swings = wasFine ? [...recentSwings(health, at), firstBadAt] : (health.swings ?? [])
  const isSwinging = swings.length >= FLAPS && at - firstBadAt < STEADY_MS
  const next = isSwinging ? 'degraded' : state
  const since = health.state === next ? health.since : wasFine ? firstBadAt : at
  const reason = isSwinging ? `fails and recovers again and again: ${health.reason}` : health.reason
  return { ...worse, state: next, since, reason, swings, ...how }
}
