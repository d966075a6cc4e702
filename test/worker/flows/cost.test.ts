// What the plan says of a minute, held against what minutes really use: queries and rows as D1 counts them, calls of lanes
// and of the desk, requests as the targets count them.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { costOf } from '../../../src/core/cost/cost.ts'
import { CEILINGS, FIGURES } from '../../../src/core/cost/limits.ts'
import { type Habits, quietMinute, workOf } from '../../../src/core/cost/minute.ts'
import { worstMinute } from '../../../src/core/cost/outage.ts'
import { addUp, busiest, NOTHING, type Use } from '../../../src/core/cost/use.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { DeskApi, LaneApi, System, Visit } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control, countingDatabase, mapMonitors } from './house.ts'

const FIRST = BEGIN / MINUTE - 1
const A_DAY = 24 * 60
const TABLES =
  'clock samples layouts hours days standing errands troubles board incidents incident_events timers outbox rollbacks'

const habits: Habits = { latencyMs: 200, callsOf: () => 1, keepsSteps: () => false }

async function beginAnew(): Promise<void> {
  await control('POST', 'reset')
  await env.DB.batch(TABLES.split(' ').map((table) => env.DB.prepare(`delete from ${table}`)))
}

beforeEach(beginAnew)

function open(monitors: readonly object[]): Runbook {
  const named = monitors.map((one, n) => [`m${String(n).padStart(3, '0')}`, one])
  const services = { 'services.docs': { title: 'Documentation' } }
  const runbook = changed({ ...services, monitors: Object.fromEntries(named) })
  const opened = openRunbook(runbook, { resolve: () => undefined, allowLoopback: true })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

const target = (n: number) => `${env.WORLD_URL}/targets/t${n}/health`

/** Of all sorts: every minute or every five, of a service beside, writing, over a window, every ten seconds, from three places. */
function mixed(many: number): Runbook {
  const usual = { service: 'api', kind: 'http', deadline: '300ms', confirmAfter: '50ms', confirmations: 1 }
  const error = { monitor: 'm000', measure: 'error-rate' }
  const sorts: Record<number, object> = {
    1: { ...usual, url: target(1), method: 'POST', body: '{}', confirmations: 0 },
    2: { service: 'web', kind: 'metric', of: error, over: '5m', leastSamples: 1, fail: { above: 50 } },
    8: { ...usual, url: target(8), service: 'docs' },
    10: { ...usual, url: target(10), every: '10s' },
    11: { ...usual, url: target(11), places: ['weur', 'enam', 'apac'] },
  }
  const every = (n: number) => (n % 7 === 6 ? { every: '5m' } : {})
  return open(Array.from({ length: many }, (_, n) => sorts[n] ?? { ...usual, url: target(n), ...every(n) }))
}

/** One minute, and all that it used; the cron's own queries apart from those of the desk. */
async function used(runbook: Runbook, visit: Visit): Promise<Use> {
  const cron = countingDatabase()
  const desks = countingDatabase()
  const work = stopwatch()
  const lanes: string[][] = []
  const rowsRead = countReads()
  const real = buildSystem({ runbook, db: desks.db, visit }).desk
  const desk: DeskApi = {
    tell: (...said) => work.time('desk', () => real.tell(...said)),
    sweep: (at) => work.time('desk', () => real.sweep(at)),
  }
  const system = buildSystem({ runbook, db: cron.db, visit, desk })
  const lane: System['lane'] = (name, place): LaneApi => {
    const its = system.lane(name, place)
    return {
      begin: (tasks, errand) => {
        lanes.push(tasks.map(({ monitor }) => `t${Number(monitor.slice(1))}`))
        return work.time(name, () => its.begin(tasks, errand))
      },
      finish: (ticket) => work.time(name, () => its.finish(ticket)),
    }
  }
  const before = await requests()
  await runMinute({ ...system, lane })
  const after = await requests()
  const made = (targets: Iterable<string>) =>
    [...targets].reduce((sum, name) => sum + (after.get(name) ?? 0) - (before.get(name) ?? 0), 0)
  const queries = cron.counted.queries
  const services = queries + work.calls()
  const assessments = made(['assessment'])
  const most = { ...NOTHING.most, outside: Math.max(0, ...lanes.map(made)), queries, services }
  return {
    ...NOTHING,
    runs: 1,
    objectCalls: work.calls() + assessments,
    objectMs: work.ms(),
    outside: made(after.keys()) - assessments,
    queries: queries + desks.counted.queries,
    rowsWritten: cron.counted.rowsWritten + desks.counted.rowsWritten,
    rowsRead: rowsRead(),
    most,
  }
}

/** How often objects are called, and how long each is at work: once, however many ask it at the same time. */
function stopwatch() {
  const asked = new Map<string, { atOnce: number; since: number }>()
  let calls = 0
  let ms = 0
  return {
    calls: () => calls,
    ms: () => ms,
    async time<Value>(name: string, call: () => Promise<Value>): Promise<Value> {
      const its = asked.get(name) ?? { atOnce: 0, since: 0 }
      asked.set(name, its)
      calls++
      if (its.atOnce++ === 0) its.since = Date.now()
      try {
        return await call()
      } finally {
        if (--its.atOnce === 0) ms += Date.now() - its.since
      }
    },
  }
}

/** The counting database keeps no rows read, so they are taken where every statement passes. */
function countReads(): () => number {
  const statement = Object.getPrototypeOf(env.DB.prepare('select 1'))
  const database = Object.getPrototypeOf(env.DB)
  const { all } = statement
  const { batch } = database
  let rows = 0
  const spies = [
    vi.spyOn(statement, 'all').mockImplementation(async function (this: unknown) {
      const result: D1Result = await all.call(this)
      rows += result.meta.rows_read
      return result
    }),
    vi.spyOn(database, 'batch').mockImplementation(async function (this: unknown, statements) {
      const results: D1Result[] = await batch.call(this, statements)
      for (const { meta } of results) rows += meta.rows_read
      return results
    }),
  ]
  return () => {
    for (const spy of spies) spy.mockRestore()
    return rows
  }
}

/** What each target has seen, messages that left, and assessments, each of which is a call of an object. */
async function requests(): Promise<ReadonlyMap<string, number>> {
  const { targets } = (await control('GET', 'state')) as { targets: Record<string, { count: number }> }
  const tried = (which: string) => `coalesce(sum(attempts) filter (where carrier ${which} 'assessment'), 0)`
  const sent = await env.DB.prepare(`select ${tried('<>')} as mail, ${tried('=')} as assessment from outbox`).first<
    Record<string, number>
  >()
  const counts = Object.entries(targets).map(([name, { count }]): [string, number] => [name, count])
  return new Map([...counts, ...Object.entries(sent ?? {})])
}

const figures = ({ objectCalls, outside, queries, rowsWritten }: Use) => ({
  objectCalls,
  outside,
  queries,
  rowsWritten,
})

describe.each([3, 50, 130])('with %d monitors', (many) => {
  it('a quiet minute uses what the plan says', async () => {
    const runbook = mixed(many)
    const errands: Record<string, number> = {}
    let measured = FIRST - A_DAY
    // The first keeps the layouts once for ever; in the seventh and after it the hour that is over is folded.
    for (const ahead of [0, 1, 2, 6, 7, 8, 9, 10]) {
      const minute = FIRST + ahead
      const work = workOf(runbook, { minute, measured, deploys: [], errands }, {})
      const plan = quietMinute(runbook, work, habits)
      const real = await used(runbook, { now: minute * MINUTE, isByHand: true })
      if (ahead > 0) expect({ ahead, ...figures(plan) }).toEqual({ ahead, ...figures(real) })
      if (ahead > 0) expect(plan.most.queries).toBe(real.most.queries)
      expect(plan.rowsRead).toBeGreaterThanOrEqual(real.rowsRead)
      for (const id of work.claimed) errands[id] = minute
      measured = minute
    }
  })

  it('a minute in which everything fails or hangs uses at most what the plan says, and at least half of it', async () => {
    const everyMinute = (ms: number) => Math.max(MINUTE, ms)
    const runbook = mapMonitors(mixed(many), (one) => ({ ...one, intervalMs: everyMinute(one.intervalMs) }))
    const facts = { minute: FIRST, measured: FIRST - A_DAY, deploys: [], errands: {} }
    const plan = worstMinute(runbook, workOf(runbook, facts, {}), habits)
    const minutes: Use[] = []
    for (const mode of ['failing', 'hanging']) {
      await beginAnew()
      for (let n = 0; n < many; n++) await control('PUT', `targets/t${n}`, { mode })
      minutes.push(await used(runbook, { now: FIRST * MINUTE, isByHand: false }))
    }
    const real = busiest(minutes)
    for (const [name, value] of Object.entries(figures(real))) {
      const planned: number = Reflect.get(plan, name)
      expect(planned, name).toBeGreaterThanOrEqual(value)
      expect(planned, name).toBeLessThanOrEqual(2 * value)
    }
    expect(plan.rowsRead).toBeGreaterThanOrEqual(real.rowsRead)
    expect(plan.objectMs).toBeGreaterThanOrEqual(real.objectMs)
  })
})

describe('a day of 100 monitors a minute, one hour of it with ten that hang for ten seconds', () => {
  /** Deadlines are a tenth here, so that the test takes seconds; what objects take is counted tenfold. */
  const SCALE = 10
  const HANGING = Array.from({ length: 10 }, (_, n) => n * 10)
  /** Two an hour and one a day, of one block. */
  const FOLDED = 49

  it('fits every limit of the free plan', async () => {
    const usual = { service: 'api', kind: 'http', deadline: '1s', confirmAfter: '100ms' }
    const runbook = open(Array.from({ length: 100 }, (_, n) => ({ ...usual, url: target(n) })))
    for (let n = 0; n < 100; n++) await control('PUT', `targets/t${n}`, { latencyMs: 200 })
    await used(runbook, { now: FIRST * MINUTE, isByHand: true })
    const minute = (ahead: number) => used(runbook, { now: (FIRST + ahead) * MINUTE, isByHand: false })

    const quiet = await minute(1)
    for (const n of HANGING) await control('PUT', `targets/t${n}`, { mode: 'hanging' })
    const outage = busiest([await minute(2), await minute(3)])
    const scaled = { ...outage, objectMs: outage.objectMs * SCALE }
    const times = (count: number, use: Use) => addUp(Array.from({ length: count }, () => use))
    const day = addUp([times(A_DAY - 60, quiet), times(60, scaled), { ...NOTHING, rowsWritten: FOLDED }])

    expect(quiet).toMatchObject({ objectCalls: 5, outside: 100, queries: 4, rowsWritten: 2 })
    for (const { name, of, freePerDay } of FIGURES)
      if (freePerDay !== null) expect(of(day), name).toBeLessThan(freePerDay)
    // Of one invocation the cron's queries and a lane's requests are counted; a round's and CPU are the model's, the last estimated.
    const cost = costOf(runbook, habits)
    const planned = cost.worst.minute.most
    for (const { name, of, limit } of CEILINGS) {
      expect(of(day.most), name).toBeLessThan(limit.free)
      expect(of(planned), name).toBeLessThan(limit.free)
    }
    const busy = cost.quiet.day.objectMs / (A_DAY * quiet.objectMs)
    expect(Math.abs(Math.log2(busy)), 'what the plan says of durations, quiet').toBeLessThan(1)
  })
})
