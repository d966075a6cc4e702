// Chance and certainty: what goes wrong by itself once in a hundred times is nobody's trouble, and a real outage is seen at
// the next look, whenever it begins.

import { describe, expect, it } from 'vitest'
import { err, ok } from '../../../src/core/result.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import type { FailureKind } from '../../../src/core/watch/observation.ts'
import { planTurns } from '../../../src/core/watch/plan.ts'
import { look } from '../../../src/flows/watch/look.ts'
import { type Io, openIo } from '../../../src/io.ts'
import { BEGIN } from '../theatre.ts'
import { mapMonitors, watching } from './house.ts'

/** Nobody else is asked, and there is no room for a second request beside the first. */
const ALONE = { place: 'here', secret: () => undefined, quorum: null, beside: () => null, elsewhere: async () => [] }

const LOOKS = 100_000
const ONE_IN = 100

/** The same dice every time (mulberry32). */
function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A world in which nothing takes any time. */
function ioOf(fetch: Io['fetch']): Io {
  const io = openIo({ now: BEGIN, isByHand: true, allowLoopback: true })
  return { ...io, fetch, until: async () => {}, within: async () => true }
}

const answer = (status: number) => ok({ status, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs: 1 })
const broken = (kind: FailureKind) => err({ kind, detail: '', status: null, headersMs: null, totalMs: 1, bytes: 0 })

const usual = mapMonitors(watching(['any']), (monitor) => ({ ...monitor, confirmations: 3 }))
const monitor = Object.values(usual.monitors)[0]

describe('requests of which one in a hundred fails by itself', () => {
  it.each([1, 2, 3])('are no incident in a hundred thousand looks (dice %d)', async (seed) => {
    if (monitor === undefined) throw new Error('no monitor')
    const throwDice = dice(seed)
    const troubles = [answer(500), answer(503), broken('network'), broken('connect'), broken('timeout-headers')]
    let failed = 0
    const io = ioOf(async () => {
      if (throwDice() >= 1 / ONE_IN) return answer(200)
      failed++
      return troubles[failed % troubles.length] ?? answer(500)
    })
    const ports = { ...ALONE, io }
    const verdicts: string[] = []
    for (let n = 0; n < LOOKS; n++) {
      const { verdict } = await look(monitor, { key: `any/${n}`, isCold: false }, ports)
      if (verdict.kind !== 'pass') verdicts.push(verdict.kind)
    }
    expect(failed).toBeGreaterThan(LOOKS / ONE_IN / 2)
    expect(verdicts).toEqual([])
  })
})

describe('a real outage', () => {
  /** From its beginning to the first look that sees it, whichever second it begins in, for monitors spread by their names. */
  function longestWait(intervalMs: number): number {
    const names = Array.from({ length: 40 }, (_, n) => `m${n}`)
    const runbook: Runbook = mapMonitors(watching(names), (one) => ({ ...one, intervalMs }))
    const first = minuteOf(BEGIN)
    const minutes = Array.from({ length: 3 * Math.max(1, intervalMs / MINUTE) }, (_, ahead) => first + ahead)
    const looks = minutes.flatMap((minute) =>
      planTurns(runbook, { minute, measured: minute - 1, deploys: [], errands: {} }).map(({ monitor: { id }, at }) => ({
        id,
        at,
      })),
    )
    const gaps = [...Map.groupBy(looks, ({ id }) => id).values()].flatMap((its) =>
      its.slice(1).map(({ at }, index) => at - (its[index]?.at ?? at)),
    )
    return Math.max(...gaps)
  }

  // The table of docs/operations.md: an interval, and three confirmations a second apart.
  it.each([
    ['10s', 10 * SECOND, 13],
    ['15s', 15 * SECOND, 18],
    ['30s', 30 * SECOND, 33],
    ['1m', MINUTE, 63],
    ['5m', 5 * MINUTE, 303],
    ['15m', 15 * MINUTE, 903],
  ])(
    'watched every %s is recognised at the next look and its confirmations, after %d ms + 3 s at the most',
    (_, every, worst) => {
      expect(longestWait(every)).toBe(every)
      expect(every / SECOND + 3).toBe(worst)
    },
  )

  it.each([300, 10_000])(
    'is confirmed by the third repetition, a second after the one before (deadline %d ms)',
    async (deadlineMs) => {
      if (monitor === undefined) throw new Error('no monitor')
      const asked: number[] = []
      const real = openIo({ now: BEGIN, isByHand: true, allowLoopback: true })
      const io: Io = {
        ...real,
        fetch: async () => {
          asked.push(real.at())
          return answer(500)
        },
      }
      const ports = { ...ALONE, io }
      const { verdict, observation } = await look({ ...monitor, deadlineMs }, { key: 'any/1', isCold: false }, ports)
      expect(verdict.kind).toBe('fail')
      expect(asked.map((at) => Math.round((at - (asked[0] ?? 0)) / SECOND))).toEqual([0, 1, 2, 3])
      expect(observation?.at).toBe(asked[0])
    },
  )
})
