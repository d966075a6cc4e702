// Every door tried with the wrong method, key, name or link: refused with words, and not a row is different afterwards.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../../drills/stage.ts'
import { type LinkAction, openSeal } from '../../../src/seal.ts'
import { BEARER, everyRow, expectArmour, expectRefusal, FORM, knock, openHouse, SCRIPT, seal, signIn } from './door.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const LONG = 'n'.repeat(10_000)

let stage: Stage
let before: string

beforeAll(async () => {
  stage = await openHouse()
  before = await everyRow()
})

async function refuse(path: string, init: RequestInit, statuses: number[]): Promise<string> {
  let said = ''
  for (const accept of ['application/json', 'text/html,*/*']) {
    const headers = { accept, ...Object.fromEntries(new Headers(init.headers)) }
    said = await expectRefusal(await knock(stage, { path, ...init, headers }), statuses)
  }
  expect(await everyRow()).toBe(before)
  return said
}

const METHODS: [string, string, string[]][] = [
  ['the status page', '/', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['health', '/healthz', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a hook', '/hooks/sentry', ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a job', '/heartbeats/x', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the jobs', '/api/v1/heartbeats', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['numbers', '/api/v1/metrics', ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the services', '/api/v1/services', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the monitors', '/api/v1/monitors', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a series', '/api/v1/monitors/x/series', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['maintenance', '/api/v1/maintenance', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['one maintenance', '/api/v1/maintenance/x', ['GET', 'POST', 'PUT', 'PATCH', 'OPTIONS']],
  ['the responders’ list', '/respond', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['an incident’s page', '/respond/INC-1', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a report', '/respond/report', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a draft', '/respond/INC-1/postmortem.md', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a link', '/links/x', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the incidents', '/api/v1/incidents', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['an incident', '/api/v1/incidents/INC-1', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a draft for programs', '/api/v1/incidents/INC-1/postmortem', ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a command', '/api/v1/incidents/INC-1/note', ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the deploys', '/api/v1/deploys', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the tenants', '/api/v1/tenants', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['the silences', '/api/v1/silences', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a silence', '/api/v1/silences/x', ['GET', 'POST', 'PUT', 'PATCH', 'OPTIONS']],
  ['the holds', '/api/v1/holds', ['PUT', 'PATCH', 'DELETE', 'OPTIONS']],
  ['a hold', '/api/v1/holds/x', ['GET', 'POST', 'PUT', 'PATCH', 'OPTIONS']],
]

describe('the wrong method is refused for', () => {
  it.each(METHODS)('%s', async (_name, path, methods) => {
    for (const method of methods) await refuse(path, { method, headers: { ...BEARER, ...FORM } }, [403, 404, 405])
  })
})

const KEYS: [string, Record<string, string>, number][] = [
  ['no key', {}, 401],
  ['an empty header', { authorization: '' }, 401],
  ['the word Bearer alone', { authorization: 'Bearer' }, 400],
  ['Bearer and blanks', { authorization: 'Bearer    ' }, 400],
  ['another token', { authorization: 'Bearer token-of-the-tests-0001' }, 401],
  ['the token and one character', { authorization: `${BEARER.authorization}x` }, 401],
  ['the token without its last', { authorization: BEARER.authorization.slice(0, -1) }, 401],
  ['the token twice', { authorization: `${BEARER.authorization}, ${BEARER.authorization}` }, 400],
  ['the token without Bearer', { authorization: BEARER.authorization.slice(7) }, 400],
  ['Basic', { authorization: `Basic ${btoa('admin:admin')}` }, 400],
  ['a tag', { authorization: `Bearer ${SCRIPT}` }, 400],
  ['10 kB of it', { authorization: `Bearer ${LONG}` }, 401],
  ['it in a cookie', { cookie: `watchkeeper=${BEARER.authorization.slice(7)}` }, 401],
  ['it under another name', { 'x-api-key': BEARER.authorization.slice(7) }, 401],
]

const ROUTES = [
  'GET /incidents',
  'POST /incidents',
  'GET /incidents/INC-1',
  'GET /incidents/INC-1/postmortem',
  'POST /incidents/INC-1/note',
  'POST /incidents/INC-1/classify',
  'POST /incidents/INC-1/dismiss',
  'GET /deploys',
  'POST /deploys',
  'GET /heartbeats',
  'POST /metrics',
  'GET /services',
  'GET /monitors',
  'GET /monitors/x/series',
  'GET /maintenance',
  'POST /maintenance',
  'DELETE /maintenance/x',
].concat([
  'GET /tenants',
  'POST /tenants',
  'GET /holds',
  'POST /holds',
  'DELETE /holds/x',
  'GET /silences',
  'POST /silences',
  'DELETE /silences/x',
  'GET /nothing',
])

describe.each(KEYS)('the API refuses %s', (_name, headers, status) => {
  it.each(ROUTES)('on %s', async (route) => {
    const [method = '', path] = route.split(' ')
    const body = method === 'POST' ? '{"by":"x","text":"y"}' : null
    await refuse(`/api/v1${path}`, { method, headers: { ...JSON_TYPE, ...headers }, body }, [status])
  })
})

const NAMES: [string, string, number[]][] = [
  ['steps up', '..%2f..%2fetc', [404, 403]],
  ['a NUL', 'a%00b', [400]],
  ['a line break', 'a%0d%0aSet-Cookie:%20a=b', [400]],
  ['half an escape', '%', [400]],
  ['bytes that are not UTF-8', '%ff%fe', [400]],
  ['constructor', 'constructor', [404, 403]],
  ['__proto__', '__proto__', [404, 403]],
  ['a tag', encodeURIComponent(SCRIPT), [404, 403]],
  ['an end of a statement', encodeURIComponent("' or 1=1; drop table incidents --"), [404, 403]],
  ['10 kB of it', LONG, [404, 403]],
  ['words that turn around', encodeURIComponent('x\u202ey'), [404, 403]],
]

const NAMED: [string, (name: string) => string, RequestInit][] = [
  ['an incident', (name) => `/api/v1/incidents/${name}`, { headers: BEARER }],
  ['a draft', (name) => `/api/v1/incidents/${name}/postmortem`, { headers: BEARER }],
  [
    'a command',
    (name) => `/api/v1/incidents/${name}/note`,
    { method: 'POST', headers: { ...BEARER, ...JSON_TYPE }, body: '{"by":"x","text":"y"}' },
  ],
  ['a hold', (name) => `/api/v1/holds/${name}`, { method: 'DELETE', headers: BEARER }],
  ['a silence', (name) => `/api/v1/silences/${name}`, { method: 'DELETE', headers: BEARER }],
  ['maintenance', (name) => `/api/v1/maintenance/${name}`, { method: 'DELETE', headers: BEARER }],
  ['a monitor', (name) => `/api/v1/monitors/${name}/series`, { headers: BEARER }],
  ['a source', (name) => `/hooks/${name}`, { method: 'POST', body: '{}' }],
  ['a source with a token', (name) => `/hooks/${name}/${name}`, { method: 'POST', body: '{}' }],
  ['a job', (name) => `/heartbeats/${name}`, {}],
  ['a job that has failed', (name) => `/heartbeats/${name}/fail`, { method: 'POST', body: '' }],
  ['a link', (name) => `/links/${name}`, {}],
  ['a link that is pressed', (name) => `/links/${name}`, { method: 'POST', body: '' }],
  ['a key of a page', (name) => `/respond/INC-1?key=${name}`, {}],
]

describe.each(NAMED)('%s is not called', (_kind, path, init) => {
  it.each(NAMES)('%s', async (_name, name, statuses) => {
    await refuse(path(name), init, [...statuses, 403])
  })
})

describe('a responder’s page is not called', () => {
  it.each(NAMES)('%s', async (_name, name, statuses) => {
    const cookie = await signIn(stage)
    await refuse(`/respond/${name}`, { headers: cookie }, statuses)
    await refuse(`/respond/${name}/postmortem.md`, { headers: cookie }, statuses)
    await refuse(
      `/respond/${name}`,
      { method: 'POST', headers: { ...cookie, ...FORM }, body: 'action=acknowledge' },
      statuses,
    )
  })
})

const QUERIES = [`?a=${SCRIPT}`, `?${LONG}`, '?%', '?key', '?__proto__[a]=1', '?a=%00', '??&&==#<script>']

describe('a query nobody asked for changes nothing on', () => {
  it.each(['/', '/healthz', '/respond', '/nothing'])('%s', async (path) => {
    const plain = await knock(stage, { path })
    await plain.text()
    for (const query of QUERIES) {
      const answer = await knock(stage, { path: `${path}${query}`, headers: { accept: 'text/html' } })
      expect(answer.status).toBe(plain.status)
      expectArmour(answer, await answer.text(), path === '/')
    }
    expect(await everyRow()).toBe(before)
  })
})

const sealWith = (key: string, action: LinkAction, more: object = {}) =>
  openSeal(key).close({ action, incident: 'INC-1', responder: 'lead', expiresAt: stage.now() + 60_000, ...more })
const encoded = (part: object) => btoa(JSON.stringify(part)).replaceAll('=', '')

const LINKS: [string, () => Promise<string> | string][] = [
  ['of another key', () => sealWith('another-signing-key-of-32-letters', 'acknowledge')],
  [
    'that has expired',
    () => seal.close({ action: 'acknowledge', incident: 'INC-1', responder: 'lead', expiresAt: stage.now() - 1_000 }),
  ],
  [
    'signed by nobody',
    () =>
      `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded({ act: 'acknowledge', inc: 'INC-1', sub: 'lead', end: 9e9 })}.`,
  ],
  [
    'with one letter less',
    async () => (await sealWith('signing-key-of-the-tests-0000000', 'acknowledge')).slice(0, -1),
  ],
  [
    'whose end was changed',
    async () =>
      (await sealWith('signing-key-of-the-tests-0000000', 'acknowledge')).replace(
        /\.[^.]+\./,
        `.${encoded({ act: 'approve', inc: 'INC-1', sub: 'lead', end: 9e9 })}.`,
      ),
  ],
  [
    'for every incident',
    () => seal.close({ action: 'acknowledge', incident: null, responder: 'lead', expiresAt: stage.now() + 60_000 }),
  ],
  ['to look', () => sealWith('signing-key-of-the-tests-0000000', 'respond')],
]

describe('a link acts on nothing', () => {
  it.each(LINKS)('%s', async (_name, make) => {
    const token = await make()
    await refuse(`/links/${token}`, {}, [403])
    await refuse(`/links/${token}`, { method: 'POST', headers: FORM, body: '' }, [403])
  })

  it.each(LINKS.slice(0, 6))('and opens no page: %s', async (_name, make) => {
    await refuse(`/respond/INC-1?key=${await make()}`, {}, [403])
  })

  it('by being looked at', async () => {
    const token = await sealWith('signing-key-of-the-tests-0000000', 'acknowledge')
    const answer = await knock(stage, { path: `/links/${token}` })
    expect(answer.status).toBe(200)
    expectArmour(answer, await answer.text())
    expect(await everyRow()).toBe(before)
  })
})

const COOKIES: [string, () => Promise<string> | string][] = [
  ['empty', () => 'watchkeeper='],
  ['garbage', () => 'watchkeeper=%00%%%; =; ;;'],
  ['10 kB', () => `watchkeeper=${LONG}`],
  [
    'of another key',
    async () => `watchkeeper=${await sealWith('another-signing-key-of-32-letters', 'respond', { incident: null })}`,
  ],
  [
    'that has expired',
    async () =>
      `watchkeeper=${await seal.close({ action: 'respond', incident: null, responder: 'lead', expiresAt: stage.now() - 1_000 })}`,
  ],
  [
    'that is a link to one incident',
    async () => `watchkeeper=${await sealWith('signing-key-of-the-tests-0000000', 'respond')}`,
  ],
  [
    'that is a link to act',
    async () => `watchkeeper=${await sealWith('signing-key-of-the-tests-0000000', 'approve', { incident: null })}`,
  ],
]

describe('a session is not opened by a cookie', () => {
  it.each(COOKIES)('%s', async (_name, make) => {
    const headers = { cookie: await make() }
    await refuse('/respond', { headers }, [401])
    await refuse('/respond/INC-1', { headers }, [401])
    await refuse('/respond/INC-1/postmortem.md', { headers }, [401])
    await refuse(
      '/respond/INC-1',
      { method: 'POST', headers: { ...headers, ...FORM }, body: 'action=acknowledge' },
      [401],
    )
  })

  it('nor by a wrong key', async () => {
    for (const body of ['', 'key=', 'key=x', `key=${LONG}`, 'key=x&key=y', `key=${encodeURIComponent(SCRIPT)}`])
      await refuse('/respond', { method: 'POST', headers: FORM, body }, [401])
  })
})
