// What the runbook makes somebody owe: added at night, once each, asked for in working hours, finished through the API.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { DAY, type Instant, MINUTE } from '../../../src/core/time.ts'
import { fire, theatre } from '../theatre.ts'
import { rowsOf } from './door.ts'

/** A week before the key that the drills' runbook rotated on 10 December is 90 days old, less some hours. */
const NIGHT = Date.parse('2026-03-03T03:17:00Z')
const KEY = 'rotation/ACME_MAIL_KEY/2025-12-10T00:00:00.000Z'

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

const stageAt = (begin: Instant) => openStage({ ...theatre(), begin })

async function minute(stage: Stage, at: Instant): Promise<void> {
  await stage.control('PUT', 'clock', { now: at })
  await fire(at)
}

const duties = () => rowsOf<object>('select key, kind, owner, due_at, remind_at, done_by from duties order by key')
const reminders = async (stage: Stage) =>
  (await stage.mails()).filter(({ subject }) => subject.includes('What you owe'))

const OPEN = {
  key: KEY,
  kind: 'rotation',
  owner: 'lead',
  due_at: Date.parse('2026-03-10T00:00:00Z'),
  remind_at: Date.parse('2026-03-09T08:00:00Z'),
  done_by: null,
}

it('becomes a duty a week ahead, once in however many nights, and asks on the morning of the day before', async () => {
  const stage = await stageAt(NIGHT - DAY)
  await minute(stage, NIGHT - DAY)
  expect(await duties()).toEqual([])
  for (const at of [NIGHT, NIGHT, NIGHT + DAY]) await minute(stage, at)
  expect(await duties()).toEqual([OPEN])
  await minute(stage, OPEN.remind_at - MINUTE)
  expect(await reminders(stage)).toEqual([])
  await minute(stage, OPEN.remind_at)
  await minute(stage, OPEN.remind_at + MINUTE)
  const mails = await reminders(stage)
  expect(mails.map(({ to }) => to)).toEqual([['lead@example.com']])
  expect(mails[0]?.text).toContain('Rotate ACME_MAIL_KEY on railway (is due 2026-03-10 00:00 UTC)')
})

it('asks once, in working hours, after a week of silence', async () => {
  const stage = await stageAt(NIGHT)
  await minute(stage, NIGHT)
  await minute(stage, NIGHT + 7 * DAY)
  expect(await duties()).toEqual([{ ...OPEN, remind_at: Date.parse('2026-03-10T08:00:00Z') }])
  expect(await reminders(stage)).toEqual([])
  for (let late = 0; late < 2; late++) await minute(stage, Date.parse('2026-03-10T08:00:00Z') + late * MINUTE)
  expect((await reminders(stage)).map(({ to }) => to)).toEqual([['lead@example.com']])
})

it('is owed all the same when the night that should have said so was missed', async () => {
  const stage = await stageAt(NIGHT)
  await minute(stage, NIGHT + 20 * DAY)
  expect(await duties()).toMatchObject([{ key: KEY, due_at: OPEN.due_at }])
})

it('is finished once, and owed anew when as much time has passed again', async () => {
  const stage = await stageAt(NIGHT)
  await stage.pass(1)
  expect(await stage.api('GET', '/duties')).toMatchObject({
    status: 200,
    body: { duties: [{ key: KEY, kind: 'rotation', owner: 'lead', dueAt: '2026-03-10T00:00:00.000Z', doneAt: null }] },
  })
  const done = await stage.api<{ duty: { doneAt: string } }>('POST', '/duties/done', { key: KEY, by: 'Kim' })
  expect(done).toMatchObject({ status: 200, body: { duty: { key: KEY, doneBy: 'Kim', remindAt: null } } })
  expect(await stage.api('POST', '/duties/done', { key: KEY, by: 'Dana' })).toEqual({
    status: 409,
    body: { error: 'Kim has done it at 2026-03-03 03:18 UTC.' },
  })
  await minute(stage, NIGHT + 80 * DAY)
  expect(await duties()).toMatchObject([{ key: KEY, done_by: 'Kim' }])
  await minute(stage, NIGHT + 84 * DAY)
  const { doneAt } = done.body.duty
  expect(await duties()).toMatchObject([
    { key: KEY },
    { key: `rotation/ACME_MAIL_KEY/${doneAt}`, due_at: Date.parse(doneAt) + 90 * DAY, done_by: null },
  ])
  expect(await reminders(stage)).toEqual([])
})

it('is settled by the rotation after a leak, and not asked for by the next night', async () => {
  const stage = await stageAt(NIGHT)
  await stage.pass(1)
  const leak = { service: 'api', impact: 'secret-leak', secret: 'ACME_MAIL_KEY', summary: 'It was mailed.', by: 'Kim' }
  await stage.api('POST', '/incidents', leak)
  for (let step = 1; step <= 5; step++)
    await stage.api('POST', '/incidents/INC-1/tick', { by: 'Kim', item: `item-${step}` })
  await minute(stage, NIGHT + DAY)
  expect(await duties()).toMatchObject([
    { key: KEY, done_by: 'Kim' },
    { key: expect.stringMatching(/^rotation\/ACME_MAIL_KEY\/INC-1-/), done_by: 'Kim' },
  ])
})

it('refuses what there is not, and what belongs to an incident', async () => {
  const stage = await stageAt(NIGHT)
  const insert = `insert into duties (key, kind, incident, what, due_at) values ('INC-9-x/action-1', 'action', 'INC-9', 'x', 0)`
  await env.DB.prepare(insert).run()
  const before = await duties()
  const finish = async (body: object) => await stage.api('POST', '/duties/done', body)
  expect(await finish({ key: 'INC-9-x/action-1', by: 'Kim' })).toEqual({
    status: 409,
    body: { error: 'It belongs to INC-9 and is finished there.' },
  })
  expect(await finish({ key: KEY, by: 'Kim' })).toEqual({ status: 404, body: { error: 'There is no such duty.' } })
  expect(await finish({ key: 'INC-9-x/action-1', by: '' })).toMatchObject({ status: 400 })
  expect(await duties()).toEqual(before)
})
