// What people report: opened or joined through the API and by a form, and nothing of it twice.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { DAY, iso, MINUTE } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { askAt, BEARER, everyRow, expectArmour, expectRefusal, FORM, rowsOf, SCRIPT, seal } from './door.ts'

const opened = openRunbook(changed({ 'services.staging': { title: 'Staging', environment: 'staging' } }), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value
const WISH = { service: 'api', feature: 'inbox', summary: 'My inbox stays empty.', tenants: ['north'], by: 'Support' }

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  now = BEGIN
  for (const id of ['north', 'south', 'east']) {
    const services = id === 'east' ? ['web'] : ['api']
    await call('POST', '/tenants', { id, name: id, services, contacts: [`${id}@example.com`] })
  }
})

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return askAt(now, runbook, { path, ...init })
}

function call(method: string, path: string, body: unknown): Promise<Response> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  return ask(`/api/v1${path}`, { method, headers, body: JSON.stringify(body) })
}

type Said = { said: string; incident: { ref: string; severity: string; reasons: string[]; title: string } }

async function say(wish: object): Promise<Said> {
  const answer = await call('POST', '/incidents', wish)
  const text = await answer.text()
  expect(answer.status, text).toBe(201)
  expectArmour(answer, text)
  return JSON.parse(text)
}

const stories = () =>
  rowsOf<{ incident: string; event: string }>('select incident, event from incident_events order by incident, seq')

async function told(kind: string): Promise<Record<string, unknown>[]> {
  const events = (await stories()).map(({ event }): Record<string, unknown> => JSON.parse(event))
  return events.filter((event) => event.kind === kind)
}

describe('a report', () => {
  it('opens an incident in the name of who reports, and calls somebody', async () => {
    const { said, incident } = await say(WISH)
    expect(said).toBe('Opened as INC-1.')
    expect(incident).toMatchObject({ ref: 'INC-1', severity: 'P3', title: 'API: Inbox does not work' })
    expect(incident.reasons).toContain('trouble of one tenant, which nothing else shows, is P3')
    const [first] = await told('opened')
    expect(first).toMatchObject({
      by: { kind: 'api', name: 'Support' },
      signal: { source: 'person', summary: 'Support reports: My inbox stays empty.', tenants: ['north'] },
    })
    expect(await told('responders_called')).toMatchObject([{ responders: [{ id: 'first' }] }])
  })

  it.each([
    ['of everybody who uses a service is an outage for all', { feature: undefined, tenants: undefined }, 'P1'],
    ['that it works badly is a degradation', { feature: undefined, tenants: undefined, impact: 'degradation' }, 'P2'],
    ['of several tenants is not one', { tenants: ['north', 'south'] }, 'P1'],
    ['that something is let in is a matter of security', { impact: 'exposure' }, 'P1'],
    ['of what hurts nobody is for the next working day', { tenants: undefined, impact: 'advice' }, 'P4'],
    ['of a tenant that does not use it hurts nobody', { tenants: ['east'] }, 'P4'],
  ])('%s', async (_name, more, severity) => {
    expect((await say({ ...WISH, ...more })).incident.severity).toBe(severity)
  })

  it('of the same service joins what is open, and says with whom it began', async () => {
    await say(WISH)
    now += MINUTE
    const { said, incident } = await say({
      ...WISH,
      service: 'web',
      feature: undefined,
      tenants: undefined,
      by: 'Dana',
    })
    expect(said).toBe('It belongs to INC-1.')
    expect(incident).toMatchObject({ ref: 'INC-1' })
    expect(await told('opened')).toHaveLength(1)
    expect(await told('signal_joined')).toMatchObject([
      { why: 'web and api depend on each other', by: { name: 'Dana' } },
    ])
  })

  it('that is sent again, or ten times at once, is one report', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => say({ ...WISH, id: 'ticket-7' })))
    expect(new Set(all.map(({ incident }) => incident.ref))).toEqual(new Set(['INC-1']))
    expect((await say({ ...WISH, id: 'ticket-7' })).said).toBe('It was reported before and is part of INC-1.')
    expect(await told('opened')).toHaveLength(1)
    expect(await told('signal_joined')).toEqual([])
  })

  it('ends when a person says so, not by itself', async () => {
    await say(WISH)
    now += DAY
    const answer = await call('POST', '/incidents/INC-1/resolve', { by: 'Dana', text: 'The queue was stuck.' })
    expect(await answer.json()).toMatchObject({ said: 'Resolved.' })
    expect(await told('signal_recovered')).toMatchObject([{ by: { name: 'Dana' } }])
  })
})

