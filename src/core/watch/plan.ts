// Which monitors a minute has to look at, when in it, and in which lanes.

import type { Monitor, Runbook } from '../runbook.ts'
import { DAY, HOUR, type Instant, MINUTE, minuteOf, SECOND } from '../time.ts'

/** More than this, and one invocation's six connections make monitors wait for each other. */
export const LANE_SIZE = 24

/** Cloudflare lets an invocation wait for six answers at a time; the seventh would be measured as slow. */
export const CONNECTIONS = 6

/** Requests of one invocation on the free plan, redirects and confirmations among them. */
export const CALLS_PER_LANE = 50

/** A look that may make more requests than this has a lane for itself; and so has what writes, which must not break off. */
export const CALLS_ALONE = 12

/** Within so much of a minute's start all first looks begin; more, and a minute whose targets all hang would end too late. */
export const SPREAD_MS = SECOND / 2

/** A check that writes keeps this distance, unless its own interval says that it may run more often. */
const WRITING_MS = HOUR

/** How long a deploy that has ended is watched closely, and one that never ends. */
const CLOSELY_MS = 15 * MINUTE
export const DEPLOY_UNDER_WAY_MS = 30 * MINUTE

/** How long one that has ended is kept in view: what its watch has kept awake has to fall asleep after it. */
export const DEPLOY_WATCH_MS = DAY

/** One look that is due: of what, and at which instant of the minute. */
export type Turn = {
  monitor: Monitor
  at: Instant
  /** The first since a deploy, or one that wakes: what has just been started may be slow once. */
  isCold: boolean
  /** Left out: it is looked at as ever. */
  sleep?: Sleep
}

/** Between deploys a service that may sleep is left alone: its machines are read, and rarely it is woken up on purpose. */
export type Sleep =
  | { kind: 'wake' }
  /** `askedAt`: the last look that we know of at the service itself. */
  | { kind: 'rest'; askedAt: Instant | null }

/** A deploy that is under way or has ended lately. */
export type FreshDeploy = { service: string; finishedAt: Instant | null }

export type PlanFacts = {
  minute: number
  /** The last minute whose looks are kept. */
  measured: number
  deploys: readonly FreshDeploy[]
  /** The minute in which each check that writes ran last. */
  errands: Readonly<Record<string, number>>
}

/** In the order in which they begin. */
export function planTurns({ monitors, services }: Runbook, facts: PlanFacts): Turn[] {
  const now = facts.minute * MINUTE
  const watched = { ...facts, deploys: facts.deploys.filter((deploy) => isWatched(deploy, now)) }
  const maySleep = ({ service, looks }: Monitor) =>
    looks && services[service]?.sleeps && !watched.deploys.some((deploy) => deploy.service === service)
  return Object.values(monitors)
    .flatMap((monitor) => (maySleep(monitor) ? turnsAtRest(monitor, facts) : turnsOf(monitor, watched)))
    .toSorted((a, b) => a.at - b.at)
}

/** Under way, or ended so recently that a cold start or trouble may be its. */
function isWatched({ finishedAt }: FreshDeploy, now: Instant): boolean {
  return finishedAt === null || finishedAt > now - CLOSELY_MS
}

/** Machines are read once a minute at most, however often the monitor looks in a deploy's watch. */
function turnsAtRest(monitor: Monitor, facts: PlanFacts): Turn[] {
  const { id, intervalMs, wakesEveryMs } = monitor
  const { minute, measured } = facts
  const at = minute * MINUTE + (hash(id) % SPREAD_MS)
  if (wakesEveryMs !== null && isTurn({ id, intervalMs: wakesEveryMs }, measured, minute))
    return [{ monitor, at, isCold: true, sleep: { kind: 'wake' } }]
  if (!isTurn({ id, intervalMs: Math.max(MINUTE, intervalMs) }, measured, minute)) return []
  return [{ monitor, at, isCold: false, sleep: { kind: 'rest', askedAt: lastAsked(monitor, facts) } }]
}

