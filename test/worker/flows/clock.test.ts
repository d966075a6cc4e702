// Which minutes were begun: each once, also when they come late, twice or after a pause, and the pauses are known.

import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { LETTERS } from '../../../src/store/watch/minutes.ts'
import { begin, countingDatabase } from './house.ts'

const M = 29_500_000

beforeEach(async () => {
  await env.DB.prepare('delete from clock').run()
})

async function claim(...minutes: number[]): Promise<boolean[]> {
  const claimed: boolean[] = []
  for (const minute of minutes) claimed.push((await begin(M + minute)) !== null)
  return claimed
}

async function clock(): Promise<{ minute: number; begun: string }> {
  const row = await env.DB.prepare('select minute, begun from clock').first<{ minute: number; begun: string }>()
  return { minute: (row?.minute ?? 0) - M, begun: row?.begun ?? '' }
}

describe('a minute', () => {
  it.each<[string, number[], boolean[], string]>([
    ['is begun once', [0, 0], [true, false], '1'],
    ['follows the one before', [0, 1, 2], [true, true, true], '111'],
    ['leaves a gap where nobody came', [0, 4], [true, true], '10001'],
    ['that comes late takes its place', [0, 4, 2], [true, true, true], '10101'],
    ['that comes late comes once', [0, 4, 2, 2, 0, 4], [true, true, true, false, false, false], '10101'],
    ['that comes before the first is begun as well', [3, 1], [true, true], '1-1'],
  ])('%s', async (_name, minutes, claimed, end) => {
    expect(await claim(...minutes)).toEqual(claimed)
    const { minute, begun } = await clock()
    expect(minute).toBe(Math.max(...minutes))
    expect(begun).toHaveLength(LETTERS)
    expect(begun.slice(-end.length)).toBe(end)
  })

  it('older than what is kept is not begun any more', async () => {
    expect(await claim(LETTERS, 0)).toEqual([true, false])
    expect(await claim(1)).toEqual([true])
  })

  it('after a pause of days leaves nothing but the pause', async () => {
    expect(await claim(0, 10 * LETTERS)).toEqual([true, true])
    expect((await clock()).begun).toBe(`${'0'.repeat(LETTERS - 1)}1`)
  })

  it('in whatever order they come: each is begun once, and the same letters are left', async () => {
    const minutes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(minutes, async (order) => {
        await env.DB.prepare('delete from clock').run()
        const claimed = await claim(...order)
        expect(claimed.filter(Boolean)).toHaveLength(new Set(order).size)
        const { minute, begun } = await clock()
        for (const seen of order) expect(begun.at(-1 - (minute - seen))).toBe('1')
        expect([...begun].filter((letter) => letter === '1')).toHaveLength(new Set(order).size)
      }),
      { numRuns: 40, seed: 11 },
    )
  })

  it('knows how many of the last hour nobody began', async () => {
    await claim(...Array.from({ length: 50 }, (_, minute) => minute), 60)
    expect(await begin(M + 61)).toMatchObject({ skipped: 10 })
  })

  it('costs one row and one question', async () => {
    const { db, counted } = countingDatabase()
    for (const minute of [0, 1, 5, 3]) await begin(M + minute, db)
    expect(counted).toMatchObject({ queries: 8, rowsWritten: 4 })
  })
})