describe('what is no report changes nothing', () => {
  it.each([
    ['a service nobody has', { service: 'apii' }, 'The runbook has no service "apii"; it has api, web, staging.'],
    ['a service named as every object has it', { service: 'constructor' }, null],
    ['a feature it has not', { feature: 'inbux' }, 'API has no feature "inbux"; it has inbox.'],
    [
      'staging',
      { service: 'staging', feature: undefined },
      'Staging is not production, so nothing of it is an incident.',
    ],
    ['a tenant nobody is', { tenants: ['nord'] }, 'No active tenant is called "nord".'],
    ['a beginning in the future', { startedAt: iso(BEGIN + DAY) }, 'It cannot have begun in the future.'],
    ['no words', { summary: ' ' }, null],
    ['another impact', { impact: 'cosmetic' }, null],
    ['nobody who reports', { by: undefined }, null],
    ['a word too many', { severity: 'P1' }, null],
  ])('%s', async (_name, more, sentence) => {
    const before = await everyRow()
    const text = await expectRefusal(await call('POST', '/incidents', { ...WISH, ...more }), [400])
    if (sentence !== null) expect(JSON.parse(text)).toEqual({ error: sentence })
    expect(await everyRow()).toBe(before)
  })
})

describe('the form', () => {
  const session = async () => {
    const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + MINUTE } as const
    return { cookie: `watchkeeper=${await seal.close(claim)}` }
  }
  const send = async (form: string, headers: Record<string, string>) =>
    await ask('/respond/report', { method: 'POST', headers: { ...FORM, ...headers }, body: form })

  it('offers every service and feature of production, under a name of its own', async () => {
    const answer = await ask('/respond', { headers: await session() })
    const text = await answer.text()
    expectArmour(answer, text)
    const form = text.slice(0, text.indexOf('</form>'))
    expect([...form.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'api',
      'api/inbox',
      'web',
      'outage',
      'degradation',
      'loss',
      'exposure',
      'advice',
    ])
    expect(text).toMatch(/name="id" value="[0-9a-f-]{36}"/)
  })

  it('opens an incident once, however often it is sent, and leads to it', async () => {
    const form = 'id=abc&about=api%2Finbox&impact=degradation&summary=It+is+empty&tenants=north%2C+south'
    for (let times = 0; times < 2; times++) {
      const answer = await send(form, await session())
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/respond/INC-1'])
    }
    expect(await told('opened')).toMatchObject([
      { by: { kind: 'responder', name: 'First' }, signal: { feature: 'inbox', tenants: ['north', 'south'] } },
    ])
  })

  it.each([
    ['without a session', 'about=api&impact=outage&summary=x', false, 401],
    ['about nothing', 'about=&impact=outage&summary=x', true, 400],
    ['without words', 'about=api&impact=outage&summary=+', true, 400],
    ['with too many of them', `about=api&impact=outage&summary=${'x'.repeat(201)}`, true, 400],
    ['with another impact', 'about=api&impact=constructor&summary=x', true, 400],
    ['of a tenant nobody is', 'about=api&impact=outage&summary=x&tenants=nord', true, 400],
    ['of a tag', `about=${encodeURIComponent(SCRIPT)}&impact=outage&summary=x`, true, 400],
  ])('%s does nothing, and says why', async (_name, form, isSignedIn, status) => {
    const before = await everyRow()
    await expectRefusal(await send(form, isSignedIn ? await session() : {}), [status])
    expect(await everyRow()).toBe(before)
  })
})
