// What the monitors can vouch for, one line a case: only their own looks count, and only under the runbook they were made by.

import { describe, expect, it } from 'vitest'
import { doubtAbout, wasSeenWorking } from '../../../src/core/desk/vouch.ts'
import { UNWATCHED } from '../../../src/core/incident/command.ts'
import type { Passes } from '../../../src/core/kept/sample.ts'
import { HOUR, MINUTE, minuteOf } from '../../../src/core/time.ts'
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

describe('sleep', () => {
  const slept = (monitors: string[], ago: number[]): Passes[] =>
    ago.map((minutes) => ({ minute: minuteOf(T0) - minutes, monitors: [], asleep: monitors }))
  it.each<[string, string | null, string | null]>([
    ['is nothing to watch, where all slept', doubt(slept(['a', 'b'], upTo(10))), UNWATCHED],
    ['speaks against nobody who was awake', doubt([...slept(['a'], upTo(10)), ...watched(['b'], upTo(10))]), null],
    [
      'speaks against nothing that was seen before it',
      doubt([...watched(['a', 'b'], [9, 8]), ...slept(['a', 'b'], upTo(8))]),
      null,
    ],
    ['makes good for nothing that was not looked at', doubt(slept(['a', 'b'], [0, 1, 2])), 'A passed 0 of 7 looks'],
    ['makes good for nobody else', doubt(slept(['a'], upTo(10))), 'B passed 0 of 10 looks'],
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
