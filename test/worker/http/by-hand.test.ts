// Merging and scope at the front door: through the API and by forms without script, stored to the letter, refused in words.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { askAt, BEARER, expectArmour, expectRefusal, FORM, rowsOf, seal } from './door.ts'

const opened = openRunbook(changed({ 'services.docs': { title: 'Docs' } }), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value

let now = BEGIN

/** INC-1 is about the API and hurts north and south; INC-2 is about the documentation. */
beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  now = BEGIN
  for (const id of ['north', 'south', 'east']) {
    const services = id === 'east' ? ['docs'] : ['api']
    await call('/tenants', { id, name: `${id} Ltd`, services, contacts: [`${id}@example.com`] })
  }
  await call('/incidents', { service: 'api', summary: 'It is down.', by: 'Support' })
  await call('/incidents', { service: 'docs', summary: 'It is down, too.', by: 'Support' })
  now += MINUTE
})

async function call(path: string, body: unknown): Promise<Response> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  return await askAt(now, runbook, { path: `/api/v1${path}`, method: 'POST', headers, body: JSON.stringify(body) })
}

async function session() {
  const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + MINUTE } as const
  return { cookie: `watchkeeper=${await seal.close(claim)}` }
}

async function page(path: string): Promise<string> {
  const answer = await askAt(now, runbook, { path, headers: await session() })
  const text = await answer.text()
  expectArmour(answer, text, path === '/')
  return text
}

async function send(ref: string, form: [string, string][]): Promise<Response> {
  const headers = { ...FORM, ...(await session()) }
  const body = new URLSearchParams(form).toString()
  return await askAt(now, runbook, { path: `/respond/${ref}`, method: 'POST', headers, body })
}

async function told(kind: string): Promise<Record<string, unknown>[]> {
  const rows = await rowsOf<{ event: string }>('select event from incident_events order by at, incident, seq')
  return rows.map(({ event }) => JSON.parse(event)).filter((event) => event.kind === kind)
}

/** Messages of the beginning may still be leaving; what people did is what was done by hand. */
function byPeople(): Promise<unknown[]> {
  return rowsOf(`select * from incident_events where event->'by'->>'kind' <> 'rule' order by incident, seq`)
}

describe('merging', () => {
  it('by the API ends the one, and is told on every page', async () => {
    const answer = await call('/incidents/INC-2/merge', { by: 'Dana', into: 'INC-1', reason: 'One host.' })
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { incident: { ref: 'INC-2', phase: 'closed', mergedInto: 'INC-1' } },
    ])
    expect(await told('merged')).toMatchObject([{ into: 'INC-1', by: { name: 'Dana' } }])
    expect(await told('absorbed')).toMatchObject([{ ref: 'INC-2', by: { name: 'Dana' } }])
    expect(await page('/')).toContain('<a href="#INC-1">This is part of INC-1.</a>')
    expect(await page('/respond/INC-2')).toContain('href="/respond/INC-1">INC-1</a>')
    const before = await byPeople()
    const again = { by: 'Ed', into: 'INC-1', reason: 'Again.' }
    expect(JSON.parse(await expectRefusal(await call('/incidents/INC-2/merge', again), [409]))).toEqual({
      error: 'This incident was merged into INC-1 by Dana at 2026-03-02 09:01 UTC.',
    })
    expect(await byPeople()).toEqual(before)
  })

  it('by the form, which offers the others that are open', async () => {
    const html = await page('/respond/INC-2')
    expect(html).toContain('<select name="into"><option value="INC-1">INC-1: API does not work</option></select>')
    const answer = await send('INC-2', [
      ['action', 'merge'],
      ['into', 'INC-1'],
      ['reason', 'One host.'],
    ])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/respond/INC-2'])
    expect(await told('absorbed')).toMatchObject([{ by: { kind: 'responder', name: 'First' } }])
    expect(await page('/respond/INC-1')).not.toContain('name="into"')
  })
})

describe('the scope', () => {
  it('by the API', async () => {
    const wish = { by: 'Dana', reason: 'I asked them.', tenants: { remove: ['south'] }, services: { add: ['docs'] } }
    const answer = await call('/incidents/INC-1/rescope', wish)
    const said = await answer.json()
    expect([answer.status, said]).toMatchObject([200, { said: 'The scope is set.' }])
    expect(said).toHaveProperty('incident.scope.ids', expect.arrayContaining(['north', 'east']))
    expect(await told('rescoped')).toMatchObject([
      { services: { added: ['docs'] }, tenants: { removed: ['south'] }, reason: 'I asked them.' },
    ])
  })

  it('by the form, where what is hurt is ticked; only what was changed is a change', async () => {
    const html = await page('/respond/INC-1')
    const ticked = (name: string) =>
      [...html.matchAll(/<input type="checkbox" name="([^"]+)" value="([^"]+)" checked=""/g)]
        .filter(([, field]) => field === `${name}[]`)
        .map(([, , value]) => value)
    expect([ticked('services'), ticked('tenants')]).toEqual([['api'], ['north', 'south']])
    // Meanwhile another hand has added east, which this form has not seen.
    await call('/incidents/INC-1/rescope', { by: 'Dana', reason: 'They use it.', tenants: { add: ['east'] } })
    const answer = await send('INC-1', [
      ['action', 'rescope'],
      ['tenants-shown[]', 'north'],
      ['tenants-shown[]', 'south'],
      ['tenants[]', 'north'],
      ['reason', 'South is fine.'],
    ])
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/respond/INC-1#latest'])
    const [row] = await rowsOf<{ ids: string }>(
      `select state->'scope'->'ids' as ids from incidents where ref = 'INC-1'`,
    )
    expect(JSON.parse(row?.ids ?? '[]').toSorted()).toEqual(['east', 'north'])
  })
})

describe('what makes no sense changes nothing', () => {
  it.each<[string, string, object, number, string | null]>([
    [
      'merging into nothing',
      'merge',
      { reason: 'x' },
      409,
      'There is no incident with this name that it could be merged into.',
    ],
    ['merging into itself', 'merge', { into: 'INC-1', reason: 'x' }, 409, 'An incident is not merged into itself.'],
    ['merging without a reason', 'merge', { into: 'INC-2' }, 409, 'The reason is missing.'],
    ['a scope without a change', 'rescope', { reason: 'x' }, 409, 'That is its scope already.'],
    [
      'a tenant nobody is',
      'rescope',
      { reason: 'x', tenants: { add: ['nord'] } },
      409,
      'No active tenant is called "nord".',
    ],
    ['a list instead of a change', 'rescope', { reason: 'x', tenants: ['north'] }, 400, null],
    ['a severity nobody has seen', 'classify', { reason: 'x', severity: 'P2', from: 'P9' }, 400, null],
  ])('%s', async (_name, action, wish, status, sentence) => {
    const before = await byPeople()
    const text = await expectRefusal(await call(`/incidents/INC-1/${action}`, { by: 'Dana', ...wish }), [status])
    if (sentence !== null) expect(JSON.parse(text)).toEqual({ error: sentence })
    expect(await byPeople()).toEqual(before)
  })
})
