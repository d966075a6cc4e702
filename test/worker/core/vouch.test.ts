// What the monitors can vouch for, one line a case: only their own looks count, and only under the runbook they were made by.

import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, minuteOf } from '../../../src/core/time.ts'
import { type Passes, packSamples, readPasses, type Sample } from '../../../src/core/watch/sample.ts'
import { doubtAbout, UNWATCHED, wasSeenWorking } from '../../../src/core/watch/vouch.ts'
import { acme, monitor, T0 } from './acme.ts'

const rare = { ...monitor('slow-one', 'Slow one', 'docs'), intervalMs: 30 * MINUTE }
const runbook = { ...acme, monitors: { a: monitor('a', 'A', 'api'), b: monitor('b', 'B', 'api'), 'slow-one': rare } }
const API = new Set(['api'])

const watched = (monitors: string[], ago: number[]): Passes[] =>
  ago.map((minutes) => ({ minute: minuteOf(T0) - minutes, monitors }))
const upTo = (count: number) => Array.from({ length: count }, (_, ago) => ago)

const doubt = (passes: Passes[], services = API, measured = { passed: [], unknown: [] as string[] }) =>
  doubtAbout({ runbook, passes, now: T0 }, { services, since: T0 - HOUR, windowMs: 10 * MINUTE, measured })

describe('they vouch for ten minutes', () => {
  it.each<[string, string | null, string | null]>([
    ['when both passed at every look', doubt(watched(['a', 'b'], upTo(10))), null],
    ['when every other minute was lost', doubt(watched(['a', 'b'], [0, 2, 4, 6, 8])), null],
    ['not when one of them was not looked at', doubt(watched(['a'], upTo(10))), 'B passed 0 of 10 looks'],
    ['not when most minutes were lost', doubt(watched(['a', 'b'], [0, 1, 2])), 'A passed 3 of 10 looks'],
    ['not when nothing was looked at', doubt([]), 'A passed 0 of 10 looks'],
    ['not by what they saw before', doubt(watched(['a', 'b'], [11, 12, 13, 14, 15, 16])), 'A passed 0 of 10 looks'],
    [
      'not while one cannot be seen',
      doubt(watched(['a', 'b'], upTo(10)), API, { passed: [], unknown: ['b'] }),
      'nothing is known about B just now',
    ],
    ['not by nobody', doubt(watched(['a', 'b'], upTo(10)), new Set(['web'])), UNWATCHED],
    ['by the one look of a rare monitor', doubt(watched(['slow-one'], [20]), new Set(['docs'])), null],
    ['not by a rare monitor that has not looked yet', doubt([], new Set(['docs'])), 'Slow one passed 0 of 1 looks'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected)
  })
})

describe('it was seen working before', () => {
  const seen = (passes: Passes[]) => wasSeenWorking({ runbook, passes, now: T0 }, API, T0 - 5 * MINUTE)
  it.each<[string, boolean, boolean]>([
    ['by one look within the hour', seen(watched(['b'], [30])), true],
    ['not by a look of the failing minute itself', seen(watched(['a'], [5])), false],
    ['not by a look of long ago', seen(watched(['a'], [70])), false],
    ['not by a monitor of something else', seen(watched(['slow-one'], [30])), false],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected)
  })
})

describe('samples', () => {
  const sample = (id: string, verdict: Sample['verdict'], ms: number | null = null): Sample => ({
    monitor: id,
    verdict,
    ms,
  })
  const [row] = packSamples(runbook, [sample('a', 'pass', 120), sample('b', 'fail')])

  it('are a few letters in the order of the names, after the sign of whose places they are', () => {
    expect(row).toEqual({ block: 0, data: expect.stringMatching(/^[\da-f]{8} p120,f,-$/) })
  })

  it('are read back', () => {
    expect(readPasses(runbook, [{ block: 0, minute: 7, data: row?.data ?? '' }])).toEqual([
      { minute: 7, monitors: ['a'] },
    ])
  })

  it('of another runbook tell nothing, because their places are somebody else’s', () => {
    const other = {
      ...runbook,
      monitors: { z: monitor('z', 'Z', 'api'), ...runbook.monitors, a1: monitor('a1', 'A1', 'api') },
    }
    expect(readPasses(other, [{ block: 0, minute: 7, data: row?.data ?? '' }])).toEqual([{ minute: 7, monitors: [] }])
  })
})
