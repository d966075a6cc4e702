// What the house remembers of hours and days, what remembering costs, and that it may be interrupted anywhere.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { percentile } from '../../../src/core/kept/histogram.ts'
import {
  mergeRollups,
  readRollups,
  type Standing,
  sumStandings,
  uptime,
  writeRollups,
} from '../../../src/core/kept/rollup.ts'
import { layoutsOf } from '../../../src/core/kept/sample.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR } from '../../../src/core/time.ts'
import { type Chore, foldNext } from '../../../src/flows/watch/fold.ts'
import { readMinutes, readSeries } from '../../../src/store/watch/series.ts'
import { acme, monitor, service } from '../core/acme.ts'
import { countingDatabase } from './house.ts'

/** 2026-03-15 00:00 UTC, in hours. */
const BEGIN = Date.UTC(2026, 2, 15) / HOUR
const MIDNIGHT = BEGIN * 60

/** As many monitors, five to a service. */
function watched(many: number): Runbook {
  const names = Array.from({ length: many }, (_, index) => `health-${String(index).padStart(3, '0')}`)
  const monitors = names.map((id, index) => monitor(id, id, `s${Math.floor(index / 5)}`))
  const services = monitors.map((it) => service(it.service, it.service))
  return {
    ...acme,
    services: Object.fromEntries(services.map((it) => [it.id, it])),
    monitors: Object.fromEntries(monitors.map((it) => [it.id, it])),
  }
}

const onlyWith = (...ids: string[]): Runbook => ({
  ...acme,
  monitors: Object.fromEntries(ids.map((id) => [id, monitor(id, id, 'api')])),
})

type Seed = { runbook: Runbook; from: number; to: number; look?: (minute: number, place: number) => string }

/** Leaves the rows of these minutes as the minute leaves them, and says how many bytes were sent. */
async function sample({ runbook, from, to, look = () => 'p120' }: Seed): Promise<number> {
  const layouts = layoutsOf(runbook)
  await env.DB.prepare(
    `insert into layouts select value->>'name', value->'monitors' from json_each(?1) where true on conflict do nothing`,
  )
    .bind(JSON.stringify(layouts))
    .run()
  let bytes = 0
  for (let minute = from; minute < to; minute += 60) {
    const minutes = Array.from({ length: Math.min(60, to - minute) }, (_, ahead) => minute + ahead)
    const rows = minutes.flatMap((at) =>
      layouts.map(({ name, monitors }, block) => ({
        block,
        at,
        data: [name, ...monitors.map((_, place) => look(at, place))],
      })),
    )
    const text = JSON.stringify(rows)
    bytes += text.length
    await env.DB.prepare(
      `insert or replace into samples select value->>'block', (value->>'at') % 2880, value->>'at', value->'data'
       from json_each(?1)`,
    )
      .bind(text)
      .run()
  }
  return bytes
}

type Span = { runbook: Runbook; from: number; to: number; db?: D1Database }

/** Every minute of the span in turn; a minute that dies is followed by the next. */
async function pass({ runbook, from, to, db = env.DB }: Span): Promise<Chore[]> {
  const done: Chore[] = []
  for (let minute = from; minute < to; minute++) done.push(...(await foldNext(db, { runbook, minute }).catch(() => [])))
  return done
}

async function stored(): Promise<{ data: string }[][]> {
  const tables = ['select * from hours order by 1, 2', 'select * from days order by 1, 2', 'select * from standing']
  const results = await env.DB.batch<{ data: string }>(tables.map((sql) => env.DB.prepare(sql)))
  return results.map(({ results: rows }) => rows)
}

async function hourOf(hour: number): Promise<Record<string, string>> {
  const row = await env.DB.prepare('select data from hours where block = 0 and hour = ?1')
    .bind(hour)
    .first<{ data: string }>()
  return JSON.parse(row?.data ?? 'null')
}

async function sweepTables() {
  const tables = ['samples', 'layouts', 'hours', 'days', 'standing']
  await env.DB.batch([
    ...tables.map((table) => env.DB.prepare(`delete from ${table}`)),
    env.DB.prepare('insert or replace into clock (id, minute) values (1, ?1)').bind(MIDNIGHT),
  ])
}

beforeEach(sweepTables)

