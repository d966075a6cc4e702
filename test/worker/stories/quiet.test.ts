// Maintenance of the runbook and silences, minute by minute: what they hold back, where that is shown, and what opens when.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Runbook } from '../../../src/core/runbook.ts'
import { HOUR, iso, MINUTE } from '../../../src/core/time.ts'
import { recordMetrics } from '../../../src/flows/measure.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { readMinutes } from '../../../src/store/watch/series.ts'
import { buildSystem, control } from '../flows/house.ts'
import { askAt, BEARER, FORM, rowsOf, seal } from '../http/door.ts'
import { changed } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'

const queue = { service: 'api', kind: 'metric', title: 'Queue', pushed: true, fail: { above: 100 } }
const backlog = { ...queue, title: 'Backlog' }

let now = BEGIN
let runbook = open([])

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  await control('POST', 'reset')
  now = BEGIN
})

function open(maintenance: object[]): Runbook {
  const outside = { resolve: () => undefined, allowLoopback: true }
  const opened = openRunbook(changed({ monitors: { queue, backlog }, maintenance }), outside)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

/** So many minutes in which the queue is this long. */
async function pass(count: number, value: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) {
    const at = (instant: number) => buildSystem({ runbook, visit: { now: instant, isByHand: true } })
    const metrics = ['queue', 'backlog'].map((monitor) => ({ monitor, value: monitor === 'queue' ? value : 1 }))
    await recordMetrics(metrics, at(now - MINUTE / 2))
    await runMinute(at(now))
    now += MINUTE
  }
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  const said = body && { body: JSON.stringify(body) }
  const answer = await askAt(now, runbook, { path: `/api/v1${path}`, method, headers, ...said })
  expect(answer.status).toBeLessThan(300)
  return await answer.json()
}

async function page(path: string): Promise<string> {
  const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + HOUR } as const
  const headers = { cookie: `watchkeeper=${await seal.close(claim)}` }
  return await (await askAt(now, runbook, { path, headers })).text()
}

const opened = async () =>
  (
    await rowsOf<{ since: number; at: number }>(
      `select state->>'outageStartedAt' as since, detected_at as at from incidents order by detected_at`,
    )
  ).map(({ since, at }) => [(since - BEGIN) / MINUTE, (at - BEGIN) / MINUTE].map(Math.floor))

const inMinutes = (minutes: number) => iso(BEGIN + minutes * MINUTE).slice(11, 16)

describe('maintenance that the runbook declares', () => {
  beforeEach(() => {
    const day = 1 + new Date(BEGIN).getUTCDate()
    expect(day).toBeLessThanOrEqual(28)
    const from = iso(BEGIN + 2 * MINUTE)
    runbook = open([
      { services: ['api'], reason: 'The nightly index.', lasts: '5m', from },
      { services: ['web'], reason: 'Later.', lasts: '1h', monthly: { day, at: '02:00' } },
    ])
  })

  it('is in the looks, on both pages and in the API, and what outlasts it opens at its end', async () => {
    await pass(2, 1)
    await pass(3, 500)
    expect(await opened()).toEqual([])
    const minutes = await readMinutes(env.DB, { monitor: 'queue', from: BEGIN, to: now })
    expect(minutes.flatMap(({ looks }) => looks.map(({ kind }) => kind))).toEqual([
      'pass',
      'pass',
      ...Array(3).fill('maintenance'),
    ])
    const status = await page('/')
    expect(status).toContain('In maintenance')
    expect(status).toContain(`from ${inMinutes(2)} to ${inMinutes(7)} UTC`)
    expect(status).not.toContain('nightly')
    const list = await page('/respond')
    expect(list).toContain('says the runbook')
    expect(list).toContain('The nightly index.')
    expect(list).toContain('1 failure meanwhile')
    const { maintenance } = await call<{ maintenance: object[] }>('GET', '/maintenance')
    const failing = [{ monitor: 'queue', since: expect.stringContaining(inMinutes(2)), reason: 'is 500, above 100' }]
    expect(maintenance).toMatchObject([
      { author: 'the runbook', service: 'api', failing },
      { service: 'web', failing: [] },
    ])
    await pass(3, 500)
    expect(await opened()).toEqual([[7, 7]])
  })

  it('ends in the runbook, and not by the API', async () => {
    const [{ id }] = (await call<{ maintenance: [{ id: string }] }>('GET', '/maintenance')).maintenance
    const path = `/api/v1/maintenance/${encodeURIComponent(id)}`
    const answer = await askAt(now, runbook, { path, method: 'DELETE', headers: BEARER })
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'It stands in the runbook, and ends as that says.' },
    ])
  })
})

