// What the pages say of the past and of what is planned: never better than it was, and to nobody more than is theirs.

import { describe, expect, it } from 'vitest'
import type { DayTally } from '../../../src/core/kept/rollup.ts'
import { DAY, HOUR, MINUTE, minuteOf } from '../../../src/core/time.ts'
import { gapsOf, minutesOf } from '../../../src/core/view/own-minutes.ts'
import type { DayState } from '../../../src/core/view/page-view.ts'
import { respondListView } from '../../../src/core/view/respond-list-view.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { uptimeOf } from '../../../src/core/view/uptime-view.ts'
import type { Maintenance } from '../../../src/core/watch/maintenance.ts'
import { acme, T0 } from './acme.ts'

const TODAY = Math.floor(T0 / DAY)

function tally(ago: number, up: number, down = 0, other = 0): DayTally {
  return { day: TODAY - ago, up, down, other }
}

const ninety = (...others: DayTally[]): DayTally[] =>
  Array.from({ length: 90 }, (_, ago) => others.find(({ day }) => day === TODAY - ago) ?? tally(ago, 1_440))

const NO_HISTORY = { standing: {}, clock: null }

describe('uptime', () => {
  it.each<[string, DayTally[], number | null, number, [ago: number, percent: number] | null]>([
    ['nothing failed', ninety(), 100, 90, null],
    ['one look of 129,600 failed', ninety(tally(3, 1_439, 1)), 99.99, 90, [3, 99.93]],
    ['one look of a million failed', [tally(0, 999_999, 1)], 99.99, 1, [0, 99.99]],
    ['nothing worked', [tally(0, 0, 7)], 0, 1, [0, 0]],
    ['two thirds', [tally(0, 2, 1)], 66.66, 1, [0, 66.66]],
    ['the worst of several days', ninety(tally(2, 9, 1), tally(7, 8, 2), tally(8, 9, 1)), 99.99, 90, [7, 80]],
    ['of days that are equally bad the newest', [tally(1, 9, 1), tally(5, 9, 1)], 90, 2, [1, 90]],
    ['days of which nothing is known count as neither', [tally(0, 3, 1), tally(1, 0, 0, 1_440)], 75, 1, [0, 75]],
    ['nothing is known at all', [tally(0, 0, 0, 1_440)], null, 0, null],
    ['nobody counted', [], null, 0, null],
    ['what is older counts no more', [tally(90, 0, 9), tally(89, 9)], 100, 1, null],
  ])('%s', (_name, tallies, percent, days, worst) => {
    const uptime = uptimeOf(tallies, T0)
    expect(uptime?.percent ?? null).toBe(percent)
    expect(uptime?.days ?? 0).toBe(days)
    expect(uptime?.worst ?? null).toEqual(worst && { at: (TODAY - worst[0]) * DAY, percent: worst[1] })
  })

  it('of each day is a state of its own, and silence is none of the good ones', () => {
    const days = [tally(0, 9_999, 1), tally(1, 99, 1), tally(2, 989, 11), tally(3, 0, 0, 1_440), tally(89, 1)]
    const strip = uptimeOf(days, T0)?.strip ?? []
    const silence: DayState[] = Array(85).fill('unknown')
    expect(strip).toEqual(['operational', ...silence, 'unknown', 'outage', 'degraded', 'degraded'])
  })
})

const NOW_MINUTE = minuteOf(T0)
const clock = (begun: string, minute = NOW_MINUTE) => ({ begun, minute })
const ago = (from: number, until: number) => ({ from: T0 - from * MINUTE, until: T0 - until * MINUTE })

describe('gaps', () => {
  it.each<[string, Parameters<typeof gapsOf>[0], ReturnType<typeof gapsOf>]>([
    ['nobody has begun', null, []],
    ['the first minute', clock('1'), []],
    ['what was before anybody began is none', clock('----111'), []],
    ['one minute', clock('111011'), [ago(2, 1)]],
    ['several, the newest first', clock('10011101'), [ago(1, 0), ago(6, 4)]],
    ['one of a day ago', clock(`10${'1'.repeat(1_441)}`), []],
    ['one that ended within the day', clock(`1000${'1'.repeat(1_440)}`), [ago(1_442, 1_439)]],
    ['of a watcher that has stopped since', clock('101', NOW_MINUTE - 5), [ago(6, 5)]],
    ['of one that stopped days ago', clock('101', NOW_MINUTE - 3_000), []],
  ])('%s', (_name, begun, gaps) => {
    expect(gapsOf(begun, T0)).toEqual(gaps)
  })
})

describe('the last hour', () => {
  it.each<[string, Parameters<typeof minutesOf>[0], [done: number, of: number]]>([
    ['nobody has begun', null, [0, 0]],
    ['all', clock('1'.repeat(500)), [60, 60]],
    ['a young watcher', clock(`${'-'.repeat(50)}${'1'.repeat(10)}`), [10, 10]],
    ['three are missing', clock(`${'0'.repeat(9)}${'1'.repeat(30)}000${'1'.repeat(27)}`), [57, 60]],
    ['this minute is on its way', clock('1'.repeat(500), NOW_MINUTE - 1), [60, 60]],
    ['the last two did not come', clock('1'.repeat(500), NOW_MINUTE - 3), [58, 60]],
    ['nobody came for days', clock('1'.repeat(500), NOW_MINUTE - 9_999), [0, 60]],
  ])('%s', (_name, begun, [done, of]) => {
    expect(minutesOf(begun, T0)).toEqual({ done, of })
  })
})

describe('planned work', () => {
  const plan = (service: string, from: number, until: number): Maintenance => {
    return { id: `${service}-${from}`, service, from: T0 + from, until: T0 + until, author: 'Dana', reason: 'the disk' }
  }
  const maintenance = [
    plan('web', DAY, DAY + HOUR),
    plan('api', -HOUR, HOUR),
    plan('staging-api', 0, HOUR),
    plan('gone', 0, HOUR),
    plan('docs', -HOUR, 0),
  ]

  it('is told to everybody without its reason, the soonest first, of what everybody uses', () => {
    const facts = {
      measuredMinute: NOW_MINUTE,
      troubles: [],
      incidents: [],
      maintenance: maintenance.slice(0, 4),
      ...NO_HISTORY,
    }
    const { planned, services } = statusView(facts, acme, T0)
    expect(planned).toEqual([
      { title: 'Core API', from: T0 - HOUR, until: T0 + HOUR },
      { title: 'Website', from: T0 + DAY, until: T0 + DAY + HOUR },
    ])
    expect(services.map(({ state }) => state)).toEqual(['maintenance', 'operational', 'operational'])
  })

  it('is told five at a time', () => {
    const many = Array.from({ length: 9 }, (_, index) => plan('web', (9 - index) * HOUR, DAY))
    const facts = { measuredMinute: NOW_MINUTE, troubles: [], incidents: [], maintenance: many, ...NO_HISTORY }
    expect(statusView(facts, acme, T0).planned.map(({ from }) => (from - T0) / HOUR)).toEqual([1, 2, 3, 4, 5])
  })

  it('is told to responders whole, as long as it is not over', () => {
    const facts = {
      incidents: [],
      clock: null,
      maintenance,
      silences: [],
      troubles: [],
      held: [],
      standing: {},
      absences: [],
      deploys: [],
      duties: [],
      responder: 'Dana',
      reportId: 'r1',
    }
    const { planned } = respondListView(facts, acme, T0)
    expect(planned.map(({ title }) => title)).toEqual(['Core API', 'Staging API', 'gone', 'Website'])
    expect(planned[0]).toMatchObject({ author: 'Dana', reason: 'the disk' })
  })
})