describe('250 monitors in three blocks', () => {
  it('cost no more than a row a minute, and nothing when all is folded', async () => {
    const runbook = watched(250)
    await sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 120 })
    const { db, counted } = countingDatabase()
    const done: Chore[] = []
    for (let minute = MIDNIGHT + 55; minute < MIDNIGHT + 140; minute++) {
      counted.queries = 0
      counted.rowsWritten = 0
      const chores = await foldNext(db, { runbook, minute })
      expect(counted.rowsWritten).toBe(chores.length)
      expect(chores.length).toBeLessThanOrEqual(1)
      expect(counted.queries).toBe(1 + 2 * chores.length)
      done.push(...chores.map((chore) => ({ ...chore, minute: minute - MIDNIGHT })))
    }
    expect(done).toMatchObject(
      [65, 125].flatMap((first, ahead) =>
        [0, 1, 2].flatMap((block) => [
          { kind: 'hour', block, hour: BEGIN + ahead, minute: first + 2 * block },
          { kind: 'standing', block, hour: BEGIN + ahead, minute: first + 2 * block + 1 },
        ]),
      ),
    )
  })
})

describe('a minute that dies', () => {
  const runbook = watched(120)
  const span = { runbook, from: MIDNIGHT + 60, to: MIDNIGHT + 150 }
  const seed = () => sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 120, look: (minute) => `p${minute % 97}` })

  it.each([
    ['before its row was written', 'before'],
    ['after its row was written', 'after'],
  ] as const)('%s loses nothing and counts nothing twice', async (_name, when) => {
    await seed()
    await pass(span)
    const undisturbed = await stored()
    await sweepTables()
    await seed()
    await pass({ ...span, db: dyingDatabase(when) })
    expect(await stored()).toEqual(undisturbed)
  })

  it('and one that runs beside another change nothing either', async () => {
    await seed()
    await pass(span)
    const alone = await stored()
    await sweepTables()
    await seed()
    for (let { from: minute } = span; minute < span.to; minute++)
      await Promise.all([1, 2].map(() => foldNext(env.DB, { runbook, minute })))
    expect(await stored()).toEqual(alone)
  })
})

describe('an hour', () => {
  it('in which the runbook changed knows the monitors of both', async () => {
    const before = onlyWith('api', 'old')
    const after = onlyWith('api', 'new')
    await sample({ runbook: before, from: MIDNIGHT, to: MIDNIGHT + 20 })
    await sample({ runbook: after, from: MIDNIGHT + 20, to: MIDNIGHT + 60, look: () => 'f' })
    await pass({ runbook: after, from: MIDNIGHT + 60, to: MIDNIGHT + 70 })
    expect(await hourOf(BEGIN)).toEqual({ api: '20,0,40|351:20', old: '20|351:20', new: '0,0,40' })
    const whole = { from: BEGIN * HOUR, to: (BEGIN + 1) * HOUR }
    const minutes = await readMinutes(env.DB, { monitor: 'api', ...whole })
    expect(minutes.map(({ looks }) => looks[0]?.kind)).toEqual([...Array(20).fill('pass'), ...Array(40).fill('fail')])
    expect(await readMinutes(env.DB, { monitor: 'old', ...whole })).toHaveLength(20)
    expect(await readMinutes(env.DB, { monitor: 'new', ...whole })).toHaveLength(40)
  })

  it('with a gap is missing those minutes, and one without a single minute all of them', async () => {
    const runbook = onlyWith('api')
    await sample({ runbook, from: MIDNIGHT + 10, to: MIDNIGHT + 30 })
    await sample({ runbook, from: MIDNIGHT + 45, to: MIDNIGHT + 60 })
    await sample({ runbook, from: MIDNIGHT + 120, to: MIDNIGHT + 121 })
    await pass({ runbook, from: MIDNIGHT + 60, to: MIDNIGHT + 200 })
    expect(await hourOf(BEGIN)).toEqual({ api: '35,0,0,0,0,0,15|351:35' })
    expect(await hourOf(BEGIN + 1)).toEqual({ api: '0,0,0,0,0,0,60' })
    const points = await readSeries(env.DB, { monitor: 'api', of: 'hours', from: 0, to: (BEGIN + 5) * HOUR })
    expect(points.map(({ at, counts }) => [at / HOUR - BEGIN, uptime(counts)])).toEqual([
      [0, 1],
      [1, null],
      [2, 1],
    ])
  })

  it('begins after rows of an older form', async () => {
    const runbook = onlyWith('api')
    await env.DB.prepare(`insert into samples values (0, cast(?1 as integer) % 2880, ?1, 'f2a9c01b p120')`)
      .bind(MIDNIGHT + 20)
      .run()
    await sample({ runbook, from: MIDNIGHT + 30, to: MIDNIGHT + 60 })
    await pass({ runbook, from: MIDNIGHT + 60, to: MIDNIGHT + 70 })
    expect(await hourOf(BEGIN)).toEqual({ api: '30|351:30' })
    const whole = { from: BEGIN * HOUR, to: (BEGIN + 1) * HOUR }
    expect(await readMinutes(env.DB, { monitor: 'api', ...whole })).toHaveLength(30)
  })

  it('is not folded before its last minutes had five more to arrive', async () => {
    const runbook = onlyWith('api')
    await sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 60 })
    expect(await pass({ runbook, from: MIDNIGHT, to: MIDNIGHT + 65 })).toEqual([])
    expect(await pass({ runbook, from: MIDNIGHT + 65, to: MIDNIGHT + 66 })).toHaveLength(1)
  })
})

