// People can stop everything at any moment: holds are asked right before every order and every mail.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { breakRelease, deployGoodThenBad, kindsOf, mailsTo, NORTH } from '../../../drills/acme.ts'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { theatre } from '../theatre.ts'

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
})

type Held = { hold: { id: string } }

const hold = async (scope: string, service: string | null, minutes = 60) =>
  (await stage.api<Held>('POST', '/holds', { scope, service, author: 'lead', reason: 'looking into it', minutes })).body
    .hold

describe('a hold on rollbacks', () => {
  it.each([
    ['of everything', null],
    ['of the service', 'api'],
  ])('%s keeps the order from leaving, says who and why, and lets it go when released', async (_name, service) => {
    await deployGoodThenBad(stage, { service: 'api' })
    const placed = await hold('rollbacks', service)
    await breakRelease(stage, 'api')
    await stage.pass(6)
    expect(await stage.changes('acme-api')).toEqual([])
    const { incident } = await stage.story('INC-1')
    const step = incident.gate?.steps.find((one) => one.step === 'hold')
    expect(step).toMatchObject({ answer: 'wait', reason: expect.stringContaining('lead') })
    expect(await stage.api('DELETE', `/holds/${placed.id}`)).toMatchObject({ status: 200 })
    await stage.pass(1)
    expect(await stage.changes('acme-api')).toHaveLength(1)
  })

  it('of another service stops nothing', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    await hold('rollbacks', 'jobs')
    await breakRelease(stage, 'api')
    await stage.pass(6)
    expect(await stage.changes('acme-api')).toHaveLength(1)
  })

  it('ends by itself', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    await hold('rollbacks', null, 5)
    await breakRelease(stage, 'api')
    await stage.pass(4)
    expect(await stage.changes('acme-api')).toEqual([])
    await stage.pass(4)
    expect(await stage.changes('acme-api')).toHaveLength(1)
  })

  it('is asked again between the decision and the call: what is ordered but held does not leave', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    await breakRelease(stage, 'api')
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'rollback', status500: 3 })
    await stage.pass(4)
    expect((await stage.story('INC-1')).incident.rollback?.state).toBe('ordered')
    await hold('rollbacks', null)
    await stage.pass(4)
    const story = await stage.story('INC-1')
    expect(story.incident.rollback?.state).toBe('stopped')
    expect(await stage.changes('acme-api')).toEqual([])
    expect(kindsOf(story)).toContain('rollback_stopped')
  })
})

describe('a hold on mail', () => {
  it('keeps tenants from being told, not responders, and says so', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    const placed = await hold('mail', null)
    await breakRelease(stage, 'api')
    await stage.pass(4)
    const mails = await stage.mails()
    expect(mailsTo(mails, NORTH, '')).toEqual([])
    expect(mails.filter((mail) => mail.subject.startsWith('[P1]'))).toHaveLength(2)
    const held = (await stage.story('INC-1')).timeline.find((line) => line.kind === 'notice_held')
    expect(held?.text).toContain('lead')
    await stage.api('DELETE', `/holds/${placed.id}`)
    await stage.pass(2)
    expect(mailsTo(await stage.mails(), NORTH, 'Investigating')).toHaveLength(1)
  })

  it('outlasts the incident: nobody hears of yesterday, nor that it is over', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    const placed = await hold('mail', null, 120)
    await breakRelease(stage, 'api')
    await stage.pass(45)
    expect((await stage.story('INC-1')).incident.phase).toBe('resolved')
    await stage.api('DELETE', `/holds/${placed.id}`)
    await stage.pass(3)
    expect(mailsTo(await stage.mails(), NORTH, '')).toEqual([])
    const reasons = await env.DB.prepare(`select what, reason from outbox where state = 'never' order by owed_at`).all()
    expect(reasons.results).toEqual([
      { what: 'first', reason: expect.stringContaining('overtaken') },
      { what: 'update', reason: expect.stringContaining('overtaken') },
      { what: 'resolution', reason: expect.stringContaining('nobody had been told') },
    ])
  })

  it('ends while it still burns: only what is true now is told', async () => {
    await stage.control('PUT', 'receivers/acme-api', { faultsOn: 'rollback', fail: 1 })
    await deployGoodThenBad(stage, { service: 'api' })
    const placed = await hold('mail', null, 120)
    await breakRelease(stage, 'api')
    await stage.pass(36)
    await stage.api('DELETE', `/holds/${placed.id}`)
    await stage.pass(3)
    const told = mailsTo(await stage.mails(), NORTH, '')
    expect(told.map((mail) => mail.subject)).toEqual(['[Acme] Update on Service Disruption'])
  })

  it('of another service holds nothing', async () => {
    await deployGoodThenBad(stage, { service: 'api' })
    await hold('mail', 'jobs')
    await breakRelease(stage, 'api')
    await stage.pass(4)
    expect(mailsTo(await stage.mails(), NORTH, 'Investigating')).toHaveLength(1)
  })
})
