// A deploy that fails breaks nothing, wakes nobody, and is still an incident: it is closed with its cause, after one went live.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { rowsOf } from '../http/door.ts'
import { theatre } from '../theatre.ts'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
})

const incidents = () =>
  rowsOf<{ phase: string; severity: string }>(`select phase, state->>'severity' as severity from incidents`)
const ship = (sha: string, status: string, environment = 'production') =>
  stage.api('POST', '/deploys', { service: 'api', sha, status, environment, migration: 'none' })

it('a failed deploy is an incident of its own until one goes live, and calls nobody', async () => {
  await stage.pass(1)
  await ship('a1b2c3d4', 'failed', 'staging')
  await stage.pass(1)
  expect(await incidents()).toEqual([])
  await ship('b2c3d4e5', 'failed')
  await ship('b2c3d4e5', 'failed')
  await stage.pass(2)
  expect(await incidents()).toEqual([{ phase: 'investigating', severity: 'P4' }])
  const { timeline } = await stage.story('INC-1')
  expect(JSON.stringify(timeline)).toContain('ship it again once its fix was seen to work on staging')
  expect(await rowsOf(`select key from outbox where what = 'call'`)).toEqual([])
  await ship('c3d4e5f6', 'succeeded')
  await stage.pass(2)
  expect(await incidents()).toEqual([{ phase: 'monitoring', severity: 'P4' }])
})
