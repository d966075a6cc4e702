// What a runbook costs by the model: each case is a day that can be added up by hand.

import { describe, expect, it } from 'vitest'
import { BYTES, LONGEST_LOOK } from '../../../src/core/cost/assumed.ts'
import { costOf, dayOf } from '../../../src/core/cost/cost.ts'
import { runLanes, tasksOf } from '../../../src/core/cost/lanes.ts'
import type { Habits } from '../../../src/core/cost/minute.ts'
import type { Monitor, Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import { LONGEST_LOOK as LOOK_OF_THE_FLOW } from '../../../src/flows/watch/look.ts'
import { acme, monitor } from './acme.ts'

const A_DAY = 1_440

const habits: Habits = { latencyMs: 200, callsOf: ({ calls }) => calls, keepsSteps: () => false }

function watching(many: number, changes: Partial<Monitor> = {}): Runbook {
  const monitors = Array.from({ length: many }, (_, n) => ({ ...monitor(`m${n}`, 'M', 'api'), ...changes }))
  return { ...acme, monitors: Object.fromEntries(monitors.map((one) => [one.id, one])) }
}

const quietDay = (runbook: Runbook) => costOf(runbook, habits).quiet.day

describe('a quiet day', () => {
  const ROWS_OF_A_BLOCK = A_DAY + 49
  it.each([
    ['of one monitor asks no object', watching(1), { outside: A_DAY, objectCalls: 0, runs: A_DAY }],
    ['of six asks none either', watching(6), { outside: 6 * A_DAY, objectCalls: 0 }],
    ['of seven asks one a minute', watching(7), { outside: 7 * A_DAY, objectCalls: A_DAY }],
    ['of a hundred asks five', watching(100), { outside: 100 * A_DAY, objectCalls: 5 * A_DAY }],
    ['every five minutes asks for as much as that', watching(5, { intervalMs: 5 * MINUTE }), { outside: A_DAY }],
    [
      'every ten seconds asks six times a minute',
      watching(10, { intervalMs: 10 * SECOND }),
      { outside: 60 * A_DAY, rowsWritten: A_DAY + ROWS_OF_A_BLOCK },
    ],
    [
      'from two places asks an object of each',
      watching(2, { places: ['weur', 'enam'] }),
      { outside: 4 * A_DAY, objectCalls: 2 * A_DAY },
    ],
    ['keeps a row a minute and hour, and one of the day', watching(100), { rowsWritten: A_DAY + ROWS_OF_A_BLOCK }],
    ['for each block of a hundred', watching(101), { rowsWritten: A_DAY + 2 * ROWS_OF_A_BLOCK }],
    [
      'of what writes keeps when it ran',
      watching(1, { writes: true, intervalMs: HOUR, confirmations: 0 }),
      { outside: 24, rowsWritten: A_DAY + ROWS_OF_A_BLOCK + 24 },
    ],
    [
      'runs what writes no more often than it may',
      watching(1, { writes: true, intervalMs: MINUTE, perDay: 10 }),
      { outside: 10, rowsWritten: A_DAY + ROWS_OF_A_BLOCK + 10 },
    ],
    ['of what is only concluded asks nobody', watching(9, { looks: false }), { outside: 0, objectCalls: 0 }],
  ])('%s', (_name, runbook, figures) => {
    expect(quietDay(runbook)).toMatchObject(figures)
  })
})

describe('what hangs', () => {
  it('is handed back and gets lanes of six', () => {
    const [work] = dayOf(watching(24))
    const lanes = runLanes(tasksOf(work?.turns ?? []), () => ({ calls: 4, ms: 20 * SECOND }))
    expect(lanes.map(({ done, isAskedAgain }) => [done.length, isAskedAgain])).toEqual([
      [6, true],
      [6, false],
      [6, false],
      [6, false],
    ])
  })

  it('takes as long as the flow allows', () => {
    expect(LONGEST_LOOK).toBe(LOOK_OF_THE_FLOW)
  })

  it('is asked about elsewhere, each in an object', () => {
    const runbook = watching(3)
    const far = { ...runbook, elsewhere: { places: ['weur', 'enam'], quorum: null } }
    const calls = (it: Runbook) => costOf(it, habits).worst.minute.objectCalls
    expect(calls(far) - calls(runbook)).toBe(6)
  })
})

describe('what is stored after a year', () => {
  it.each([
    ['as usual', {}, 2, 2_160],
    ['when looks are kept for longer', { samplesMs: 14 * DAY }, 14, 2_160],
    ['when hours are kept for longer', { hoursMs: 400 * DAY }, 2, 9_600],
  ])('%s', (_name, retention, days, hours) => {
    const runbook = watching(100)
    const { stored, quiet } = costOf({ ...runbook, retention: { ...runbook.retention, ...retention } }, habits)
    expect(stored).toBe(days * quiet.day.bytes + (hours + 365) * 100 * BYTES.rollup)
  })
})

describe('what does not fit', () => {
  it('is nothing, of a hundred a minute', () => {
    expect(costOf(watching(100), habits)).toMatchObject({ problems: { free: [], paid: [] }, usdPerMonth: { quiet: 5 } })
  })

  it('is said, with what to change', () => {
    const { problems, usdPerMonth } = costOf(watching(400, { intervalMs: 10 * SECOND }), habits)
    expect(problems.free.join('\n')).toMatch(
      /^[\d,]+ object calls a day are more than 100,000, also when all is quiet: give monitors a longer interval/m,
    )
    expect(problems.paid).toEqual([])
    expect(usdPerMonth.quiet).toBeGreaterThan(5)
  })

  it('is a look that makes more requests than one invocation may', () => {
    const { problems } = costOf(watching(1, { calls: 60, confirmations: 0 }), habits)
    expect(problems.paid).toEqual([
      '60 outside requests in one invocation are more than 50, also when all is quiet: fewer steps, polls or confirmations of the monitor that makes most of them.',
    ])
  })

  it('is many incidents at once, where nothing says what belongs together', () => {
    const services = Array.from({ length: 60 }, (_, n) => ({ ...acme.services.api, id: `s${n}` }))
    const monitors = services.map(({ id }) => monitor(id, 'M', id))
    const runbook = {
      ...acme,
      services: Object.fromEntries(services.map((one) => [one.id, one])),
      monitors: Object.fromEntries(monitors.map((one) => [one.id, one])),
    } as Runbook
    expect(costOf(runbook, habits).problems.free.join('\n')).toContain('D1 queries in one invocation')
  })
})
