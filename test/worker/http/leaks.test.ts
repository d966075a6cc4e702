// A leaked secret: an incident of its own type, with a checklist whose rotation keeps its order.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import { iso, MINUTE } from '../../../src/core/time.ts'
import { theatre } from '../theatre.ts'
import { expectArmour, expectRefusal, FORM, rowsOf, signIn } from './door.ts'

const LEAK = {
  service: 'api',
  impact: 'secret-leak',
  secret: 'ACME_MAIL_KEY',
  summary: 'It stood in a public log.',
  by: 'Kim',
}

const STEPS = [
  'Create a new ACME_MAIL_KEY; the old one stays valid until the last step.',
  'Set it on railway.',
  'Redeploy what uses it on railway.',
  'Verify that it works, and that it is set, by listing names and never values.',
  'Revoke the old ACME_MAIL_KEY.',
]

let stage: Stage

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  stage = await openStage(theatre())
})

type Said = {
  said?: string
  error?: string
  incident: { ref: string; severity: string; title: string; checklist: { id: string; what: string }[] }
}

const report = async (more: object = {}) => await stage.api<Said>('POST', '/incidents', { ...LEAK, ...more })
const command = async (name: string, body: object = {}) =>
  await stage.api<Said>('POST', `/incidents/INC-1/${name}`, { by: 'Kim', ...body })
const kindsOf = async (ref: string) => (await stage.story(ref)).timeline.map(({ kind }) => kind)

/** What anybody said or did; what Watchkeeper does meanwhile goes on. */
const told = () => rowsOf(`select * from incident_events where event->'by'->>'kind' <> 'rule'`)

async function rotate(): Promise<void> {
  for (let step = 1; step <= STEPS.length; step++)
    expect(await command('tick', { item: `item-${step}` })).toMatchObject({
      status: 200,
      body: { said: 'Ticked off.' },
    })
}

