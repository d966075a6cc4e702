// Each route asked as it should be: what it answers, and what is stored afterwards.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../../drills/stage.ts'
import { BEARER, everyRow, expectArmour, FORM, knock, openHouse, rowsOf, seal, signIn } from './door.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openHouse()
})

async function answered(path: string, init: RequestInit = {}): Promise<[number, string, Headers]> {
  const answer = await knock(stage, { path, ...init })
  const text = await answer.text()
  expectArmour(answer, text, path === '/')
  return [answer.status, text, answer.headers]
}

async function call(method: string, route: string, body?: unknown): Promise<[number, unknown]> {
  const headers = { ...BEARER, 'content-type': 'application/json; charset=UTF-8' }
  const [status, text] = await answered(`/api/v1${route}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  })
  return [status, JSON.parse(text)]
}

const READS: [string, Record<string, string>, RegExp][] = [
  ['/', {}, /Core API/],
  ['/healthz', {}, /^{"status":"ok"}$/],
  ['/api/v1/incidents', BEARER, /^{"incidents":\[{"ref":"INC-1"/],
  ['/api/v1/incidents/INC-1', BEARER, /"timeline":\[/],
  ['/api/v1/incidents/INC-1/postmortem', BEARER, /^# Post-mortem: .+\n\n.+, INC-1, investigating\./],
  ['/api/v1/deploys', BEARER, /^{"deploys":\[\]}$/],
  ['/api/v1/tenants', BEARER, /"contacts":\["it@example.com"\]/],
  ['/api/v1/holds', BEARER, /^{"holds":\[\]}$/],
  ['/api/v1/silences', BEARER, /^{"silences":\[\]}$/],
]

describe('reading stores nothing', () => {
  it.each(READS)('GET %s', async (path, headers, said) => {
    const before = await everyRow()
    const [status, text] = await answered(path, { headers })
    expect([status, said.test(text)], text.slice(0, 300)).toEqual([200, true])
    const [again, body] = await answered(path, { method: 'HEAD', headers })
    expect([again, body]).toEqual([200, ''])
    expect(await everyRow()).toBe(before)
  })

  it('GET /respond and /respond/INC-1 with a session', async () => {
    const before = await everyRow()
    const headers = await signIn(stage)
    for (const path of ['/respond', '/respond/INC-1']) expect((await answered(path, { headers }))[0]).toBe(200)
    expect(await everyRow()).toBe(before)
  })

  it('the draft of a post-mortem is a file, the same for responders and programs', async () => {
    const before = await everyRow()
    const headers = await signIn(stage)
    const [status, text, said] = await answered('/respond/INC-1/postmortem.md', { headers })
    expect([status, said.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8'])
    expect(said.get('content-disposition')).toBe('attachment; filename="2026-03-02-core-api-does-not-work.md"')
    expect(text).toContain('| To acknowledge, from detection | not known | not known |')
    expect((await answered('/api/v1/incidents/INC-1/postmortem', { headers: BEARER }))[1]).toBe(text)
    expect((await answered('/respond/INC-1', { headers }))[1]).toContain('href="/respond/INC-1/postmortem.md"')
    expect(await everyRow()).toBe(before)
  })

  it('the status page may be kept for a moment, and is not sent again while it is the same', async () => {
    const [, , headers] = await answered('/')
    expect(headers.get('cache-control')).toBe('public, max-age=5')
    const [status] = await answered('/', { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect(status).toBe(304)
  })
})

describe('writing stores what was said', () => {
  it('a deploy', async () => {
    const [status, said] = await call('POST', '/deploys', {
      service: 'web',
      sha: 'abcdef1',
      author: 'Kim “ק” Ng',
      verified: true,
    })
    expect([status, said]).toEqual([
      201,
      { deploy: expect.objectContaining({ id: 'production/web/abcdef1', author: 'Kim “ק” Ng' }) },
    ])
    expect(await rowsOf('select id, service from deploys')).toEqual([{ id: 'production/web/abcdef1', service: 'web' }])
  })

  it('a tenant, each address once', async () => {
    const contacts = ['a@example.com', 'b@example.com', 'A@example.com', 'a@example.com']
    const [status] = await call('POST', '/tenants', { id: 'south', name: 'Süd', services: ['api', 'api'], contacts })
    expect(status).toBe(201)
    expect(await rowsOf('select name, services from tenants where id = ?1', 'south')).toEqual([
      { name: 'Süd', services: '["api"]' },
    ])
    expect(await rowsOf('select email from contacts where tenant = ?1', 'south')).toHaveLength(2)
  })

  it('a hold, and its end', async () => {
    const [status, said] = await call('POST', '/holds', {
      scope: 'mail',
      author: 'Kim',
      reason: 'two\nlines',
      minutes: 5,
    })
    expect([status, said]).toEqual([
      201,
      { hold: expect.objectContaining({ scope: 'mail', service: null, reason: 'two\nlines' }) },
    ])
    const [hold] = await rowsOf<{ id: string; left: number }>('select id, until_at - from_at as left from holds')
    expect(hold?.left).toBeGreaterThanOrEqual(300_000)
    expect(await call('DELETE', `/holds/${hold?.id}`)).toEqual([200, { released: true }])
  })

  const lastEvent = async () => {
    const [row] = await rowsOf<{ event: string }>('select event from incident_events order by seq desc limit 1')
    return JSON.parse(row?.event ?? '{}')
  }

  it('a note, with a tag in it that stays text', async () => {
    const text = '<script>alert(1)</script> & more'
    const [status, said] = await call('POST', '/incidents/INC-1/note', { by: 'Kim', text })
    expect([status, said]).toEqual([200, expect.objectContaining({ said: 'Noted.' })])
    expect(await lastEvent()).toMatchObject({ kind: 'noted', text, by: { kind: 'api', name: 'Kim' } })
    const [, story] = await call('GET', '/incidents/INC-1')
    expect(JSON.stringify(story)).toContain(text)
    const [, page] = await answered('/respond/INC-1', { headers: await signIn(stage) })
    expect(page).toContain('&lt;script&gt;')
  })

  it('a severity, whose it is and why; the same again is refused', async () => {
    const asked = { by: 'Kim', severity: 'P3', reason: 'one test tenant' }
    const [status, said] = await call('POST', '/incidents/INC-1/classify', asked)
    expect([status, said]).toMatchObject([200, { incident: { severity: 'P3', severitySetBy: 'Kim' } }])
    const told = await rowsOf<{ event: string }>(`select event from incident_events where event->>'setBy' = 'Kim'`)
    expect(told.map(({ event }) => JSON.parse(event))).toMatchObject([
      { kind: 'classified', severity: 'P3', by: { name: 'Kim' } },
    ])
    const [row] = await rowsOf(`select state->>'severity' as severity from incidents`)
    expect(row).toEqual({ severity: 'P3' })
    expect(await call('POST', '/incidents/INC-1/classify', asked)).toEqual([
      409,
      { error: expect.stringMatching(/^It is P3 already, as Kim set it at .* UTC\.$/) },
    ])
  })

  it('a link that is pressed, once', async () => {
    const token = await seal.close({
      action: 'acknowledge',
      incident: 'INC-1',
      responder: 'lead',
      expiresAt: stage.now() + 60_000,
    })
    const press = () =>
      answered(`/links/${token}`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' })
    expect((await press())[1]).toContain('Acknowledged.')
    expect(await lastEvent()).toMatchObject({ kind: 'acknowledged', by: { kind: 'responder', name: 'Lead' } })
    expect((await press())[1]).toContain('Already acknowledged by Lead')
  })

  it('a form, which leads back to the page', async () => {
    const headers = { ...FORM, ...(await signIn(stage)) }
    const [status, , answer] = await answered('/respond/INC-1', {
      method: 'POST',
      headers,
      body: 'action=note&text=seen',
    })
    expect([status, answer.get('location')]).toEqual([303, expect.stringMatching(/^\/respond\/INC-1(#\w+)?$/)])
    expect(await lastEvent()).toMatchObject({ kind: 'noted', text: 'seen', by: { kind: 'responder', name: 'Lead' } })
  })

  it.each([
    ['everything', '', null],
    ['one service', 'api', 'api'],
  ])('a hold by form, for %s', async (_name, chosen, service) => {
    const headers = { ...FORM, ...(await signIn(stage)) }
    const reason = `looking at ${service}`
    const body = new URLSearchParams({ action: 'hold-mail', service: chosen, reason, minutes: '5' })
    const [status, , answer] = await answered('/respond/INC-1', { method: 'POST', headers, body: body.toString() })
    expect([status, answer.get('location')]).toEqual([303, '/respond/INC-1#holds'])
    expect(await rowsOf('select scope, service, author from holds where reason = ?1', reason)).toEqual([
      { scope: 'mail', service, author: 'Lead' },
    ])
  })

  it('a hold by form asks which service, of those in the runbook', async () => {
    const [, page] = await answered('/respond/INC-1', { headers: await signIn(stage) })
    expect(page).toContain(
      '<option value="">Everything</option><option value="api">Core API</option>' +
        '<option value="web">Web</option><option value="jobs">Jobs</option></select>',
    )
  })

  it('the key to the responders’ pages: a session, and no row', async () => {
    const before = await everyRow()
    const body = `key=${BEARER.authorization.slice(7)}`
    const [status, , headers] = await answered('/respond', { method: 'POST', headers: FORM, body })
    expect(status).toBe(303)
    expect(headers.get('set-cookie')).toMatch(
      /^watchkeeper=[^;]+; Max-Age=43200; Path=\/respond; HttpOnly; SameSite=Lax$/,
    )
    expect(await everyRow()).toBe(before)
  })

  it('a conflict is said and stores nothing', async () => {
    const before = await everyRow()
    const [status, said] = await call('POST', '/incidents/INC-1/close', { by: 'Kim', cause: 'x' })
    expect([status, said]).toEqual([409, { error: 'It has to be resolved first; it is investigating.' }])
    expect(await everyRow()).toBe(before)
  })
})
