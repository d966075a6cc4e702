// What is left of an hour, of a day and of ninety days.

import { describe, expect, it } from 'vitest'
import { percentile } from '../../../src/core/kept/histogram.ts'
import {
  addHour,
  type Counts,
  foldHour,
  mergeRollups,
  type Rollups,
  readRollups,
  type Standing,
  type Stretch,
  sumStandings,
  uptime,
  writeRollups,
} from '../../../src/core/kept/rollup.ts'

const NONE: Counts = { pass: 0, warn: 0, fail: 0, unknown: 0, asleep: 0, maintenance: 0, missing: 0 }
const ONE = { name: 'one', monitors: ['a', 'b'] }
const TWO = { name: 'two', monitors: ['b', 'c'] }

describe('uptime', () => {
  it.each<[string, Partial<Counts>, number | null]>([
    ['all passed', { pass: 60 }, 1],
    ['slow is working', { pass: 30, warn: 30 }, 1],
    ['a quarter failed', { pass: 44, warn: 1, fail: 15 }, 0.75],
    ['doubt counts as neither', { pass: 3, fail: 1, unknown: 56 }, 0.75],
    ['so do sleep, maintenance and gaps', { pass: 1, fail: 1, asleep: 9, maintenance: 9, missing: 9 }, 0.5],
    ['no look is not 100 %', {}, null],
    ['nor is a day nobody came', { missing: 1_440 }, null],
    ['nor one of doubt', { unknown: 1_440 }, null],
  ])('%s', (_name, counts, share) => {
    expect(uptime({ ...NONE, ...counts })).toBe(share)
  })
})

/** Each row is a minute: its number, and the looks in the order of the layout. */
type Row = [minute: number, layout: string, ...looks: string[]]

describe('an hour', () => {
  it.each<[string, Row[], Record<string, string>, Partial<Stretch>?]>([
    [
      'two minutes',
      [
        [0, 'one', 'p100', 'f'],
        [1, 'one', 'w115', 'p100'],
      ],
      { a: '1,1|349:1 1', b: '1,0,1|349:1' },
    ],
    [
      'several looks in a minute',
      [
        [0, 'one', 'p100 p100 f', ''],
        [1, 'one', '', ''],
      ],
      { a: '2,0,1|349:2' },
    ],
    [
      'all that is neither',
      [
        [0, 'one', 'u', 'a'],
        [1, 'one', 'm', 'a'],
      ],
      { a: '0,0,0,1,0,1', b: '0,0,0,0,2' },
    ],
    [
      'a failure takes time and is not measured',
      [
        [0, 'one', 'f900', ''],
        [1, 'one', '', ''],
      ],
      { a: '0,0,1' },
    ],
    [
      'a conclusion of several places',
      [
        [0, 'one', 'f@enam:p80/weur:f', ''],
        [1, 'one', '', ''],
      ],
      { a: '0,0,1' },
    ],
    ['nobody came in the second minute', [[0, 'one', 'p', 'p']], { a: '1,0,0,0,0,0,1', b: '1,0,0,0,0,0,1' }],
    ['nobody came in the first', [[1, 'one', 'p', 'p']], { a: '1,0,0,0,0,0,1', b: '1,0,0,0,0,0,1' }],
    ['nobody came at all', [], { a: '0,0,0,0,0,0,2', b: '0,0,0,0,0,0,2' }, { layout: ONE }],
    ['nobody came, and nobody knows to whom', [], {}],
    [
      'two layouts',
      [
        [0, 'one', 'p', 'p'],
        [1, 'two', 'f', 'f'],
      ],
      { a: '1', b: '1,0,1', c: '0,0,1' },
    ],
    [
      'a gap belongs to those before it',
      [
        [0, 'one', 'p', 'p'],
        [2, 'two', 'p', 'p'],
      ],
      { a: '1,0,0,0,0,0,1', b: '2,0,0,0,0,0,1', c: '1' },
      { to: 3 },
    ],
    ['others were watched in the second minute', [[0, 'one', 'p', 'p']], { a: '1', b: '1' }, { came: [0, 1] }],
    ['and nobody came in the third', [[0, 'one', 'p', 'p']], { a: '1', b: '1' }, { came: [0, 1], to: 3 }],
    ['only others were watched, then nobody came', [], {}, { came: [0], layout: ONE }],
    [
      'a layout that nobody knows',
      [
        [0, 'gone', 'p', 'p'],
        [1, 'one', 'p', 'p'],
      ],
      { a: '1', b: '1' },
    ],
    ['what was before the beginning is not missing', [[1, 'one', 'p', 'p']], { a: '1', b: '1' }, { from: 1 }],
  ])('%s', (_name, rows, expected, changes = {}) => {
    const stored = rows.map(([minute, ...data]) => ({ block: 0, minute, data }))
    const came = rows.map(([minute]) => minute)
    const stretch = { rows: stored, came, layouts: [ONE, TWO], from: 0, to: 2, layout: undefined, ...changes }
    expect(writeRollups(foldHour(stretch))).toEqual(expected)
  })

  it('is read as it was written', () => {
    const hour = hourOf({ a: ['p100', 'w5200', 'f', 'u', 'a', 'm'], b: [] })
    expect(readRollups(writeRollups(hour))).toEqual(hour)
  })
})

