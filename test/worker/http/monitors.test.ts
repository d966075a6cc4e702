// What is watched, read by programs: the stored rows and the sent bytes, and nothing of how it is watched.

import { applyD1Migrations, createExecutionContext, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { UPTIME_MEANS } from '../../../src/core/kept/rollup.ts'
import { type Layout, layoutsOf } from '../../../src/core/kept/sample.ts'
import { DAY, HOUR, iso, MINUTE, minuteOf } from '../../../src/core/time.ts'
import { createApp } from '../../../src/http/app.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { buildSystem } from '../flows/house.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { BEARER, everyRow, expectArmour, expectRefusal, SCRIPT } from './door.ts'

const opened = openRunbook(changed({}), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value
const [layout] = layoutsOf(runbook) as [Layout]
const place = layout.monitors.indexOf('health')
const app = createApp()

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

async function ask(path: string, init: RequestInit = { headers: BEARER }): Promise<Response> {
  // A moment into its minute: of a series the end itself is no part.
  const system = buildSystem({ runbook, visit: { now: BEGIN + 1, isByHand: true } })
  const report = (thrown: unknown) => expect.fail(String(thrown))
  const ports = { system, adminToken: env.ADMIN_TOKEN, report }
  return await app.request(`/api/v1${path}`, init, ports, createExecutionContext())
}

async function read(path: string): Promise<Record<string, unknown>> {
  const before = await everyRow()
  const answer = await ask(path)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  expectArmour(answer, text)
  expect(await everyRow()).toBe(before)
  return JSON.parse(text)
}

const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run()

/** What the minutes up to this one have left of the monitor "health", the newest last. */
async function keep(...entries: string[]): Promise<void> {
  await run('insert into layouts values (?1, ?2)', layout.name, JSON.stringify(layout.monitors))
  await run(`insert into clock (id, minute, begun) values (1, ?1, '1')`, minuteOf(BEGIN))
  for (const [index, entry] of entries.entries()) {
    const minute = minuteOf(BEGIN) - entries.length + 1 + index
    const data = [layout.name, ...layout.monitors.map((_, at) => (at === place ? entry : ''))]
    await run('insert into samples values (0, cast(?1 as integer) % 2880, ?1, ?2)', minute, JSON.stringify(data))
  }
}

describe('the monitors', () => {
  const MONITOR = { id: 'inbox', title: 'Inbox', service: 'api', feature: 'inbox', kind: 'http', intervalMs: MINUTE }

  it('come with their state, since when, and why', async () => {
    await keep('p120')
    const health = { monitor: 'inbox', state: 'down', since: BEGIN - HOUR, reason: 'answered 500 instead of 200-299' }
    await run('insert into troubles values (?1, ?2)', 'inbox', JSON.stringify(health))
    const { measuredAt, monitors } = await read('/monitors')
    expect(measuredAt).toBe(iso(BEGIN))
    expect(monitors).toHaveLength(3)
    expect(monitors).toContainEqual({
      ...MONITOR,
      health: { state: 'down', since: '2026-03-02T08:00:00.000Z', reason: 'answered 500 instead of 200-299' },
    })
    expect(monitors).toContainEqual(
      expect.objectContaining({ id: 'health', health: { state: 'up', since: null, reason: null } }),
    )
  })

  it('are not known to be up before anything was measured', async () => {
    const { measuredAt, monitors } = await read('/monitors')
    expect(measuredAt).toBeNull()
    expect(monitors).toContainEqual({ ...MONITOR, health: { state: 'unknown', since: null, reason: null } })
  })

  it('tell nobody where they look', async () => {
    expect(JSON.stringify(await read('/monitors'))).not.toMatch(/example\.com|https?:|settings|secret/i)
  })
})

describe('a series', () => {
  it('of minutes has each look, with what each place saw', async () => {
    await keep('p120', '', 'w5200 p80', 'f@enam:p80/weur:f', 'm')
    const { points, ...said } = await read('/monitors/health/series')
    expect(said).toEqual({ monitor: 'health', from: around(-3 * HOUR), to: around(0), of: 'minutes' })
    expect(points).toEqual([
      { at: '2026-03-02T08:56:00.000Z', looks: [{ kind: 'pass', value: 120 }] },
      {
        at: '2026-03-02T08:58:00.000Z',
        looks: [
          { kind: 'warn', value: 5200 },
          { kind: 'pass', value: 80 },
        ],
      },
      {
        at: '2026-03-02T08:59:00.000Z',
        looks: [
          {
            kind: 'fail',
            value: null,
            places: { enam: { kind: 'pass', value: 80 }, weur: { kind: 'fail', value: null } },
          },
        ],
      },
      { at: '2026-03-02T09:00:00.000Z', looks: [{ kind: 'maintenance', value: null }] },
    ])
  })

  it('of minutes is cut where it is asked to be', async () => {
    await keep('p1', 'p2', 'p3', 'p4')
    const query = 'from=2026-03-02T08:58:00Z&to=2026-03-02T10:00:00%2B01:00'
    const { points } = await read(`/monitors/health/series?${query}`)
    expect(points).toEqual([
      { at: '2026-03-02T08:58:00.000Z', looks: [{ kind: 'pass', value: 2 }] },
      { at: '2026-03-02T08:59:00.000Z', looks: [{ kind: 'pass', value: 3 }] },
    ])
  })

  const COUNTS = { pass: 57, warn: 1, fail: 1, unknown: 0, asleep: 0, maintenance: 0, missing: 1 }
  const MEASURED = { counts: COUNTS, uptime: 58 / 59, p50: 112, p95: 135, p99: 149 }

  it.each([
    ['hours', HOUR, 7 * DAY, 'insert into hours values (0, ?1 % 2160, ?1, ?2)'],
    ['days', DAY, 90 * DAY, 'insert into days values (0, ?1, ?2)'],
  ])('of %s has counts, uptime and percentiles, and says what they mean', async (of, ms, usual, insert) => {
    await run('insert into clock (id, minute) values (1, ?1)', minuteOf(BEGIN))
    await run(`insert into standing values (0, ?1, '{}')`, Math.floor(BEGIN / HOUR))
    const newest = Math.floor(BEGIN / ms) - 1
    await run(insert, newest, JSON.stringify({ health: '57,1,1,0,0,0,1|349:20 30 5 2 1' }))
    await run(insert, newest - 1, JSON.stringify({ health: '0,0,0,0,0,0,60' }))
    await run(insert, newest - 2, JSON.stringify({ inbox: '60' }))
    await run(insert, Math.floor((BEGIN - usual) / ms) - 1, JSON.stringify({ health: '60' }))
    const { points, ...said } = await read(`/monitors/health/series?of=${of}`)
    expect(said).toEqual({
      monitor: 'health',
      from: around(-usual),
      to: around(0),
      of,
      uptimeMeans: UPTIME_MEANS,
      percentilesMean: 'Of what the good looks measured. Each is within 5 % of the exact one.',
    })
    const nothing = { pass: 0, warn: 0, fail: 0, unknown: 0, asleep: 0, maintenance: 0, missing: 60 }
    expect(points).toEqual([
      { at: iso((newest - 1) * ms), counts: nothing, uptime: null, p50: null, p95: null, p99: null },
      { at: iso(newest * ms), ...MEASURED },
    ])
  })

  it.each([
    ['minutes', 48 * HOUR],
    ['hours', 90 * DAY],
    ['days', 400 * DAY],
  ])('of %s is given as far as its limit, and no further', async (of, most) => {
    const from = iso(BEGIN - most)
    const to = (more: number) => `/monitors/health/series?of=${of}&from=${from}&to=${iso(BEGIN + more)}`
    expect(await read(to(0))).toMatchObject({ of, points: [] })
    expect(await expectRefusal(await ask(to(1)), [400])).toMatch(/at a time at most/)
  })
})

describe('nothing is read of', () => {
  it.each<[string, string, number, RegExp]>([
    ['a monitor that is not there', '/monitors/dpeth/series', 404, /no monitor/],
    ['constructor', '/monitors/constructor/series', 404, /no monitor/],
    ['__proto__', '/monitors/__proto__/series', 404, /no monitor/],
    ['a tag', `/monitors/${encodeURIComponent(SCRIPT)}/series`, 404, /no monitor/],
    ['something else', '/monitors/health', 404, /nothing/],
    ['another measure', '/monitors/health/series?of=weeks', 400, /of: /],
    ['a measure twice', '/monitors/health/series?of=days&of=hours', 400, /twice/],
    ['a misspelt query', '/monitors/health/series?form=2026-03-02T08:00:00Z', 400, /form/],
    ['__proto__ as a query', '/monitors/health/series?__proto__=x', 400, /query/],
    ['an instant of no place', '/monitors/health/series?from=2026-03-02T08:00:00', 400, /from: /],
    ['an instant that is none', '/monitors/health/series?to=yesterday', 400, /to: /],
    ['an empty instant', '/monitors/health/series?from=', 400, /from: /],
    ['half an escape', '/monitors/health/series?from=%', 400, /from: /],
    ['what ends before it begins', '/monitors/health/series?from=2027-01-01T00:00:00Z', 400, /ends before/],
    ['no time at all', `/monitors/health/series?from=${iso(BEGIN)}&to=${iso(BEGIN)}`, 400, /ends before/],
    ['two days and more', '/monitors/health/series?from=0001-01-01T00:00:00Z', 400, /48 hours|2 days/],
  ])('%s', async (_name, path, status, said) => {
    const before = await everyRow()
    expect(await expectRefusal(await ask(path), [status])).toMatch(said)
    expect(await everyRow()).toBe(before)
  })

  it.each(['/monitors', '/monitors/health/series'])('%s without the token', async (path) => {
    await expectRefusal(await ask(path, {}), [401])
  })
})

/** By hand, too, a few milliseconds pass. */
function around(ms: number) {
  return expect.stringMatching(new RegExp(`^${iso(BEGIN + ms).slice(0, 17)}`))
}
