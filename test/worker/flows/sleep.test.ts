// A service that may sleep, minute by minute: left alone for hours, watched closely after a deploy, and left alone again.

import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import type { Monitor, Runbook } from '../../../src/core/runbook.ts'
import { HOUR, type Instant, MINUTE, SECOND } from '../../../src/core/time.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { recordDeploy } from '../../../src/flows/record.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { readStatus } from '../../../src/store/status.ts'
import { acme, monitor, SLEEPS, service } from '../core/acme.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control } from './house.ts'

const TOKEN = 'fo1_dG9rZW4'
const platform = {
  kind: 'fly',
  settings: { app: 'acme-mcp', token: { secret: 'FLY_API_TOKEN' }, api: `${env.WORLD_URL}/fly` },
}

function sleeper(changes: Partial<Monitor> = {}): Runbook {
  const health = {
    ...monitor('mcp-health', 'Health', 'mcp'),
    settings: { url: `${env.WORLD_URL}/targets/mcp/health` },
    intervalMs: 2 * MINUTE,
    closelyMs: 15 * SECOND,
    deadlineMs: 2 * SECOND,
    confirmations: 0,
    ...changes,
  }
  const services = { mcp: service('mcp', 'MCP server', { sleeps: { ...SLEEPS, platform } }) }
  return { ...acme, services, monitors: { 'mcp-health': health } }
}

/** Each story has its own day. */
let now = BEGIN - 24 * HOUR
let runbook = sleeper()

beforeEach(async () => {
  await control('POST', 'reset')
  const tables = ['samples', 'clock', 'troubles', 'timers', 'incidents', 'incident_events', 'deploys', 'outbox']
  await env.DB.batch(tables.map((table) => env.DB.prepare(`delete from ${table}`)))
  now += 24 * HOUR
  runbook = sleeper()
})

const house = () => ({ ...buildSystem({ runbook, visit: { now, isByHand: true } }), secret: () => TOKEN })

async function pass(minutes: number): Promise<void> {
  for (let left = minutes; left > 0; left--) {
    await runMinute(house())
    now += MINUTE
  }
}

async function machines(state: string, since: Instant = now, more: object = {}): Promise<void> {
  await control('PUT', 'fly/acme-mcp', { authorization: `Bearer ${TOKEN}`, machines: [{ state, since, ...more }] })
}

type Seen = { targets: { mcp?: { count: number } }; fly: { 'acme-mcp'?: { requests: unknown[] } } }
async function asked() {
  const { targets, fly } = (await control('GET', 'state')) as Seen
  return { target: targets.mcp?.count ?? 0, platform: fly['acme-mcp']?.requests.length ?? 0 }
}

async function page() {
  const { services } = statusView(await readStatus(env.DB, { now, regular: [] }), runbook, now)
  const { results } = await env.DB.prepare('select health from troubles').all<{ health: string }>()
  const open = await env.DB.prepare('select count(*) as count from incidents where ended_at is null').first('count')
  return { state: services[0]?.state, reasons: results.map(({ health }) => JSON.parse(health).reason), open }
}

async function shipped(): Promise<void> {
  await recordDeploy({ service: 'mcp', sha: `sha-${now}`, status: 'succeeded', finishedAt: now }, house())
}

it('asleep for hours it is asked nothing, and is not down', async () => {
  await machines('stopped')
  await pass(3 * 60)
  expect(await asked()).toEqual({ target: 0, platform: 90 })
  expect(await page()).toEqual({ state: 'operational', reasons: [], open: 0 })
})

it('after a deploy it is watched closely, and then left alone again', async () => {
  await machines('stopped')
  await pass(10)
  await shipped()
  await machines('started')
  await pass(15)
  expect((await asked()).target).toBe(15 * 4)
  await machines('suspended')
  await pass(60)
  expect((await asked()).target).toBe(15 * 4)
  expect(await page()).toEqual({ state: 'operational', reasons: [], open: 0 })
})

it('what stays awake after the watch of a deploy is advice, until it sleeps', async () => {
  await shipped()
  await machines('started')
  await pass(20)
  expect((await page()).reasons).toEqual([])
  await pass(2)
  expect((await page()).reasons).toEqual([expect.stringMatching(/^still awake [67] minutes after the last request/)])
  expect(await page()).toMatchObject({ state: 'operational', open: 1 })
  await machines('stopped')
  await pass(4 + 30)
  expect(await page()).toMatchObject({ state: 'operational', open: 0 })
})

it('what a deploy has broken is not healed by falling asleep, but by being seen working', async () => {
  await shipped()
  await machines('started')
  await control('PUT', 'targets/mcp', { mode: 'failing' })
  await pass(15)
  expect(await page()).toMatchObject({ state: 'outage', open: 1 })
  await machines('stopped')
  const before = (await asked()).target
  await pass(20)
  expect(await page()).toMatchObject({ state: 'outage', open: 1 })
  expect((await asked()).target - before).toBe(10)
  await control('PUT', 'targets/mcp', { mode: 'healthy' })
  await pass(4)
  const { target } = await asked()
  await pass(40)
  expect(await page()).toMatchObject({ state: 'operational', open: 0 })
  expect((await asked()).target).toBe(target)
})

it('what sleeps for ever is down', async () => {
  await machines('stopped', now, { autostart: false })
  await pass(3)
  expect(await page()).toMatchObject({ state: 'outage', reasons: ['stopped, and nothing would start it'], open: 1 })
  expect((await asked()).target).toBe(0)
})

it('while the platform does not answer nobody knows, and nobody is woken up', async () => {
  await control('PUT', 'fly/acme-mcp', { status: 503 })
  await pass(6)
  expect(await page()).toMatchObject({ state: 'unknown', reasons: ['Fly answered 503'], open: 0 })
  expect((await asked()).target).toBe(0)
})

it('it is woken up as rarely as it says, and has its time to wake up', async () => {
  const policy = { ...SLEEPS, platform, wakesWithinMs: 80 }
  runbook = { ...sleeper({ wakesEveryMs: HOUR }), services: { mcp: service('mcp', 'MCP server', { sleeps: policy }) } }
  await machines('stopped')
  await control('PUT', 'targets/mcp', { mode: 'slow', latencyMs: 20 })
  await pass(3 * 60)
  const { target } = await asked()
  expect(target).toBeGreaterThanOrEqual(3)
  expect(target).toBeLessThanOrEqual(4)
  expect((await page()).reasons).toEqual([])
  await control('PUT', 'targets/mcp', { mode: 'slow', latencyMs: 200 })
  const said: string[] = []
  for (let minute = 0; minute < 60; minute++) {
    await pass(1)
    said.push(...(await page()).reasons)
  }
  expect(said[0]).toMatch(/^took 0\.\d+ s to wake up, more than 0\.08 s$/)
  expect(await page()).toMatchObject({ state: 'operational' })
})
