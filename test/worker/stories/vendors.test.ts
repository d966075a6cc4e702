// Vendors that refuse, hang, lose their answers or run out of quota: nothing owed is lost and nothing is said twice.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { breakRelease, deployGoodThenBad, kindsOf, mailsTo, NORTH, SOUTH } from '../../../drills/acme.ts'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { theatre } from '../theatre.ts'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
  await deployGoodThenBad(stage, { service: 'api' })
})

describe('the mail service', () => {
  it.each([
    ['answers 500 with a page', { status500Html: 3 }],
    ['takes the mail and loses its answer', { loseAnswer: 2 }],
    ['limits the rate', { rateLimited: 3 }],
  ])('%s: everybody is told exactly once all the same', async (_name, fault) => {
    await breakRelease(stage, 'api')
    await stage.control('PUT', 'resend', fault)
    await stage.pass(8)
    const mails = await stage.mails()
    for (const contact of [NORTH, SOUTH]) expect(mailsTo(mails, contact, 'Investigating')).toHaveLength(1)
    expect(mails.filter((mail) => mail.subject.startsWith('[P1]'))).toHaveLength(2)
  })

  it('refuses one address: the other customer is told, and the timeline names how many were refused', async () => {
    await stage.control('PUT', 'resend', { rejectRecipient: [NORTH] })
    await breakRelease(stage, 'api')
    await stage.pass(4)
    const mails = await stage.mails()
    expect(mailsTo(mails, SOUTH, 'Investigating')).toHaveLength(1)
    expect(mailsTo(mails, NORTH, '')).toHaveLength(0)
    expect(JSON.stringify((await stage.story('INC-1')).timeline)).toContain('1 of 2 refused')
  })

  it('has no quota left: what was owed is never told as news hours later', async () => {
    await stage.control('PUT', 'resend', { dailyQuota: 1_000 })
    await breakRelease(stage, 'api')
    await stage.pass(5)
    expect(await stage.mails()).toEqual([])
    const owed = await env.DB.prepare(`select distinct reason from outbox where state = 'owed'`).all<{
      reason: string
    }>()
    expect(owed.results.map((row) => row.reason).join()).toContain('daily_quota_exceeded')
  })
})

describe('the receiver of rollbacks', () => {
  it('loses its answer: looked up, not repeated, changed once', async () => {
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'rollback', loseAnswer: 1 })
    await breakRelease(stage, 'api')
    await stage.pass(8)
    expect(await stage.changes('acme-api')).toHaveLength(1)
    expect((await stage.story('INC-1')).incident.phase).toBe('monitoring')
  })

  it('loses every answer, so that it is healed before anybody knows: still one change, known as what it was', async () => {
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'any', loseAnswer: 5 })
    await breakRelease(stage, 'api')
    await stage.pass(16)
    const story = await stage.story('INC-1')
    expect(await stage.changes('acme-api')).toHaveLength(1)
    expect(kindsOf(story)).not.toContain('rollback_stopped')
    expect(story.incident.rollback?.state).toBe('changed')
    await stage.pass(15)
    expect((await stage.story('INC-1')).incident.rollback?.state).toBe('proven')
  })

  it('is never heard again: it goes on being looked up, people hear of the doubt once, and no second order leaves', async () => {
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'any', status500: 10_000 })
    await breakRelease(stage, 'api')
    await stage.pass(40)
    const story = await stage.story('INC-1')
    expect(story.incident.rollback?.state).toBe('unknown')
    expect(kindsOf(story).filter((kind) => kind === 'rollback_ordered')).toHaveLength(1)
    expect(kindsOf(story).filter((kind) => kind === 'rollback_answered')).toHaveLength(1)
    await stage.control('PUT', 'receivers/acme-api', { status500: 0 })
    await stage.pass(20)
    expect(await stage.changes('acme-api')).toHaveLength(1)
    expect((await stage.story('INC-1')).incident.rollback?.state).toBe('changed')
  })

  it('fails: no second order, and people are called again', async () => {
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'rollback', fail: 1 })
    await breakRelease(stage, 'api')
    await stage.pass(8)
    const story = await stage.story('INC-1')
    expect(story.incident.rollback?.state).toBe('failed')
    expect(await stage.changes('acme-api')).toEqual([])
    expect(kindsOf(story).filter((kind) => kind === 'rollback_ordered')).toHaveLength(1)
    const calls = (await stage.mails()).filter((mail) => mail.subject.startsWith('[P1]'))
    expect(calls.filter((mail) => mail.text.includes('did not go through'))).toHaveLength(2)
  })

  it('does not accept our signature: nothing is changed, and it says so', async () => {
    await stage.control('PUT', 'receivers/acme-api', { secret: `whsec_${btoa('another-secret-of-the-receiver-000')}` })
    await breakRelease(stage, 'api')
    await stage.pass(6)
    const story = await stage.story('INC-1')
    expect(await stage.changes('acme-api')).toEqual([])
    expect(story.incident.rollback?.state).toBe('failed')
  })

  it('was never seen to answer: in mode auto nothing is ordered', async () => {
    await env.DB.prepare('delete from sightings').run()
    await breakRelease(stage, 'api')
    await stage.pass(6)
    const { incident } = await stage.story('INC-1')
    expect(incident.gate?.steps.find((one) => one.step === 'platform')).toMatchObject({ answer: 'stop' })
    expect(incident.rollback).toBeNull()
  })
})
