// What was made of an incident, in stored rows: what caused it, what it comes back from, and the deploy that ended it.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { recordMetrics } from '../../../src/flows/measure.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { buildSystem, control } from '../flows/house.ts'
import { askAt, BEARER, rowsOf, seal } from '../http/door.ts'
import { changed } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'

const number = { kind: 'metric', pushed: true, fail: { above: 100 } }
const outside = { resolve: () => undefined, allowLoopback: true }
const monitors = {
  queue: { ...number, service: 'api', title: 'Queue' },
  pages: { ...number, service: 'web', title: 'Pages' },
}
const logins = { github: 'second-gh' }
const opened = openRunbook(changed({ monitors, 'responders.second.logins': logins }), outside)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  await control('POST', 'reset')
  now = BEGIN
})

async function pass(count: number, values: Readonly<Record<'queue' | 'pages', number>>): Promise<void> {
  for (let passed = 0; passed < count; passed++) {
    const at = (instant: number) => buildSystem({ runbook, visit: { now: instant, isByHand: true } })
    const metrics = Object.entries(values).map(([monitor, value]) => ({ monitor, value }))
    await recordMetrics(metrics, at(now - MINUTE / 2))
    await runMinute(at(now))
    now += MINUTE
  }
}

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  const answer = await askAt(now, runbook, {
    path: `/api/v1${path}`,
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  expect(answer.status, text).toBeLessThan(300)
  return JSON.parse(text)
}

async function page(path: string): Promise<string> {
  const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + HOUR } as const
  const headers = { cookie: `watchkeeper=${await seal.close(claim)}` }
  return await (await askAt(now, runbook, { path, headers })).text()
}

type Shown = {
  incident: { phase: string; cause: object | null; recursFrom: string | null; candidateFix: object | null }
}

const WELL = { queue: 1, pages: 1 }
const count = async (sql: string) => (await rowsOf<{ n: number }>(`select count(*) as n from ${sql}`))[0]?.n

describe('a dependency that fails with what depends on it', () => {
  it('is named on the page and in the API; the public page goes on naming what tenants know', async () => {
    await pass(1, { queue: 1, pages: 500 })
    await pass(1, { queue: 500, pages: 500 })
    expect(await count('incidents')).toBe(1)
    const { incident } = await call<Shown>('GET', '/incidents/INC-1')
    expect(incident).toMatchObject({ title: 'Web does not work', cause: { service: 'api' } })
    expect(await page('/respond/INC-1')).toMatch(/Suspected cause:<\/b> API, as Web needs it and fails as well\./)
    expect(await page('/')).not.toContain('Suspected')
  })
})

describe('a signal that comes back after days', () => {
  it('links both incidents, says how the first one ended, and tells whoever is called', async () => {
    await pass(2, { queue: 500, pages: 1 })
    expect(await rowsOf('select key, incident from signals')).toEqual([{ key: 'monitor:queue', incident: 'INC-1' }])
    await pass(4, WELL)
    await call('POST', '/incidents/INC-1/resolve', { by: 'First' })
    await call('POST', '/incidents/INC-1/classify', { by: 'First', severity: 'P3', reason: 'Nobody noticed.' })
    await call('POST', '/incidents/INC-1/close', { by: 'First', cause: 'A full disk.' })
    now += 3 * DAY
    await pass(2, { queue: 500, pages: 1 })
    expect((await call<Shown>('GET', '/incidents/INC-2')).incident.recursFrom).toBe('INC-1')
    expect(await page('/respond/INC-2')).toMatch(
      /happened before: <a href="\/respond\/INC-1">INC-1<\/a>, 3 days ago\. Its cause: A full disk\./,
    )
    expect(await page('/respond/INC-1')).toContain('It has come back as <a href="/respond/INC-2">INC-2</a>')
    const mails = await rowsOf<{ call: string }>(`select call from outbox where what = 'call' and incident = 'INC-2'`)
    expect(mails[0]?.call).toContain('INC-1, 3 days ago. Its cause: A full disk.')
    expect(await rowsOf('select incident from signals')).toEqual([{ incident: 'INC-2' }])
  })
})

describe('a deploy that goes live while people report trouble', () => {
  it('is watched, ends it after fifteen minutes, and is counted once', async () => {
    await call('POST', '/incidents', { service: 'api', summary: 'It is slow.', impact: 'degradation', by: 'Support' })
    await pass(2, WELL)
    const report = { id: 'd1', service: 'api', sha: 'abc1', version: 'v1.2', author: 'second-gh', status: 'succeeded' }
    await call('POST', '/deploys', report)
    await call('POST', '/deploys', report)
    await pass(2, WELL)
    await call('POST', '/deploys', report)
    expect(await page('/respond/INC-1')).toMatch(/Candidate fix:<\/b> v1\.2 of API, live since .*: it is watched until/)
    expect(await rowsOf(`select recipients from outbox where what = 'reminder'`)).toEqual([
      { recipients: '["second@example.com"]' },
    ])
    await pass(14, WELL)
    const { incident } = await call<Shown>('GET', '/incidents/INC-1')
    expect(incident).toMatchObject({ phase: 'monitoring', candidateFix: { state: 'helped', deploy: { id: 'd1' } } })
    expect(await count(`incident_events where event->>'kind' = 'fix_suspected'`)).toBe(1)
    await pass(32, WELL)
    expect((await call<Shown>('GET', '/incidents/INC-1')).incident.phase).toBe('resolved')
  })
})