describe('after a long pause', () => {
  const runbook = onlyWith('api')

  it('catches up, five rows a minute', async () => {
    await sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 60 })
    const now = MIDNIGHT + 30 * 60
    expect(await foldNext(env.DB, { runbook, minute: now })).toHaveLength(5)
    const rest = await pass({ runbook, from: now + 1, to: now + 25 })
    expect(rest.filter(({ kind }) => kind === 'day')).toEqual([{ kind: 'day', block: 0, day: BEGIN / 24 }])
    expect(await readStanding()).toEqual({
      api: [
        { day: BEGIN / 24 + 1, up: 0, down: 0, other: 6 * 60 },
        { day: BEGIN / 24, up: 60, down: 0, other: 23 * 60 },
      ],
    })
  })

  it('passes over what has left the ring, and still closes the day before it', async () => {
    await sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 60 })
    await pass({ runbook, from: MIDNIGHT + 60, to: MIDNIGHT + 70 })
    const later = MIDNIGHT + 10 * 24 * 60
    await sample({ runbook, from: later, to: later + 60 })
    await pass({ runbook, from: later + 65, to: later + 165 })
    const days = await readSeries(env.DB, { monitor: 'api', of: 'days', from: 0, to: (BEGIN + 1000) * HOUR })
    expect(days.map(({ at, counts }) => [at / DAY - BEGIN / 24, counts.pass, counts.missing])).toEqual([
      [0, 60, 0],
      [8, 0, 22 * 60],
      [9, 0, 24 * 60],
    ])
  })
})

describe('monitors that change their block', () => {
  it('are one series and one service', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `m${String(index).padStart(3, '0')}`)
    const before = onlyWith(...ids)
    const after = onlyWith('a', ...ids)
    await sample({ runbook: before, from: MIDNIGHT, to: MIDNIGHT + 30 })
    await sample({ runbook: after, from: MIDNIGHT + 30, to: MIDNIGHT + 60 })
    await pass({ runbook: after, from: MIDNIGHT + 60, to: MIDNIGHT + 90 })
    const whole = { from: BEGIN * HOUR, to: (BEGIN + 1) * HOUR }
    expect(await readMinutes(env.DB, { monitor: 'm099', ...whole })).toHaveLength(60)
    const [point, ...others] = await readSeries(env.DB, { monitor: 'm099', of: 'hours', ...whole })
    expect(point?.counts).toMatchObject({ pass: 60, missing: 0 })
    expect(others).toEqual([])
    expect((await readStanding()).api).toEqual([{ day: BEGIN / 24, up: 101 * 60 + 30, down: 0, other: 0 }])
  })
})

describe('a block that the runbook has outgrown', () => {
  it('is folded to its end, and misses nobody afterwards', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `m${String(index).padStart(3, '0')}`)
    const after = onlyWith(...ids.slice(1))
    await sample({ runbook: onlyWith(...ids), from: MIDNIGHT, to: MIDNIGHT + 30 })
    await sample({ runbook: after, from: MIDNIGHT + 30, to: MIDNIGHT + 120 })
    await pass({ runbook: after, from: MIDNIGHT + 60, to: MIDNIGHT + 150 })
    const points = await readSeries(env.DB, { monitor: 'm100', of: 'hours', from: 0, to: (BEGIN + 5) * HOUR })
    expect(points.map(({ counts }) => [counts.pass, counts.missing])).toEqual(Array(2).fill([60, 0]))
  })
})

