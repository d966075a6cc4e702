// Minutes in whatever order: doubled, late, overlapping. The looks and what they come to are those of the right order.

import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ok } from '../../../src/core/result.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, watching } from './house.ts'

const STATUSES: Readonly<Record<string, number>> = { p: 200, f: 500 }
const TABLES = ['clock', 'samples', 'troubles', 'incidents', 'incident_events', 'board', 'timers', 'outbox', 'minutes']
const RUNBOOK = watching(['ordered'])

/** A minute in which the one target answers by the letter that stands for it. */
async function pass(letters: string, minute: number): Promise<void> {
  const system = buildSystem({ runbook: RUNBOOK, visit: { now: BEGIN + minute * MINUTE, isByHand: true } })
  const status = STATUSES[letters[minute] ?? 'p'] ?? 200
  const answer = { status, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs: 1 }
  await runMinute({ ...system, io: { ...system.io, fetch: async () => ok(answer) } })
}

/** Each entry is a minute, or two that overlap. */
async function play(letters: string, order: readonly number[][]) {
  await env.DB.batch(TABLES.map((table) => env.DB.prepare(`delete from ${table}`)))
  for (const minutes of order) await Promise.all(minutes.map((minute) => pass(letters, minute)))
  const samples = await env.DB.prepare('select minute, data from samples order by minute').all()
  const troubles = await env.DB.prepare('select health from troubles').all<{ health: string }>()
  const health = troubles.results.map((row) => JSON.parse(row.health))
  return {
    samples: samples.results,
    health: health.map(({ state, since, bad, good, swings = [] }) => {
      const remembered = swings.map((swing: number) => Math.floor(swing / MINUTE))
      return state === 'up'
        ? { state, remembered }
        : { state, since: Math.floor(since / MINUTE), bad, good, remembered }
    }),
  }
}

const stories = fc.stringMatching(/^[pf]{3,8}$/).chain((letters) => {
  const minutes = Array.from(letters, (_, minute) => minute)
  const shuffled = fc.shuffledSubarray(minutes, { minLength: minutes.length })
  const again = fc.array(fc.constantFrom(...minutes), { maxLength: 3 })
  return fc.record({ letters: fc.constant(letters), shuffled, again, pairs: fc.boolean() })
})

it('leaves the same health and the same samples as in order', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(stories, async ({ letters, shuffled, again, pairs }) => {
      const inOrder = await play(
        letters,
        Array.from(letters, (_, minute) => [minute]),
      )
      const all = [...shuffled, ...again]
      const size = pairs ? 2 : 1
      const order = Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, n * size + size))
      expect(await play(letters, order)).toEqual(inOrder)
    }),
    { numRuns: env.LONG === '1' ? 300 : 25, seed: 5 },
  )
})
