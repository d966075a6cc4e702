// A person calls it a false alarm: what was told is corrected, and what fails on stays quiet until it has worked.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { mailsTo } from '../../../drills/acme.ts'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { theatre } from '../theatre.ts'

const IT = 'it@north.example.com'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
  const north = { id: 'north', name: 'North GmbH', services: ['api'], contacts: [IT] }
  await stage.api('POST', '/tenants', north)
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(5)
})

const stored = async () => {
  const { results } = await env.DB.prepare(
    `select ref, phase, ended_at is not null as isOver, state->>'dismissedAt' is not null as isDismissed
     from incidents order by ref`,
  ).all()
  return results
}

it('ends it, corrects it, and is heard again only after it has worked', async () => {
  const said = await stage.api('POST', '/incidents/INC-1/dismiss', { by: 'Kim', reason: 'a load test' })
  expect(said).toMatchObject({ status: 200, body: { said: 'Dismissed as a false alarm.' } })
  await stage.pass(5)
  const dismissed = { ref: 'INC-1', phase: 'closed', isOver: 1, isDismissed: 1 }
  expect(await stored()).toEqual([dismissed])
  const mails = mailsTo(await stage.mails(), IT, '')
  expect(mails.map(({ subject }) => subject)).toEqual([
    '[Acme] Service Disruption — We’re Investigating',
    '[Acme] Correction — No Service Disruption',
  ])
  expect(mails[1]?.text).toContain('false alarm')
  const page = await (await stage.request('/')).text()
  expect(page).toContain('It was a false alarm: nothing was wrong.')
  const again = await stage.api('POST', '/incidents/INC-1/dismiss', { by: 'Kim', reason: 'a load test' })
  expect(again).toEqual({
    status: 409,
    body: { error: expect.stringMatching(/^This incident was dismissed as a false alarm by Kim at .* UTC\.$/) },
  })
  // Longer than anything else that is over is remembered.
  await stage.pass(125)
  expect(await stored()).toEqual([dismissed])
  await stage.control('PUT', 'targets/acme-api', { mode: 'healthy' })
  await stage.pass(4)
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(3)
  expect(await stored()).toEqual([dismissed, { ref: 'INC-2', phase: 'investigating', isOver: 0, isDismissed: 0 }])
})

it('a severity that was set is stored with its event, and calls', async () => {
  const calls = () => stage.mails().then((mails) => mails.filter(({ subject }) => subject.startsWith('[P')).length)
  const before = await calls()
  await stage.api('POST', '/incidents/INC-1/classify', { by: 'Kim', severity: 'P3', reason: 'one test tenant' })
  await stage.pass(1)
  expect(await calls()).toBe(before)
  const said = await stage.api('POST', '/incidents/INC-1/classify', { by: 'Kim', severity: 'P1', reason: 'no, all' })
  expect(said).toMatchObject({ status: 200, body: { incident: { severity: 'P1', severitySetBy: 'Kim' } } })
  await stage.pass(1)
  expect(await calls()).toBeGreaterThan(before)
  const { results } = await env.DB.prepare(
    `select event->>'severity' as severity, event->>'setBy' as setBy from incident_events
     where event->>'kind' = 'classified' order by seq`,
  ).all()
  expect(results.slice(1)).toEqual([
    { severity: 'P3', setBy: 'Kim' },
    { severity: 'P1', setBy: 'Kim' },
  ])
})

it('is taken back from uptime, also what fails on until it works again, and whatever was added up', async () => {
  const failed = async () => {
    const { results } = await env.DB.prepare('select minute, data from samples order by minute').all<{ data: string }>()
    return results.filter(({ data }) => JSON.parse(data).some((entry: string) => entry.startsWith('f'))).length
  }
  const counted = async () => {
    const { results } = await env.DB.prepare('select data from hours order by hour').all<{ data: string }>()
    return results.map(({ data }) => Number(JSON.parse(data)['api-health'].split('|')[0].split(',')[2] ?? 0))
  }
  await stage.pass(70)
  expect(await failed()).toBeGreaterThan(60)
  expect((await counted()).some((fails) => fails > 0)).toBe(true)
  await stage.api('POST', '/incidents/INC-1/dismiss', { by: 'Kim', reason: 'a load test' })
  await stage.pass(5)
  expect(await failed()).toBe(5)
  expect(await counted()).toEqual((await counted()).map(() => 0))
  await stage.control('PUT', 'targets/acme-api', { mode: 'healthy' })
  await stage.pass(4)
  expect(await failed()).toBe(0)
  const page = await (await stage.request('/')).text()
  expect(page).toContain('100 %')
})
