// A job that falls silent opens an incident, and its next word heals it: real minutes, fired one after the other.

import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { HOUR, type Instant, MINUTE } from '../../../src/core/time.ts'
import type { Health } from '../../../src/core/watch/health.ts'
import { recordBeat } from '../../../src/flows/beat.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { listIncidents } from '../../../src/store/incidents.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control } from './house.ts'

const job = { service: 'api', kind: 'heartbeat', title: 'Hourly export', expects: '1h', grace: '5m' }
const opened = openRunbook(changed({ monitors: { hourly: job } }), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value

let now: Instant = BEGIN

const system = () => buildSystem({ runbook, visit: { now, isByHand: true } })

async function pass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    expect(await runMinute(system())).toMatchObject({ outcome: 'done', probed: 1, untold: 0 })
    now += MINUTE
  }
}

async function say(exitCode: number | null): Promise<void> {
  expect(await recordBeat({ monitor: 'hourly', exitCode }, system())).toBe(true)
}

async function state(): Promise<string> {
  const { results } = await env.DB.prepare('select health from troubles').all<{ health: string }>()
  const [trouble] = results.map(({ health }): Health => JSON.parse(health))
  return trouble === undefined || trouble.state === 'up' ? 'up' : `${trouble.state}: ${trouble.reason}`
}

beforeEach(async () => {
  await control('POST', 'reset')
})

it('a job that falls silent opens an incident, and its next word heals it', async () => {
  await pass(2)
  expect(await state()).toBe('unknown: has never reported')
  expect(await listIncidents(env.DB, 2)).toEqual([])

  await say(0)
  await pass(1)
  expect(await state()).toBe('up')

  now += HOUR
  await pass(2)
  expect(await state()).toBe('up')

  await pass(4)
  expect(await state()).toBe('down: has ended no run since 2026-03-02 09:02 UTC; one is expected within 1 hour')
  const [silent] = await listIncidents(env.DB, 2)
  expect(silent).toMatchObject({ ref: 'INC-1', phase: 'investigating' })
  expect(JSON.stringify(silent)).toContain('Hourly export: has ended no run since')

  await say(null)
  await pass(1)
  expect(await state()).toMatch(/^down: has ended no run/)

  await say(0)
  await pass(2)
  expect(await state()).toBe('up')
  await pass(35)
  expect(await listIncidents(env.DB, 2)).toMatchObject([{ ref: 'INC-1', phase: 'resolved' }])

  await say(3)
  await pass(1)
  expect(await state()).toMatch(/^down: failed at 2026-03-02 1\d:\d\d UTC with exit code 3$/)
})