describe('a day', () => {
  it('is what its hours add up to, whoever was there in which', () => {
    const day = mergeRollups([hourOf({ a: ['p100', 'p100'] }), hourOf({ a: ['f', 'p9000'], b: ['u'] }), hourOf({})])
    expect(writeRollups(day)).toEqual({ a: '3,0,1|349:2 47:1', b: '0,0,0,1' })
    expect(percentile(day.get('a')?.histogram ?? new Map(), 50)).toBeCloseTo(100, -1)
  })
})

const serviceOf = (monitor: string) => ({ a: 'api', b: 'api', c: 'web' })[monitor]
const add = (before: Standing | null, hour: number, looks: Readonly<Record<string, string[]>>) =>
  addHour(before, { hour, rollups: hourOf(looks), serviceOf })

describe('the standing', () => {
  it('adds up the monitors of a service, hour by hour', () => {
    const first = add(null, 0, { a: ['p', 'w'], b: ['f', 'u'], c: ['p'] })
    expect(first).toEqual({ hour: 0, services: { api: '2,1,1', web: '1' } })
    expect(add(first, 1, { a: ['p'] })).toEqual({ hour: 1, services: { api: '3,1,1', web: '1' } })
  })

  it('counts an hour once', () => {
    const once = add(add(null, 0, { a: ['p'] }), 1, { a: ['p'] })
    expect(add(once, 1, { a: ['f'] })).toBe(once)
    expect(add(once, 0, { a: ['f'] })).toBe(once)
  })

  it('begins each day anew and keeps the days before it', () => {
    const monday = add(null, 23, { a: ['p', 'p'] })
    const tuesday = add(monday, 24, { a: ['f'] })
    expect(tuesday).toEqual({ hour: 24, services: { api: '0,1 2' } })
    expect(add(tuesday, 24 * 4, { c: ['p'] })).toEqual({ hour: 96, services: { api: '   0,1 2', web: '1' } })
  })

  it('forgets what is older than ninety days, and services with it', () => {
    let standing = add(null, 0, { c: ['p'] })
    for (let day = 0; day < 200; day++) standing = add(standing, day * 24 + 1, { a: ['f'] })
    expect(Object.keys(standing.services)).toEqual(['api'])
    expect(standing.services.api?.split(' ')).toHaveLength(90)
    expect(add(standing, 24 * 900, {}).services).toEqual({})
  })

  it('knows nothing of monitors that have left the runbook', () => {
    expect(add(null, 0, { gone: ['p'] })).toEqual({ hour: 0, services: {} })
  })

  it('of a service in two blocks is one, even when one block is behind', () => {
    const ahead = { hour: 25, services: { api: '60 1438,2' } }
    const behind = { hour: 23, services: { api: '1440  1', web: '1440' } }
    expect(sumStandings([ahead, behind])).toEqual({
      api: [
        { day: 1, up: 60, down: 0, other: 0 },
        { day: 0, up: 2_878, down: 2, other: 0 },
        { day: -2, up: 1, down: 0, other: 0 },
      ],
      web: [{ day: 0, up: 1_440, down: 0, other: 0 }],
    })
  })
})

/** Each monitor's looks, one a minute. */
function hourOf(looks: Readonly<Record<string, string[]>>): Rollups {
  const layout = { name: 'all', monitors: Object.keys(looks) }
  const to = Math.max(0, ...Object.values(looks).map((its) => its.length))
  const rows = Array.from({ length: to }, (_, minute) => ({
    block: 0,
    minute,
    data: ['all', ...Object.values(looks).map((its) => its[minute] ?? '')],
  }))
  return foldHour({ rows, came: rows.map(({ minute }) => minute), layouts: [layout], from: 0, to, layout })
}
