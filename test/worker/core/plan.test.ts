// What a minute has to look at and when in it: nothing is lost by a skipped minute, and nothing is written twice.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Monitor, Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import { type PlanFacts, planLanes, planTurns, SPREAD_MS, wavesOf } from '../../../src/core/watch/plan.ts'
import { acme, monitor, T0 } from './acme.ts'

const MINUTE_0 = minuteOf(T0)

function runbookOf(...changes: Partial<Monitor>[]): Runbook {
  const monitors = changes.map((change, n) => ({ ...monitor(`m${n}`, 'M', 'api'), ...change }))
  return { ...acme, monitors: Object.fromEntries(monitors.map((one) => [one.id, one])) }
}

function turnsAt(runbook: Runbook, facts: Partial<PlanFacts> = {}) {
  const { minute = MINUTE_0 } = facts
  return planTurns(runbook, { minute, measured: minute - 1, deploys: [], errands: {}, ...facts })
}

const offsets = (runbook: Runbook, facts: Partial<PlanFacts> = {}) =>
  turnsAt(runbook, facts).map(({ at }) => at - (facts.minute ?? MINUTE_0) * MINUTE)

/** In how many of so many minutes, one after the other, it has its turn. */
function dueIn(
  minutes: number,
  runbook: Runbook,
  facts: (minute: number) => Partial<PlanFacts> = () => ({}),
): number[] {
  return Array.from({ length: minutes }, (_, ahead) => MINUTE_0 + ahead).filter(
    (minute) => turnsAt(runbook, { minute, ...facts(minute) }).length > 0,
  )
}

describe('a monitor of whole minutes', () => {
  it.each([1, 2, 5, 60, 1440])('has its turn once in %d minutes, and at the start of its minute', (every) => {
    const runbook = runbookOf({ intervalMs: every * MINUTE })
    expect(dueIn(every * 3, runbook)).toHaveLength(3)
    const begins = dueIn(every, runbook).flatMap((minute) => offsets(runbook, { minute }))
    expect(begins.every((begin) => begin >= 0 && begin < SPREAD_MS)).toBe(true)
  })

  it('does not lose its turn when minutes are skipped, whichever they are', () => {
    const runbook = runbookOf({ intervalMs: 5 * MINUTE })
    for (let measured = MINUTE_0 - 9; measured <= MINUTE_0 - 5; measured++)
      expect(turnsAt(runbook, { measured })).toHaveLength(1)
  })

  it('is spread over its interval and over the second in which it begins', () => {
    const many = runbookOf(...Array.from({ length: 200 }, () => ({ intervalMs: 10 * MINUTE })))
    const perMinute = Array.from({ length: 10 }, (_, ahead) => turnsAt(many, { minute: MINUTE_0 + ahead }).length)
    expect(Math.max(...perMinute)).toBeLessThan(40)
    expect(Math.min(...perMinute)).toBeGreaterThan(5)
    expect(new Set(offsets(runbookOf(...Array.from({ length: 50 }, () => ({}))))).size).toBeGreaterThan(40)
  })
})

describe('a monitor of seconds', () => {
  it.each([10, 12, 15, 20, 30])('looks every %d seconds, also over the end of a minute', (seconds) => {
    const runbook = runbookOf({ intervalMs: seconds * SECOND })
    const instants = [0, 1].flatMap((ahead) => turnsAt(runbook, { minute: MINUTE_0 + ahead }).map(({ at }) => at))
    expect(instants).toHaveLength(120 / seconds)
    for (const [index, at] of instants.slice(1).entries()) expect(at - (instants[index] ?? 0)).toBe(seconds * SECOND)
  })
})