describe('a day of 100 monitors', () => {
  /** After ninety days of which every one had its troubles. */
  async function liveDay() {
    const runbook = watched(100)
    const past = Object.fromEntries(Object.keys(runbook.services).map((id) => [id, '7188,9,3 '.repeat(90).trim()]))
    await env.DB.batch([
      env.DB.prepare('insert into standing values (0, ?1, ?2)').bind(BEGIN - 1, JSON.stringify(past)),
      env.DB.prepare(`insert into days values (0, ?1, '{}')`).bind(BEGIN / 24 - 1),
    ])
    const raw = await sample({ runbook, from: MIDNIGHT, to: MIDNIGHT + 1_440, look: plainLook })
    const { db, weight } = weighingDatabase()
    await pass({ runbook, from: MIDNIGHT + 60, to: MIDNIGHT + 1_450, db })
    const [hours = [], days = []] = (await stored()).map((rows) => rows.map(({ data }) => data))
    return { raw, weight, hours, day: days[1] ?? '' }
  }

  it('is what its hours add up to', async () => {
    const { hours, day } = await liveDay()
    expect(hours).toHaveLength(24)
    const whole = mergeRollups(hours.map((text) => readRollups(JSON.parse(text))))
    expect(JSON.parse(day)).toEqual(writeRollups(whole))
    const span = { from: BEGIN * HOUR, to: (BEGIN + 24) * HOUR }
    const [point] = await readSeries(env.DB, { monitor: 'health-000', of: 'days', ...span })
    expect(point?.counts).toMatchObject({ pass: 1_438, warn: 1, fail: 1, missing: 0 })
    expect(percentile(point?.histogram ?? new Map(), 50)).toBeCloseTo(120, -1)
    const { s0 = [] } = await readStanding()
    expect(s0).toHaveLength(90)
    expect(s0.slice(0, 2)).toEqual([
      { day: BEGIN / 24, up: 7_195, down: 5, other: 0 },
      { day: BEGIN / 24 - 1, up: 7_188, down: 9, other: 3 },
    ])
  })

  it('takes 60 bytes a monitor and hour, and few on the way to D1 and back', async () => {
    const { raw, weight, hours, day } = await liveDay()
    expect(raw / 100).toBeLessThanOrEqual(1_440 * 8)
    expect(hours.join('').length / 2_400).toBeLessThanOrEqual(60)
    expect(day.length / 100).toBeLessThanOrEqual(120)
    expect((raw + weight.to) / 100).toBeLessThanOrEqual(20_000)
    expect(weight.from / 100).toBeLessThanOrEqual(100_000)
  })
})

/** About 120 ms, a tenth of them below 80 or above 170; one slow look and one failure a day. */
function plainLook(minute: number, place: number): string {
  if (minute % 1_440 === 500) return 'f'
  if (minute % 1_440 === 900) return 'w5200'
  const dice = [7_919, 15_485_863, 32_452_843].map((prime) => ((minute * prime + place * 104_729) % 1_009) / 1_009)
  return `p${Math.round(120 * Math.exp(0.7 * (dice.reduce((sum, one) => sum + one, 0) - 1.5)))}`
}

/** Dies at every other write, before or after it. */
function dyingDatabase(when: 'before' | 'after'): D1Database {
  let writes = 0
  const dies = (real: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(real, {
      get(target, name) {
        if (name === 'bind') return (...values: unknown[]) => dies(target.bind(...values))
        if (name !== 'run') return Reflect.get(target, name).bind(target)
        return async () => {
          writes += 1
          const isFatal = writes % 2 === 1
          if (isFatal && when === 'before') throw new Error('the Worker was stopped')
          const result = await target.run()
          if (isFatal) throw new Error('the Worker was stopped')
          return result
        }
      },
    })
  return new Proxy(env.DB, {
    get: (target, name) =>
      name === 'prepare' ? (sql: string) => dies(target.prepare(sql)) : Reflect.get(target, name),
  })
}

/** Adds up what is bound and what comes back, as text. */
function weighingDatabase(): { db: D1Database; weight: { to: number; from: number } } {
  const weight = { to: 0, from: 0 }
  const weigh = (real: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(real, {
      get(target, name) {
        if (name === 'bind')
          return (...values: unknown[]) => {
            weight.to += values.join().length
            return weigh(target.bind(...values))
          }
        return async () => {
          const { results } = await target.all()
          weight.from += results.flatMap((row) => Object.values(row)).join().length
          return name === 'first' ? (results[0] ?? null) : { results }
        }
      },
    })
  const db = new Proxy(env.DB, {
    get: (target, name) =>
      name === 'prepare' ? (sql: string) => weigh(target.prepare(sql)) : Reflect.get(target, name),
  })
  return { db, weight }
}

/** What the page is told of the past days, by service. */
async function readStanding() {
  const { results } = await env.DB.prepare('select hour, data from standing').all<{ hour: number; data: string }>()
  return sumStandings(results.map(({ hour, data }): Standing => ({ hour, services: JSON.parse(data) })))
}