/** Read off the schedule: the last turn that woke it up, or the end of the last deploy's watch. */
function lastAsked({ id, service, wakesEveryMs }: Monitor, { minute, deploys }: PlanFacts): Instant | null {
  const ends = deploys.flatMap((deploy) => {
    return deploy.service === service && deploy.finishedAt !== null ? [deploy.finishedAt + CLOSELY_MS] : []
  })
  const woken = wakesEveryMs === null ? [] : [minute * MINUTE - (((minute + hash(id)) * MINUTE) % wakesEveryMs)]
  const known = [...ends, ...woken]
  return known.length === 0 ? null : Math.max(...known)
}

function turnsOf(monitor: Monitor, facts: PlanFacts): Turn[] {
  const deploys = facts.deploys.filter(({ service }) => service === monitor.service)
  const everyMs = monitor.closelyMs !== null && deploys.length > 0 ? monitor.closelyMs : monitor.intervalMs
  const begin = facts.minute * MINUTE
  const offset = hash(monitor.id)
  const turn = (at: Instant): Turn => ({
    monitor,
    at,
    isCold: deploys.some(({ finishedAt }) => finishedAt !== null && finishedAt > at - everyMs && finishedAt <= at),
  })
  if (everyMs < MINUTE) {
    const first = offset % everyMs
    return Array.from({ length: MINUTE / everyMs }, (_, round) => turn(begin + first + round * everyMs))
  }
  const { id, writes } = monitor
  const isDue = writes
    ? isErrandDue(monitor, deploys, facts)
    : isTurn({ id, intervalMs: everyMs }, facts.measured, facts.minute)
  return isDue ? [turn(begin + (offset % SPREAD_MS))] : []
}

/** Since the minute that was measured last, so that a skipped minute delays a look and loses none. */
function isTurn({ id, intervalMs }: Pick<Monitor, 'id' | 'intervalMs'>, before: number, minute: number): boolean {
  const every = intervalMs / MINUTE
  const turn = (at: number) => Math.floor((at + hash(id)) / every)
  return turn(minute) > turn(before)
}

/** On its turn, and after each deploy, but never too soon after the last time. */
function isErrandDue(monitor: Monitor, deploys: readonly FreshDeploy[], { minute, measured, errands }: PlanFacts) {
  const last = errands[monitor.id]
  if (last === undefined) return isTurn(monitor, measured, minute) || deploys.some(isOver)
  if ((minute - last) * MINUTE < Math.min(monitor.intervalMs, WRITING_MS)) return false
  const isNewer = ({ finishedAt }: FreshDeploy) => finishedAt !== null && minuteOf(finishedAt) >= last
  return isTurn(monitor, last, minute) || deploys.some(isNewer)
}

function isOver({ finishedAt }: FreshDeploy): boolean {
  return finishedAt !== null
}

/** What begins within one second begins together. In the order of time. */
export function wavesOf<Task extends { at: Instant }>(tasks: readonly Task[]): Task[][] {
  const inOrder = tasks.toSorted((a, b) => a.at - b.at)
  return [...Map.groupBy(inOrder, ({ at }) => Math.floor(at / SPREAD_MS)).values()]
}

/** What makes many calls has a lane for itself; the others share theirs, as many in each as in any other. */
export function planLanes<Task extends { isAlone: boolean }>(tasks: readonly Task[], size: number): Task[][] {
  const alone = tasks.filter(({ isAlone }) => isAlone)
  const together = tasks.filter(({ isAlone }) => !isAlone)
  const count = Math.ceil(together.length / size)
  const shared = Array.from({ length: count }, (_, lane) => together.filter((_, index) => index % count === lane))
  return [...alone.map((task) => [task]), ...shared]
}

/** The same for the same name for ever, so that monitors are spread over their interval and never all come at once. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return value
}
