// What is kept when the runbook says for how long anew: all that is within, each row in its place, whenever the minute dies.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Layout, layoutsOf } from '../../../src/core/kept/sample.ts'
import { ok } from '../../../src/core/result.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import type { DeskApi } from '../../../src/flows/system.ts'
import { foldNext } from '../../../src/flows/watch/fold.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { writeSamples } from '../../../src/store/watch/minutes.ts'
import { changeRetention } from '../../../src/store/watch/retention.ts'
import { readMinutes, readSeries } from '../../../src/store/watch/series.ts'
import { begin, buildSystem, countingDatabase, watching } from './house.ts'

/** 2026-03-15 00:00 UTC. */
const MIDNIGHT = Date.UTC(2026, 2, 15) / MINUTE
const A_DAY = DAY / MINUTE
const AN_HOUR = HOUR / MINUTE

const USUAL: Runbook['retention'] = { samplesMs: 48 * HOUR, hoursMs: 90 * DAY }
const LONG: Runbook['retention'] = { samplesMs: 72 * HOUR, hoursMs: 120 * DAY }
const SHORT: Runbook['retention'] = { samplesMs: 12 * HOUR, hoursMs: 7 * DAY }

const RUNBOOK = watching(['kept'])
const [LAYOUT] = layoutsOf(RUNBOOK) as [Layout]
/** A block that the runbook has outgrown moves with the others. */
const BLOCKS = [LAYOUT, { name: 'outgrown', monitors: ['old'] }]

/** The minutes of the outgrown block, which nobody passes any more. */
let lived: number[] = []

beforeEach(async () => {
  lived = []
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

const nobody: DeskApi = {
  tell: () => Promise.reject(new Error('the desk was entered')),
  sweep: () => Promise.reject(new Error('the desk was entered')),
}

/** A quiet minute under a runbook that wants this retention. */
async function pass(minute: number, retention: Runbook['retention'], db = env.DB): Promise<void> {
  const visit = { now: minute * MINUTE, isByHand: true }
  const system = buildSystem({ runbook: { ...RUNBOOK, retention }, db, visit, desk: nobody })
  const answer = { status: 200, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs: minute % 1_000 }
  await runMinute({ ...system, io: { ...system.io, fetch: async () => ok(answer) } })
}

const rowOf = ({ name }: Layout, minute: number) => JSON.stringify([name, `p${minute % 1_000}`])

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, ahead) => from + ahead)

/** Has lived through these minutes, and so many hours, of each of which both blocks tell which it was. */
async function live(from: number, to: number, manyHours: number): Promise<void> {
  const minutes = range(from, to)
  const hours = range(Math.floor(to / AN_HOUR) - manyHours, Math.floor(to / AN_HOUR))
  lived.push(...minutes)
  const rows = minutes.flatMap((minute) =>
    BLOCKS.map((layout, block) => ({ block, minute, data: rowOf(layout, minute) })),
  )
  await env.DB.batch([
    env.DB.prepare(
      `insert into clock (id, minute) values (1, ?1) on conflict do update set minute = excluded.minute`,
    ).bind(to - 1),
    env.DB.prepare(
      `insert into layouts select value->>'name', value->'monitors' from json_each(?1) where true on conflict do nothing`,
    ).bind(JSON.stringify(BLOCKS)),
    env.DB.prepare(
      `insert or replace into samples select value->>'block', value->>'minute' % (select ring from clock), value->>'minute',
       value->>'data' from json_each(?1)`,
    ).bind(JSON.stringify(rows)),
    env.DB.prepare(
      `insert or replace into hours select block.value, hour.value % (select hours_ring from clock), hour.value, hour.value
       from json_each('[0,1]') as block, json_each(?1) as hour`,
    ).bind(JSON.stringify(hours)),
  ])
}

type Stored = { block: number; slot: number; number: number; data: string }

async function stored(table: 'samples' | 'hours', number: 'minute' | 'hour'): Promise<Stored[]> {
  const { results } = await env.DB.prepare(
    `select block, slot, ${number} as number, data from ${table} order by block, ${number}`,
  ).all<Stored>()
  return results
}

const lengths = () => env.DB.prepare('select ring, hours_ring from clock').first<{ ring: number; hours_ring: number }>()