describe('a leak', () => {
  it('is P1 and begins with the rotation, then what has to be found out and told', async () => {
    const { status, body } = await report()
    expect(status).toBe(201)
    expect(body.incident).toMatchObject({ severity: 'P1', title: 'Core API has leaked a secret: ACME_MAIL_KEY' })
    expect(body.incident.checklist.map(({ what }) => what)).toEqual([
      ...STEPS,
      'Audit the logs for the time in which ACME_MAIL_KEY could be used by others, until the old value was revoked.',
      'Misuse of ACME_MAIL_KEY: Look for mails that nobody here has sent.',
      'Find out whether data of users may have been exposed.',
      'Tell the users whose data may have been exposed; it is enough that it may.',
      'Write down what leaked, the exposure window, the impact and the remediation.',
    ])
  })

  it('suspects no deploy, takes none back, tells no tenant, and is never one with an outage of the same service', async () => {
    await stage.api('POST', '/tenants', { id: 'north', name: 'North', services: ['api'], contacts: ['it@example.com'] })
    const deploy = (sha: string, ago: number, more: object = {}) =>
      stage.api('POST', '/deploys', {
        service: 'api',
        sha,
        migration: 'none',
        finishedAt: iso(stage.now() - ago),
        ...more,
      })
    await deploy('good', 90 * MINUTE, { verified: true, variablesChanged: false })
    await deploy('bad1', 5 * MINUTE, { variablesChanged: false })
    await report()
    await stage.pass(5)
    expect((await kindsOf('INC-1')).filter((kind) => /deploy|gate|rollback|notice_written/.test(kind))).toEqual([])
    expect(await stage.page('/')).not.toContain('INC-1')
    await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
    await stage.pass(2)
    expect(await kindsOf('INC-2')).toEqual(expect.arrayContaining(['deploy_suspected', 'gate_evaluated']))
    expect((await report({ id: 'second', service: 'web' })).body.said).toBe('It belongs to INC-1.')
    expect(await kindsOf('INC-1')).not.toContain('gate_evaluated')
    expect(await rowsOf('select ref from incidents order by ref')).toEqual([{ ref: 'INC-1' }, { ref: 'INC-2' }])
  })

  it('keeps the order of a rotation, in which revoking is last, and resolves only after it', async () => {
    await report()
    const before = await told()
    const refused = await command('tick', { item: 'item-5' })
    expect(refused).toMatchObject({
      status: 409,
      body: { error: `The steps of a rotation keep their order; first comes "${STEPS[0]}".` },
    })
    expect(await command('resolve')).toMatchObject({
      status: 409,
      body: { error: `ACME_MAIL_KEY is not rotated yet; next comes "${STEPS[0]}".` },
    })
    expect(await command('tick', { item: 'item-99' })).toMatchObject({ status: 409 })
    expect(await told()).toEqual(before)
    expect(await command('tick', { item: 'item-8' })).toMatchObject({ status: 200 })
    await rotate()
    expect(await command('tick', { item: 'item-1' })).toMatchObject({ body: { error: 'Kim has done it already.' } })
    expect(await command('resolve')).toMatchObject({ status: 200, body: { said: 'Resolved.' } })
    expect(await rowsOf(`select kind, incident, done_at, done_by from duties where kind = 'rotation'`)).toEqual([
      { kind: 'rotation', incident: 'INC-1', done_at: expect.any(Number), done_by: 'Kim' },
    ])
    const headers = await signIn(stage)
    const postmortem = await (await stage.request('/respond/INC-1/postmortem.md', { headers })).text()
    expect(postmortem).toMatch(/## Checklist\n\n- Create a new .* Done at /)
    expect(postmortem).toMatch(/Tell the users .* Not done\./)
  })

  it('that leaks once more after its rotation has to be rotated once more', async () => {
    await report()
    expect((await report({ id: 'again' })).body.incident.checklist).toHaveLength(10)
    await rotate()
    const { body } = await report({ id: 'and-again' })
    expect(body.incident.checklist).toHaveLength(20)
    expect(await command('resolve')).toMatchObject({ status: 409 })
  })

  it('is a list with a button for each item whose turn it is, on the page of the incident', async () => {
    await report()
    const headers = await signIn(stage)
    const open = async () => {
      const answer = await stage.request('/respond/INC-1', { headers })
      const html = await answer.text()
      expectArmour(answer, html)
      expect(html).toContain('Rotating ACME_MAIL_KEY: Mails wait until it is redeployed.')
      return [...html.matchAll(/name="item" value="([^"]+)"/g)].map(([, item]) => item)
    }
    expect(await open()).toEqual(['item-1', 'item-6', 'item-7', 'item-8', 'item-9', 'item-10'])
    const body = 'action=tick&item=item-1'
    const answer = await stage.request('/respond/INC-1', { method: 'POST', headers: { ...FORM, ...headers }, body })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/respond/INC-1#checklist'])
    expect((await open()).slice(0, 2)).toEqual(['item-2', 'item-6'])
  })

  it('is reported by the form too', async () => {
    const headers = { ...FORM, ...(await signIn(stage)) }
    const body = 'id=1&about=api&impact=secret-leak&secret=ACME_MAIL_KEY&summary=It+was+mailed'
    expect((await stage.request('/respond/report', { method: 'POST', headers, body })).status).toBe(303)
    expect(await rowsOf(`select state->>'severity' as severity from incidents`)).toEqual([{ severity: 'P1' }])
  })
})

describe('what is no leak changes nothing', () => {
  const VALUE = 're_4f9aK2mQx7Zt'

  it.each([
    [
      'a secret nobody knows, which may be the value',
      { secret: VALUE },
      'A leak names a secret of the runbook; it has ACME_MAIL_KEY.',
    ],
    ['no secret', { secret: undefined }, 'A leak names a secret of the runbook; it has ACME_MAIL_KEY.'],
    [
      'the value in the sentence',
      { summary: `it is ${VALUE}` },
      'The sentence holds what looks like a Resend key; a secret is told by its name.',
    ],
    ['a secret of an outage', { impact: 'outage' }, 'Only a secret-leak names a secret.'],
  ])('%s', async (_name, more, sentence) => {
    const before = await told()
    const { status, body } = await report(more)
    expect({ status, body }).toEqual({ status: 400, body: { error: sentence } })
    expect(JSON.stringify(body)).not.toContain(VALUE)
    expect(await told()).toEqual(before)
  })

  it('a report that was something else before', async () => {
    await report({ id: 'ticket', impact: 'outage', secret: undefined })
    const before = await told()
    const headers = { authorization: `Bearer ${env.ADMIN_TOKEN}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ ...LEAK, id: 'ticket' })
    await expectRefusal(await stage.request('/api/v1/incidents', { method: 'POST', headers, body }), [400])
    expect(await told()).toEqual(before)
  })
})
