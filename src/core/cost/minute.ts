// What a minute uses in which nothing is wrong, step by step as flows/watch/minute.ts takes them.

import { folds, mayFold } from '../kept/folding.ts'
import { layoutsOf } from '../kept/sample.ts'
import type { Monitor, Runbook } from '../runbook.ts'
import { MINUTE } from '../time.ts'
import { type PlanFacts, planTurns, type Turn } from '../watch/plan.ts'
import { BYTES, CPU, MINUTES_A_DAY, READ } from './assumed.ts'
import { type Lane, type Look, runLanes, tasksOf } from './lanes.ts'
import { addUp, NOTHING, type Use } from './use.ts'

/** What a runbook does not say of itself. */
export type Habits = {
  latencyMs: number
  /** Requests of one look, without redirects. */
  callsOf(monitor: Monitor, isFailing: boolean): number
  /** Whether what each of its steps came to is kept. */
  keepsSteps(monitor: Monitor): boolean
}

/** `claimed`: which of those that write may run. */
export type Work = { minute: number; turns: readonly Turn[]; claimed: readonly string[] }

/** `runs`: how often each check that writes has run today. */
export function workOf(runbook: Runbook, facts: PlanFacts, runs: Readonly<Record<string, number>>): Work {
  const turns = planTurns(runbook, facts)
  const writing = new Set(turns.map(({ monitor }) => monitor).filter(({ writes }) => writes))
  const claimed = [...writing].filter(({ id, perDay }) => (runs[id] ?? 0) < perDay).map(({ id }) => id)
  return { minute: facts.minute, turns, claimed }
}

/** Minutes of which this is the same use the same: the looks are the same ones, and begin as long after the minute. */
export function likenessOf(runbook: Runbook, { minute, turns, claimed }: Work): string {
  const blocks = layoutsOf(runbook).length
  const chores = [folds(minute, blocks), mayFold(minute, blocks), isPruning(minute)]
  return [...chores, ...new Set(turns.map(({ monitor }) => monitor.id)), '', ...claimed].join(' ')
}

export function quietMinute(runbook: Runbook, work: Work, habits: Habits): Use {
  const lookAt = (monitor: Monitor): Look => {
    const calls = habits.callsOf(monitor, false)
    return { calls, ms: Math.min(calls * habits.latencyMs, monitor.deadlineMs) }
  }
  const lanes = runLanes(tasksOf(looking(work)), lookAt)
  return addUp([cron({ runbook, work, lanes }, habits), ...lanes.map(laneUse)])
}

export function looking({ turns, claimed }: Work): Turn[] {
  return turns.filter(({ monitor: { id, looks, writes } }) => looks && (!writes || claimed.includes(id)))
}

/** The pruning that comes once a day, instead of remembering: three statements at 03:17. */
const PRUNING = { minute: 3 * 60 + 17, queries: 3 }

type Run = { runbook: Runbook; work: Work; lanes: readonly Lane[] }

/** The cron's own invocation; the requests of its own looks are counted with them. */
export function cron({ runbook, work, lanes }: Run, { keepsSteps }: Habits): Use {
  const { turns, claimed } = work
  const blocks = layoutsOf(runbook).length
  const looks = looking(work)
  const journeys = looks.filter(({ monitor }) => keepsSteps(monitor) && monitor.places.length === 0).length
  const windows = new Set(turns.map(({ monitor }) => monitor).filter(({ needs }) => needs?.window)).size
  const chores = folds(work.minute, blocks) && !isPruning(work.minute) ? 1 : 0
  const asks = [
    mayFold(work.minute, blocks) && !isPruning(work.minute),
    turns.some(({ monitor }) => monitor.writes),
    windows > 0,
    journeys > 0,
  ]
  const pruning = isPruning(work.minute) ? PRUNING.queries : 0
  const queries = 3 + asks.filter(Boolean).length + 2 * chores + pruning
  const services = queries + lanes.reduce((sum, lane) => sum + objectCalls(lane), 0)
  const monitors = Object.keys(runbook.monitors).length
  const outside = callsOf(lanes.filter(({ isHere }) => isHere))
  const ownMs = CPU.run + CPU.monitor * monitors + CPU.call * (services - queries)
  return {
    ...NOTHING,
    runs: 1,
    queries,
    rowsWritten: 1 + blocks + claimed.length + journeys + chores,
    rowsRead: READ.minute + READ.blockOfMinute * blocks + READ.blockOfChore * chores + windowRows(turns),
    bytes: blocks * BYTES.row + monitors * BYTES.monitor + looks.reduce((sum, turn) => sum + bytesOf(turn), 0),
    cpuMs: ownMs,
    most: { outside, services, queries, cpuMs: ownMs + CPU.call * outside },
  }
}

function isPruning(minute: number): boolean {
  return minute % MINUTES_A_DAY === PRUNING.minute
}

function windowRows(turns: readonly Turn[]): number {
  return turns.reduce((sum, { monitor }) => sum + Math.ceil((monitor.needs?.window?.overMs ?? 0) / MINUTE), 0)
}

function bytesOf({ monitor }: Turn): number {
  return BYTES.look + BYTES.place * monitor.places.length
}

function objectCalls({ isHere, isAskedAgain }: Lane): number {
  return isHere ? 0 : isAskedAgain ? 2 : 1
}

/** What the cron looks at itself counts among what the cron does. */
export function laneUse(lane: Lane): Use {
  const outside = callsOf([lane])
  const cpuMs = CPU.call * outside
  if (lane.isHere) return { ...NOTHING, outside, cpuMs }
  return {
    ...NOTHING,
    objectCalls: objectCalls(lane),
    objectMs: lane.endsAt - lane.begunAt,
    outside,
    cpuMs: CPU.lane + cpuMs,
    most: { ...NOTHING.most, outside },
  }
}

function callsOf(lanes: readonly Lane[]): number {
  return lanes.flatMap(({ done }) => done).reduce((sum, { calls }) => sum + calls, 0)
}