describe('while a deploy is watched', () => {
  const runbook = runbookOf({ intervalMs: 5 * MINUTE, closelyMs: 15 * SECOND })

  it.each([
    ['under way', null],
    ['just ended', T0 - MINUTE],
  ])('that is %s, it looks more closely', (_name, finishedAt) => {
    expect(turnsAt(runbook, { deploys: [{ service: 'api', finishedAt }] })).toHaveLength(4)
  })

  it('also where closer is still whole minutes', () => {
    const calm = runbookOf({ intervalMs: 10 * MINUTE, closelyMs: 2 * MINUTE })
    expect(dueIn(20, calm, () => ({ deploys: [{ service: 'api', finishedAt: null }] }))).toHaveLength(10)
  })

  it('of another service, it does not', () => {
    const deploys = [{ service: 'web', finishedAt: null }]
    expect(dueIn(5, runbook, () => ({ deploys }))).toHaveLength(1)
  })

  it('the first look since it ended is cold, and only that', () => {
    const every = runbookOf({ intervalMs: MINUTE })
    const deploys = [{ service: 'api', finishedAt: T0 - 10 * SECOND }]
    const colds = [0, 1, 2].flatMap((ahead) => turnsAt(every, { minute: MINUTE_0 + ahead, deploys }))
    expect(colds.map(({ isCold }) => isCold)).toEqual([true, false, false])
  })
})

describe('a check that writes', () => {
  const runbook = runbookOf({ writes: true, intervalMs: HOUR })
  const ended = (ago: number) => ({ deploys: [{ service: 'api', finishedAt: T0 - ago }] })
  const ran = (ago: number) => ({ errands: { m0: MINUTE_0 - ago / MINUTE } })

  it('runs once an hour', () => {
    let last = MINUTE_0 - 60
    const runs = dueIn(6 * 60, runbook, (minute) => {
      const isRun = turnsAt(runbook, { minute, errands: { m0: last } }).length > 0
      const errands = { m0: last }
      if (isRun) last = minute
      return { errands }
    })
    expect(runs.length).toBeGreaterThanOrEqual(5)
    expect(runs.length).toBeLessThanOrEqual(6)
    for (const [index, run] of runs.slice(1).entries()) expect(run - (runs[index] ?? 0)).toBeGreaterThanOrEqual(60)
  })

  it.each<[string, Partial<PlanFacts>, number]>([
    ['runs after a deploy, when it has not run since', { ...ended(5 * MINUTE), ...ran(2 * HOUR) }, 1],
    ['runs after a deploy, when it has never run', ended(5 * MINUTE), 1],
    ['waits until an hour has passed since it ran', { ...ended(5 * MINUTE), ...ran(30 * MINUTE) }, 0],
    ['does not run again for a deploy it has run for', { ...ended(90 * MINUTE), ...ran(80 * MINUTE) }, 0],
    [
      'does not run for a deploy under way',
      { deploys: [{ service: 'api', finishedAt: null }], ...ran(61 * MINUTE) },
      0,
    ],
  ])('%s', (_name, facts, turns) => {
    const daily = runbookOf({ writes: true, intervalMs: DAY })
    expect(turnsAt(daily), 'its turn is at another minute').toEqual([])
    expect(turnsAt(daily, facts)).toHaveLength(turns)
  })

  it('runs more often only where it is told to', () => {
    const often = runbookOf({ writes: true, intervalMs: 5 * MINUTE })
    expect(turnsAt(often, { errands: { m0: MINUTE_0 - 5 } })).toHaveLength(1)
    expect(turnsAt(often, { errands: { m0: MINUTE_0 - 4 } })).toHaveLength(0)
  })
})

describe('lanes', () => {
  const tasks = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 60_000 }), isAlone: fc.boolean(), id: fc.integer() }),
    { maxLength: 200 },
  )

  it('hold every task once, no more than they may, and one that is alone has its own', () => {
    fc.assert(
      fc.property(tasks, fc.integer({ min: 1, max: 24 }), (all, size) => {
        const lanes = wavesOf(all).flatMap((wave) => planLanes(wave, size))
        expect(lanes.flat().toSorted(byId)).toEqual(all.toSorted(byId))
        for (const lane of lanes) {
          expect(lane.length).toBeLessThanOrEqual(lane.some(({ isAlone }) => isAlone) ? 1 : size)
          expect(new Set(lane.map(({ at }) => Math.floor(at / SPREAD_MS))).size).toBe(1)
        }
      }),
      { numRuns: 200, seed: 3 },
    )
  })
})

type Task = { at: number; isAlone: boolean; id: number }

function byId(a: Task, b: Task): number {
  return a.id - b.id || a.at - b.at || Number(a.isAlone) - Number(b.isAlone)
}
