// Numbers at the front door: what is taken is gathered by the watcher's minute, and what is refused leaves no trace.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { iso, MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import { createApp } from '../../../src/http/app.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { begin, buildSystem } from '../flows/house.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { everyRow, expectArmour, expectRefusal, rowsOf } from './door.ts'

const TOKEN = 'token-of-this-test'
const METRIC = { service: 'api', kind: 'metric', pushed: true, fail: { above: 100 } }
const app = createApp()

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  now = BEGIN
})

async function post(body: unknown, token = TOKEN, method = 'POST'): Promise<Response> {
  const monitors = { 'monitors.depth': METRIC, 'monitors.memory': METRIC }
  const opened = openRunbook(changed(monitors), OUTSIDE)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const system = buildSystem({ runbook: opened.value, visit: { now, isByHand: true } })
  const ports = { system, adminToken: TOKEN, report: () => expect.unreachable() }
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const said = method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}
  return await app.request('/api/v1/metrics', { method, headers, ...said }, ports)
}

async function push(...metrics: object[]): Promise<void> {
  const answer = await post({ metrics })
  const text = await answer.text()
  expect([answer.status, JSON.parse(text)], text).toEqual([202, { accepted: metrics.length }])
  expectArmour(answer, text)
}

/** By hand, too, a few milliseconds pass. */
const about = (at: number) => expect.closeTo(at, -4)
const readings = () => rowsOf('select * from readings order by monitor')

describe('a number that is pushed', () => {
  it('may come without a list around it', async () => {
    expect((await post({ monitor: 'depth', value: 7.25 })).status).toBe(202)
    const alone = { count: 1, sum: 7.25, least: 7.25, most: 7.25, latest: 7.25 }
    expect(await readings()).toEqual([{ monitor: 'depth', minute: 0, at: about(BEGIN), ...alone }])
  })

  it('is gathered with others until a minute begins, within one call and over several', async () => {
    await push({ monitor: 'depth', value: 7 }, { monitor: 'memory', value: -1 }, { monitor: 'depth', value: 90 })
    now += 30 * SECOND
    await push({ monitor: 'depth', value: 2 })
    expect(await readings()).toMatchObject([
      { monitor: 'depth', at: about(now), count: 3, sum: 99, least: 2, most: 90, latest: 2 },
      { monitor: 'memory', at: about(BEGIN), count: 1, sum: -1, least: -1, most: -1, latest: -1 },
    ])
    // The wall's minute alone changes nothing: what nobody has judged is kept.
    now += 40 * SECOND
    await push({ monitor: 'depth', value: 1 })
    expect(await readings()).toMatchObject([{ count: 4, sum: 100 }, {}])
    now += SECOND
    await begin(minuteOf(now))
    await push({ monitor: 'depth', value: 5 })
    expect(await readings()).toMatchObject([
      { at: about(now), count: 1, sum: 5, least: 5, most: 5, latest: 5 },
      { count: 1 },
    ])
  })

  it('that comes late is counted, but is not the latest', async () => {
    await push({ monitor: 'depth', value: 7, at: iso(BEGIN - SECOND) })
    await push({ monitor: 'depth', value: 9, at: iso(BEGIN - 9 * MINUTE) })
    expect(await readings()).toMatchObject([{ at: BEGIN - SECOND, count: 2, most: 9, latest: 7 }])
  })

  it('of a clock that runs ahead a little is of now', async () => {
    await push({ monitor: 'depth', value: 7, at: iso(BEGIN + 50 * SECOND).replace('Z', '+00:00') })
    expect(await readings()).toMatchObject([{ at: about(BEGIN), latest: 7 }])
  })

  it('may come with ninety-nine others', async () => {
    await push(...Array.from({ length: 100 }, (_, value) => ({ monitor: 'depth', value })))
    expect(await readings()).toMatchObject([{ count: 100, sum: 4950, least: 0, most: 99, latest: 99 }])
  })
})

describe('nothing is stored of', () => {
  const good = { monitor: 'depth', value: 1 }
  const cases: [string, unknown, RegExp][] = [
    ['an unknown monitor', { metrics: [good, { monitor: 'dpeth', value: 1 }] }, /no monitor \\?"dpeth/],
    ['a monitor that is not pushed to', { metrics: [good, { monitor: 'health', value: 1 }] }, /it has depth, memory/],
    ['a name that every object has', { monitor: 'constructor', value: 1 }, /monitor/],
    ['no number', { monitor: 'depth' }, /metrics\.0\.value/],
    ['a text', { monitor: 'depth', value: '1' }, /metrics\.0\.value/],
    ['null, as JSON writes NaN', { monitor: 'depth', value: Number.NaN }, /metrics\.0\.value/],
    ['a number without end', '{"monitor":"depth","value":1e999}', /metrics\.0\.value/],
    ['the future', { ...good, at: iso(BEGIN + 70 * SECOND) }, /from the future/],
    ['what is too old', { metrics: [good, { ...good, at: iso(BEGIN - 10 * MINUTE - 1) }] }, /older than 10 minutes/],
    ['no instant', { ...good, at: 'now' }, /metrics\.0\.at/],
    ['an instant of no place', { ...good, at: '2026-03-02T09:00:00' }, /metrics\.0\.at/],
    ['nobody', { metrics: [] }, /metrics/],
    ['more than a hundred', { metrics: Array(101).fill(good) }, /metrics/],
    ['anything beside it', { ...good, unit: 'ms' }, /unit/],
    ['a list', [good], /body/],
    ['null', null, /body/],
    ['nothing', {}, /metrics\.0/],
  ]
  it.each(cases)('%s', async (_, body, said) => {
    const before = await everyRow()
    expect(await expectRefusal(await post(body), [400])).toMatch(said)
    expect(await everyRow()).toBe(before)
  })

  it('somebody without the token, or by another method', async () => {
    const before = await everyRow()
    await expectRefusal(await post(good, 'another'), [401])
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) await expectRefusal(await post(good, TOKEN, method), [404])
    expect(await everyRow()).toBe(before)
  })
})