/** Exactly these minutes, and so many hours before them, each where it can be found. */
async function expectKept(retention: Runbook['retention'], [first, last]: [number, number], manyHours: number) {
  const [ring, hoursRing] = [retention.samplesMs / MINUTE, retention.hoursMs / HOUR]
  expect(await lengths()).toEqual({ ring, hours_ring: hoursRing })
  const samples = await stored('samples', 'minute')
  expect(samples.filter(({ slot, number }) => slot !== number % ring)).toEqual([])
  expect(samples.filter(({ block, number, data }) => data !== rowOf(BLOCKS[block] ?? LAYOUT, number))).toEqual([])
  const ofBlock = (block: number) => samples.filter((row) => row.block === block).map(({ number }) => number)
  expect(ofBlock(0)).toEqual(range(first, last + 1))
  expect(ofBlock(1).filter((minute) => minute >= first)).toEqual(lived.filter((minute) => minute >= first))
  const hours = await stored('hours', 'hour')
  const closed = range(Math.floor(last / AN_HOUR) - manyHours, Math.floor(last / AN_HOUR))
  expect(hours.map(({ number }) => number)).toEqual([...closed, ...closed])
  expect(hours.filter(({ slot, number, data }) => slot !== number % hoursRing || Number(data) !== number)).toEqual([])
  const read = await readMinutes(env.DB, { monitor: 'kept', from: (first - 5_000) * MINUTE, to: (last + 1) * MINUTE })
  expect(read.map(({ minute, looks }) => [minute, looks[0]?.value])).toEqual(
    range(first, last + 1).map((minute) => [minute, minute % 1_000]),
  )
}

describe('another retention', () => {
  it('keeps exactly what is within it: from 48 hours to 72, and from 72 to 12', async () => {
    const now = MIDNIGHT + 100
    await live(now - 2_880, now, 3_000)
    await pass(now, LONG)
    await expectKept(LONG, [now - 2_880, now], 2_160)

    const later = now + A_DAY + 500
    await live(now + 1, later, 33)
    await pass(later, LONG)
    await expectKept(LONG, [later - 4_319, later], 2_160 + 33)

    await pass(later + 1, SHORT)
    await expectKept(SHORT, [later - 718, later + 1], 168)
    await pass(later + 2, SHORT)
    await expectKept(SHORT, [later - 717, later + 2], 168)
  })

  it('is that of a fresh database from its first minute on, and costs nothing after it', async () => {
    const { db, counted } = countingDatabase()
    const costOf = async (minute: number, retention: Runbook['retention']) => {
      Object.assign(counted, { queries: 0, rowsWritten: 0 })
      await pass(minute, retention, db)
      const { queries, rowsWritten } = counted
      return { queries, rowsWritten }
    }
    await pass(MIDNIGHT, LONG)
    expect(await lengths()).toEqual({ ring: 4_320, hours_ring: 2_880 })
    expect(await stored('samples', 'minute')).toMatchObject([{ slot: MIDNIGHT % 4_320, number: MIDNIGHT }])
    expect(await costOf(MIDNIGHT + 1, LONG)).toEqual({ queries: 3, rowsWritten: 2 })
    await pass(MIDNIGHT + 2, USUAL)
    expect(await costOf(MIDNIGHT + 3, USUAL)).toEqual({ queries: 3, rowsWritten: 2 })
  })

  it('may be brought by two minutes at once', async () => {
    const now = MIDNIGHT + 100
    await live(now - 2_880, now, 3_000)
    await Promise.all([pass(now, SHORT), pass(now + 1, SHORT)])
    await expectKept(SHORT, [now - 718, now + 1], 168)
  })

  it('may be brought by a minute that comes late', async () => {
    const now = MIDNIGHT + 100
    await live(now - 2_880, now, 3_000)
    await pass(now + 1, USUAL)
    await pass(now, SHORT)
    await expectKept(SHORT, [now - 718, now + 1], 168)
  })

  it('that D1 refuses changes nothing, and the minute is watched all the same', async () => {
    const now = MIDNIGHT + 100
    await live(now - 2_880, now, 3_000)
    const hours = await stored('hours', 'hour')
    const [MOVES, COLLISION] = [7, env.DB.prepare('insert into board values (1), (1)')]
    const dying = new Proxy(env.DB, {
      get: (target, name) =>
        name === 'batch'
          ? (all: D1PreparedStatement[]) => target.batch(all.length < MOVES ? all : [...all, COLLISION])
          : Reflect.get(target, name).bind(target),
    })
    await expect(pass(now, SHORT, dying)).rejects.toThrow()
    await expectKept(USUAL, [now - 2_879, now], 2_160)
    expect(await stored('hours', 'hour')).toEqual(hours)
    await pass(now + 1, SHORT)
    await expectKept(SHORT, [now - 718, now + 1], 168)
  })
})

