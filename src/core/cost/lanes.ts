// A minute's looks as the lanes will do them: how many invocations, how long each is at work, and when each look is over.

import type { Monitor } from '../runbook.ts'
import type { Instant } from '../time.ts'
import { HERE } from '../watch/ballot.ts'
import { CALLS_ALONE, CALLS_PER_LANE, CONNECTIONS, LANE_SIZE, planLanes, type Turn, wavesOf } from '../watch/plan.ts'
import { HAND_BACK_AFTER_MS } from './assumed.ts'

/** One look from one place. */
export type Task = { monitor: Monitor; at: Instant; place: string; isAlone: boolean }

/** How long a look takes, and how many requests it makes. */
export type Look = { ms: number; calls: number }
export type LookAt = (monitor: Monitor) => Look

export type Done = { task: Task; calls: number; endsAt: Instant }

/** One invocation. `isHere`: the cron's own, which is no object. `isAskedAgain`: for what had not ended when it answered. */
export type Lane = { isHere: boolean; isAskedAgain: boolean; begunAt: Instant; endsAt: Instant; done: Done[] }

export function tasksOf(turns: readonly Turn[]): Task[] {
  return turns.flatMap(({ monitor, at, sleep }) => {
    const { calls, writes } = monitor
    const isResting = sleep?.kind === 'rest'
    const places = isResting ? [] : monitor.places
    const task = { monitor, at, place: HERE, isAlone: !isResting && calls > (writes ? 1 : CALLS_ALONE) }
    return places.length === 0 ? [task] : places.map((place) => ({ ...task, place }))
  })
}

export function runLanes(tasks: readonly Task[], lookAt: LookAt): Lane[] {
  const isHere = tasks.length <= CONNECTIONS && tasks.every(({ place, isAlone }) => place === HERE && !isAlone)
  return wavesOf(tasks).flatMap((wave) => {
    const begunAt = wave[0]?.at ?? 0
    return isHere
      ? [{ ...runLane(wave, begunAt, lookAt).lane, isHere }]
      : dealOut({ tasks: wave, begunAt, size: LANE_SIZE }, lookAt)
  })
}

type Hand = { tasks: readonly Task[]; begunAt: Instant; size: number }

/** What one lane hands back gets fresh ones, at last one for each look. */
function dealOut({ tasks, begunAt, size }: Hand, lookAt: LookAt): Lane[] {
  const byPlace = [...Map.groupBy(tasks, ({ place }) => place).values()]
  return byPlace
    .flatMap((its) => planLanes(its, size))
    .flatMap((its) => {
      const { lane, handedBack, answersAt } = runLane(its, begunAt, lookAt)
      const next = size > CONNECTIONS ? CONNECTIONS : 1
      return [lane, ...dealOut({ tasks: handedBack, begunAt: answersAt, size: next }, lookAt)]
    })
}

/** Six at a time. Nothing begins after the hand-back, and nothing for which no requests are left. */
function runLane(tasks: readonly Task[], begunAt: Instant, lookAt: LookAt) {
  const answersAt = tasks.length > CONNECTIONS ? begunAt + HAND_BACK_AFTER_MS : Number.POSITIVE_INFINITY
  const free = Array.from({ length: CONNECTIONS }, () => begunAt)
  const done: Done[] = []
  const handedBack: Task[] = []
  let left = CALLS_PER_LANE
  for (const task of tasks.toSorted((a, b) => a.at - b.at)) {
    const { ms, calls } = lookAt(task.monitor)
    const from = Math.max(task.at, Math.min(...free))
    if (from >= answersAt || (calls > left && tasks.length > 1)) {
      handedBack.push(task)
      continue
    }
    const endsAt = from + ms
    free[free.indexOf(Math.min(...free))] = endsAt
    left -= calls
    done.push({ task, calls, endsAt })
  }
  const endsAt = Math.max(...free)
  const isAskedAgain = endsAt > answersAt
  return {
    lane: { isHere: false, isAskedAgain, begunAt, endsAt, done },
    handedBack,
    answersAt: Math.min(answersAt, endsAt),
  }
}