describe('a silence', () => {
  const WISH = { service: 'api', monitor: 'queue', minutes: 5, author: 'Dana', reason: 'It swings.' }
  beforeEach(() => {
    runbook = open([])
  })

  it('is shown with what it holds back, changes no look, and at its end opens what began long before', async () => {
    await call('POST', '/silences', WISH)
    await pass(3, 500)
    expect(await opened()).toEqual([])
    const { silences } = await call<{ silences: object[] }>('GET', '/silences')
    const failing = [{ monitor: 'queue', since: expect.stringContaining(inMinutes(0)), reason: 'is 500, above 100' }]
    expect(silences).toMatchObject([{ service: 'api', monitor: 'queue', author: 'Dana', failing }])
    const list = await page('/respond')
    expect(list).toMatch(/API: Queue.*says Dana.*It swings\..*Queue: is 500, above 100, since/s)
    expect(await page('/')).not.toMatch(/Dana|In maintenance/)
    expect(await page('/')).toContain('Outage')
    await pass(4, 500)
    expect(await opened()).toEqual([[0, 5]])
  })

  it('that a person ends opens at once what still fails', async () => {
    await call('POST', '/silences', WISH)
    await pass(2, 500)
    const [{ id }] = (await call<{ silences: [{ id: string }] }>('GET', '/silences')).silences
    await call('DELETE', `/silences/${id}`)
    expect(await opened()).toEqual([[0, 2]])
  })

  it('leaves what heals under it without an incident', async () => {
    await call('POST', '/silences', WISH)
    await pass(2, 500)
    await pass(8, 1)
    expect(await opened()).toEqual([])
  })

  describe('of a whole service and what Sentry says', () => {
    const alert = { id: '7', title: 'Errors', projects: ['api'], date_started: iso(BEGIN - MINUTE), date_closed: null }
    const hear = (action: string) =>
      env.DB.prepare(`insert into inbox (source, key, received_at, body, headers) values ('sentry', ?1, ?2, ?3, '{}')`)
        .bind(action, now, JSON.stringify({ action, data: { metric_alert: alert, description_text: 'many' } }))
        .run()
    const waiting = () => rowsOf('select key from inbox where is_unread = 2')
    beforeEach(async () => {
      await call('POST', '/silences', { ...WISH, monitor: undefined })
      await hear('critical')
      await pass(2, 1)
    })

    it('is kept back, shown, and opens at the end', async () => {
      expect([await opened(), await waiting()]).toEqual([[], [{ key: 'critical' }]])
      const { silences } = await call<{ silences: object[] }>('GET', '/silences')
      const failing = [{ monitor: null, since: iso(BEGIN - MINUTE), reason: 'Sentry metric alert Errors: many' }]
      expect(silences).toMatchObject([{ failing }])
      expect(await page('/respond')).toContain('API: Sentry metric alert Errors: many, since')
      await pass(4, 1)
      expect([await opened(), await waiting()]).toEqual([[[-1, 5]], []])
    })

    it('opens nothing when Sentry takes it back in time', async () => {
      await hear('resolved')
      await pass(6, 1)
      expect([await opened(), await waiting()]).toEqual([[], []])
    })

    it('opens at once when a person ends it', async () => {
      const [{ id }] = (await call<{ silences: [{ id: string }] }>('GET', '/silences')).silences
      await call('DELETE', `/silences/${id}`)
      expect([await opened(), await waiting()]).toEqual([[[-1, 2]], []])
    })
  })

  it('is placed and ended on a phone', async () => {
    const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + HOUR } as const
    const headers = { ...FORM, cookie: `watchkeeper=${await seal.close(claim)}` }
    const send = (path: string, body: string) => askAt(now, runbook, { path, method: 'POST', headers, body })
    const placed = await send('/respond/silence', 'about=api%2Fqueue&reason=It+swings.&minutes=15')
    expect([placed.status, placed.headers.get('location')]).toEqual([303, '/respond#silences'])
    await pass(2, 500)
    const id = /name="silence" value="([^"]+)"/.exec(await page('/respond'))?.[1]
    const ended = await send('/respond/silence/end', `silence=${id}`)
    expect(ended.status).toBe(303)
    expect(await opened()).toEqual([[0, 2]])
    await pass(1, 500)
    expect((await send('/respond/silence/end', `silence=${id}`)).status).toBe(409)
  })
})
