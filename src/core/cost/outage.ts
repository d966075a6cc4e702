// What a minute uses in which everything that is watched hangs: looks that last, lanes that hand back, and a desk that is told.

import { layoutsOf } from '../kept/sample.ts'
import { areRelated, dependenciesOf } from '../rollback/suspect.ts'
import type { Monitor, Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import {
  ASSESSMENT_QUERIES,
  CPU,
  DESK_BUSY_MS,
  GATHER_MS,
  JOINING_ROWS,
  LONGEST_LOOK,
  MESSAGE_QUERIES,
  OPENING_ROWS,
  READ,
  ROUND_READS,
  ROUND_WRITES,
} from './assumed.ts'
import { type Lane, type Look, runLanes, tasksOf } from './lanes.ts'
import { cron, type Habits, laneUse, looking, type Work } from './minute.ts'
import { addUp, NOTHING, type Use } from './use.ts'

/** The first minute of an outage of everything: incidents open, messages leave. */
export function worstMinute(runbook: Runbook, work: Work, habits: Habits): Use {
  const lookAt = (monitor: Monitor): Look => ({
    calls: (1 + monitor.confirmations) * habits.callsOf(monitor, true),
    ms: monitor.deadlineMs * (monitor.confirmations > 0 ? LONGEST_LOOK : 1),
  })
  const lanes = runLanes(tasksOf(looking(work)), lookAt)
  const own = cron({ runbook, work, lanes }, habits)
  const told = failuresIn(lanes)
  const services = own.most.services + ASKED_ANYWAY + told.filter(({ isToldByCron }) => isToldByCron).length
  const queries = own.most.queries + FINISHING_QUERIES
  const run = { ...own, most: { ...own.most, services, queries } }
  return addUp([run, ...lanes.map(laneUse), opinions(runbook, lanes, habits), deskUse(runbook, work, told)])
}

/** Second opinions, each a look without confirmation in an object of its own. */
function opinions({ elsewhere }: Runbook, lanes: readonly Lane[], { callsOf }: Habits): Use {
  const asked = lanes
    .flatMap(({ done }) => done.map(({ task }) => task.monitor))
    .filter(({ writes, places, confirmations }) => !writes && places.length === 0 && confirmations > 0)
  const each = asked.map((monitor): Use => {
    const calls = callsOf(monitor, true)
    const cpuMs = CPU.lane + CPU.call * calls
    return { ...NOTHING, objectCalls: 1, objectMs: monitor.deadlineMs, outside: calls, cpuMs }
  })
  return addUp(elsewhere.places.flatMap(() => each))
}

/** The wake at the beginning, and what finish() asks: the minute, and twice whether anything is owed. */
const ASKED_ANYWAY = 4

/** What falls due in this minute, and what was left behind. */
const FINISHING_QUERIES = 2

function deskUse(runbook: Runbook, work: Work, told: readonly Failure[]): Use {
  const concluding = new Set(work.turns.map(({ monitor }) => monitor).filter(({ needs }) => needs !== null))
  const concluded = concluding.size > 0 ? 1 : 0
  const failing = [...new Set([...told.map(({ monitor }) => monitor), ...concluding])]
  const opened = opening(failing, runbook)
  const incidents = opened.length
  const rounds = gatherings(told.map(({ at }) => at)) + concluded + 1
  const queries =
    rounds * (ROUND_READS + ROUND_WRITES) + incidents * (MESSAGE_QUERIES + ASSESSMENT_QUERIES) + FINISHING_QUERIES
  const rowsWritten =
    told.length +
    concluding.size +
    incidents * OPENING_ROWS +
    Math.max(0, failing.length - incidents) * JOINING_ROWS +
    Math.min(rounds, failing.length) * incidents
  const cpuMs = rounds * CPU.round + failing.length * CPU.call
  const blocks = layoutsOf(runbook).length
  return {
    ...NOTHING,
    objectCalls: told.length + concluded + ASKED_ANYWAY + incidents,
    objectMs: DESK_BUSY_MS,
    outside: incidents + opened.reduce((sum, service) => sum + askedFor(service, runbook), 0),
    queries,
    rowsWritten,
    rowsRead: (rounds + incidents) * (READ.round + READ.blockOfRound * blocks),
    cpuMs,
    most: { ...NOTHING.most, outside: incidents, queries: ROUND_READS + ROUND_WRITES + incidents },
  }
}

type Failure = { monitor: Monitor; at: Instant; isToldByCron: boolean }

/** Each look tells the desk by itself; one that was taken from several places when the last of them is in. */
function failuresIn(lanes: readonly Lane[]): Failure[] {
  const done = lanes.flatMap(({ isHere, done }) => done.map((look) => ({ ...look, isHere })))
  const byLook = Map.groupBy(done, ({ task }) => `${task.monitor.id}/${task.at}`)
  return [...byLook.values()].flatMap((its): Failure[] => {
    const monitor = its[0]?.task.monitor
    if (monitor === undefined || monitor.needs !== null) return []
    const isToldByCron = monitor.places.length > 0 || its.some(({ isHere }) => isHere)
    return [{ monitor, isToldByCron, at: Math.max(...its.map(({ endsAt }) => endsAt)) }]
  })
}

/** A round waits for others that fail at the same time. */
function gatherings(instants: readonly Instant[]): number {
  let rounds = 0
  let until = Number.NEGATIVE_INFINITY
  for (const at of instants.toSorted((a, b) => a - b)) {
    if (at <= until) continue
    rounds++
    until = at + GATHER_MS
  }
  return rounds
}

/** What depends on each other is one incident, and what is not production is none. */
function opening(failing: readonly Monitor[], runbook: Runbook): string[] {
  const opened: string[] = []
  for (const { service } of failing) {
    const isWatched = runbook.services[service]?.environment === 'production'
    if (isWatched && !opened.some((other) => areRelated(other, service, runbook))) opened.push(service)
  }
  return opened
}

/** What an assessment asks of others: a page or a list of machines each, of the service and of all that it needs. */
function askedFor(service: string, runbook: Runbook): number {
  const related = [service, ...dependenciesOf(service, runbook)].flatMap((id) => runbook.services[id] ?? [])
  return (
    related.filter(({ statusPage }) => statusPage !== null).length +
    related.filter(({ sleeps }) => sleeps !== null).length
  )
}