describe('a minute that comes late after it', () => {
  it('takes its own place, and never that of a newer one', async () => {
    const now = MIDNIGHT + 1_000
    await live(now - 2_880, now, 3_000)
    await pass(now + 1, SHORT)
    const places = async () => (await stored('samples', 'minute')).filter(({ block }) => block === 0)
    expect(await places()).toHaveLength(720)
    await pass(now, SHORT)
    await expectKept(SHORT, [now - 718, now + 1], 168)

    await env.DB.prepare('update clock set begun = ?1').bind('0'.repeat(2_880)).run()
    const before = await places()
    await pass(now - 800, SHORT)
    expect(await places()).toEqual(before)
  })
})

describe('what is folded after it', () => {
  const read = (of: 'hours' | 'days', from: number) =>
    readSeries(env.DB, { monitor: 'kept', of, from: from * MINUTE, to: (from + 2 * A_DAY) * MINUTE })

  /** In each hour the ten minutes in which there is something to do. */
  async function foldUntil(end: number) {
    for (let minute = MIDNIGHT; minute < end; minute++)
      if (minute % AN_HOUR < 10) await foldNext(env.DB, { runbook: RUNBOOK, minute })
  }

  it.each([
    ['shorter', SHORT],
    ['longer', LONG],
  ])('misses no minute and no hour: %s', async (_name, retention) => {
    await live(MIDNIGHT, MIDNIGHT + A_DAY - 30, 0)
    await foldUntil(MIDNIGHT + A_DAY - 30)
    for (let minute = MIDNIGHT + A_DAY - 30; minute < MIDNIGHT + A_DAY + 45; minute++) await pass(minute, retention)
    const hours = await read('hours', MIDNIGHT)
    expect(hours.map(({ counts }) => [counts.pass, counts.missing])).toEqual(Array(24).fill([60, 0]))
    expect(await read('days', MIDNIGHT)).toMatchObject([{ counts: { pass: A_DAY, unknown: 0, missing: 0 } }])
  })

  it('has the hours of a day that a long pause left open', async () => {
    const noon = MIDNIGHT + A_DAY / 2
    await live(MIDNIGHT, noon, 0)
    await foldUntil(noon + 10)
    const later = MIDNIGHT + 30 * A_DAY
    for (let minute = later; minute < later + 10; minute++) await pass(minute, SHORT)
    expect(await read('days', MIDNIGHT)).toMatchObject([{ counts: { pass: A_DAY / 2, missing: 0 } }])
  })
})

/** What a ring of minutes should hold, by the rules of a ring. */
function openModel() {
  let [newest, ring] = [MIDNIGHT, 2_880]
  let kept: number[] = []
  const write = (minute: number) => {
    const taken = kept.find((other) => other % ring === minute % ring)
    if (taken === undefined || taken < minute) kept = [...kept.filter((other) => other !== taken), minute]
    newest = Math.max(newest, minute)
  }
  return {
    write,
    newest: () => newest,
    ring: () => ring,
    kept: () => kept.toSorted((a, b) => a - b),
    keep(minutes: number) {
      ring = minutes
      kept = kept.filter((minute) => minute > Math.max(...kept) - ring)
    },
  }
}

it('whatever happens between any changes: what should be kept is, in its place', { timeout: 120_000 }, async () => {
  const step = fc.oneof(
    fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 40 })),
    fc.tuple(fc.constantFrom('skip' as const, 'late' as const), fc.integer({ min: 1, max: 200 })),
    fc.tuple(fc.constant('keep' as const), fc.integer({ min: 1, max: 4 })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      await env.DB.batch(['clock', 'samples'].map((table) => env.DB.prepare(`delete from ${table}`)))
      const model = openModel()
      const write = async (minute: number) => {
        if (!(await begin(minute))) return
        const blocks = [{ block: 0, layout: LAYOUT, data: [LAYOUT.name, 'p1'] }]
        await writeSamples(env.DB, { minute, blocks, known: [LAYOUT.name] })
        model.write(minute)
      }
      const play = {
        pass: async (minutes: number) => {
          for (let ahead = 0; ahead < minutes; ahead++) await write(model.newest() + 1)
        },
        skip: (minutes: number) => write(model.newest() + minutes),
        late: (minutes: number) => write(model.newest() - minutes),
        keep: async (hours: number) => {
          const change = () => changeRetention(env.DB, USUAL, { samplesMs: hours * HOUR, hoursMs: DAY })
          await change()
          await change()
          model.keep(hours * AN_HOUR)
        },
      }
      await write(MIDNIGHT)
      for (const [kind, by] of steps) await play[kind](by)
      const rows = await stored('samples', 'minute')
      expect(rows.map(({ number, slot }) => [number, slot])).toEqual(
        model.kept().map((minute) => [minute, minute % model.ring()]),
      )
    }),
    { numRuns: env.LONG === '1' ? 200 : 20, seed: 7 },
  )
})
