// Junk in the body of every route that takes one: refused with words, and not a row is different afterwards.

import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../../drills/stage.ts'
import { BEARER, everyRow, expectRefusal, FORM, knock, openHouse, SCRIPT, signIn } from './door.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

/** What each route takes when all is well; the junk is made from it. */
const TAKES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/deploys': { service: 'api', sha: 'abcdef1', author: 'kim', migration: 'none', restore: ['step'] },
  '/tenants': { id: 'south', name: 'South', services: ['api'], features: ['orders'], contacts: ['it@example.com'] },
  '/holds': { scope: 'mail', service: 'api', author: 'kim', reason: 'release', minutes: 5 },
  '/silences': { service: 'api', author: 'kim', reason: 'a noisy limit', minutes: 5 },
  '/maintenance': { service: 'api', author: 'kim', reason: 'a disk', minutes: 5, from: '2026-03-02T12:00:00Z' },
  '/metrics': { monitor: 'api-health', value: 7, at: '2026-03-02T09:02:00Z' },
  ...Object.fromEntries(
    ['acknowledge', 'note', 'mitigate', 'resolve', 'close', 'classify', 'dismiss', 'approve'].map((command) => [
      `/incidents/INC-1/${command}`,
      { by: 'kim', text: 'words', cause: 'a cable', severity: 'P3', reason: 'one of them' },
    ]),
  ),
}

let stage: Stage
let before: string

beforeAll(async () => {
  stage = await openHouse()
  before = await everyRow()
})

async function refuse(path: string, init: RequestInit, statuses: number[]): Promise<string> {
  const text = await expectRefusal(await knock(stage, { path, method: 'POST', ...init }), statuses)
  expect(await everyRow()).toBe(before)
  return text
}

const post = (route: string, body: BodyInit | null, headers: Record<string, string> = JSON_TYPE, statuses = [400]) =>
  refuse(`/api/v1${route}`, { body, headers: { ...BEARER, ...headers } }, statuses)

const deep = (open: string, close: string) => `${open.repeat(10_000)}1${close.repeat(10_000)}`
const manyKeys = `{${Array.from({ length: 100_000 }, (_, key) => `"${key}":1`).join()}}`
const bytes = (...before: number[]) => new Uint8Array([0x7b, 0x22, ...before, 0x22, 0x3a, 0x31, 0x7d])
const drops = () =>
  new ReadableStream({
    start(flow) {
      for (let drop = 0; drop < 10; drop++) flow.enqueue(new Uint8Array(1_000_000))
      flow.close()
    },
  })

const BODIES: [string, () => BodyInit | null, number[]][] = [
  ['nothing at all', () => null, [400]],
  ['an empty text', () => '', [400]],
  ['broken JSON', () => '{"a":', [400]],
  ['two JSON values', () => '{}{}', [400]],
  ['a list', () => '[]', [400]],
  ['a text', () => '"x"', [400]],
  ['null', () => 'null', [400]],
  ['a number', () => '1e400', [400]],
  ['lists 10,000 deep', () => deep('[', ']'), [400]],
  ['objects 10,000 deep', () => deep('{"a":', '}'), [400]],
  ['100,000 keys', () => manyKeys, [400, 413]],
  ['60,000 texts in a list', () => `{"services":${JSON.stringify(Array(60_000).fill(SCRIPT))}}`, [400, 413]],
  ['bytes that are not UTF-8', () => bytes(0xff), [400]],
  ['an overlong encoding', () => bytes(0xc0, 0xaf), [400]],
  ['half a character', () => bytes(0xed, 0xa0, 0x80), [400]],
  ['UTF-16', () => new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), [400]],
  ['ten megabytes', () => 'x'.repeat(10_000_000), [413]],
  ['ten megabytes that do not say so', drops, [413]],
]

const TYPES: [string, string | null][] = [
  ['none', null],
  ['a form', 'application/x-www-form-urlencoded'],
  ['plain text', 'text/plain'],
  ['JSON in another charset', 'application/json; charset=utf-16'],
  ['something that begins like JSON', 'application/json-seq'],
  ['something that ends like JSON', 'text/application/json'],
  ['a tag', `text/html;${SCRIPT}`],
  ['10 kB of it', `x/${'y'.repeat(10_000)}`],
]

describe.each(Object.keys(TAKES))('POST /api/v1%s refuses', (route) => {
  it.each(BODIES)('%s', async (_name, body, statuses) => {
    await post(route, body(), JSON_TYPE, statuses)
  })

  it.each(TYPES)('a content type: %s', async (_name, type) => {
    const body = new TextEncoder().encode(JSON.stringify(TAKES[route]))
    await post(route, body, type === null ? {} : { 'content-type': type }, [415])
  })
})

const TEXTS: [string, unknown][] = [
  ['an object', {}],
  ['a list', [[]]],
  ['a number', 12.5],
  ['a boolean in a list', [true]],
  ['an empty text', ''],
  ['blanks', '   '],
  ['a text of 100 kB', 'x'.repeat(100_000)],
  ['a line break to forge a header', 'x\r\nSet-Cookie: a=b'],
  ['a NUL', 'x\u0000y'],
  ['half a character', 'x\ud800y'],
  ['words that turn around', 'x\u202ey'],
  ['a null', null],
]

/** Where such a value is no junk: a note of two lines is fine, and a hold for all services says null. */
const FINE = new Set(['text', 'cause', 'reason', 'restore'].map((field) => `${field}: a line break to forge a header`))
  .add('service: a null')
  .add('minutes: a number')

const FIELDS = Object.entries(TAKES).flatMap(([route, whole]) =>
  Object.keys(whole).flatMap((field) =>
    TEXTS.filter(([name]) => !(FINE.has(`${field}: ${name}`) && route !== '/deploys')).map(
      ([name, value]) => [`${route} ${field}: ${name}`, route, { ...whole, [field]: value }] as const,
    ),
  ),
)

describe('a field refuses', () => {
  it.each(FIELDS)('%s', async (_name, route, body) => {
    await post(route, JSON.stringify(body))
  })
})

const KEYS: [string, string][] = [
  ['an unknown key', '"extra":1'],
  ['a tag for a key', `${JSON.stringify(SCRIPT)}:1`],
  ['__proto__', '"__proto__":{"service":"api"}'],
  ['constructor', '"constructor":{"prototype":{}}'],
  ['a key of 100 kB', `"${'k'.repeat(100_000)}":1`],
]

describe.each(Object.entries(TAKES))('a body for %s refuses', (route, whole) => {
  const inside = JSON.stringify(whole).slice(1, -1)

  it.each(KEYS)('%s', async (_name, key) => {
    await post(route, `{${inside},${key}}`)
  })

  it('a key that comes twice', async () => {
    expect(await post(route, `{${inside},${inside}}`)).toContain('twice')
  })

  it('__proto__ instead of all of it', async () => {
    await post(route, `{"__proto__":{${inside}}}`)
  })
})

const NAMES: [string, string, object][] = [
  ['a deploy of a service nobody has', '/deploys', { service: 'nope', sha: 'abcdef1' }],
  ['a deploy of constructor', '/deploys', { service: 'constructor', sha: 'abcdef1' }],
  ['a deploy with a path for a sha', '/deploys', { service: 'api', sha: '../../etc' }],
  [
    'a deploy that ended on a 31st of April',
    '/deploys',
    { service: 'api', sha: 'abcdef1', finishedAt: '2026-04-31T00:00:00Z' },
  ],
  ['a tenant of toString', '/tenants', { id: 'x', name: 'x', services: ['toString'] }],
  ['a tenant without services', '/tenants', { id: 'x', name: 'x', services: [] }],
  ['a tenant of a feature nobody has', '/tenants', { id: 'x', name: 'x', services: ['api'], features: ['nope'] }],
  [
    'a contact with a second one behind it',
    '/tenants',
    { id: 'x', name: 'x', services: ['api'], contacts: ['a@b.co,c@d.co'] },
  ],
  [
    'a contact with a header in it',
    '/tenants',
    { id: 'x', name: 'x', services: ['api'], contacts: ['a@b.co\r\nBcc: c@d.co'] },
  ],
  ['a hold of valueOf', '/holds', { scope: 'mail', service: 'valueOf', author: 'x', reason: 'x', minutes: 1 }],
  ['a hold for no time', '/holds', { scope: 'mail', author: 'x', reason: 'x', minutes: 0 }],
  ['a hold for ever', '/holds', { scope: 'mail', author: 'x', reason: 'x', minutes: 1e9 }],
  ['a hold on everything', '/holds', { scope: 'all', author: 'x', reason: 'x', minutes: 1 }],
]

describe('nobody stores', () => {
  it.each(NAMES)('%s', async (_name, route, body) => {
    await post(route, JSON.stringify(body))
  })
})

const FORMS: [string, Record<string, string>, BodyInit, number[]][] = [
  ['a form of another site', { ...FORM, 'sec-fetch-site': 'cross-site' }, 'action=note&text=x', [403]],
  ['a form that does not say where it is from', { 'content-type': FORM['content-type'] }, 'action=note&text=x', [403]],
  ['a form of many parts without their border', { ...FORM, 'content-type': 'multipart/form-data' }, 'x', [400]],
  ['a form of many parts cut off', { ...FORM, 'content-type': 'multipart/form-data; boundary=b' }, '--b\r\nx', [400]],
  ['no action', FORM, 'text=x', [400]],
  ['an action nobody has', FORM, 'action=constructor', [400]],
  ['two actions', FORM, 'action=x&action=note&text=', [400, 409]],
  ['a note without words', FORM, 'action=note&text=+', [409]],
  ['a note too long', FORM, `action=note&text=${'x'.repeat(2_001)}`, [400]],
  ['a dismissal without a reason', FORM, 'action=dismiss&reason=+', [409]],
  ['a severity nobody has', FORM, 'action=classify&severity=constructor&reason=x', [400]],
  ['a severity without a reason', FORM, 'action=classify&severity=P4&reason=+', [409]],
  ['a severity with a reason too long', FORM, `action=classify&severity=P4&reason=${'x'.repeat(2_001)}`, [400]],
  ['a hold without a reason', FORM, 'action=hold-mail&minutes=5', [400]],
  ['a hold for NaN', FORM, 'action=hold-mail&minutes=x&reason=x', [400]],
  ['a hold on a service nobody has', FORM, 'action=hold-mail&minutes=5&reason=x&service=constructor', [400]],
  ['a hold that is not there', FORM, `action=release&hold=${encodeURIComponent(SCRIPT)}`, [409]],
  ['ten megabytes', FORM, `text=${'x'.repeat(10_000_000)}`, [413]],
]

describe.each(['text/html', 'application/json'])('a responder who reads %s is refused', (accept) => {
  it.each(FORMS)('%s', async (_name, headers, body, statuses) => {
    await refuse('/respond/INC-1', { headers: { ...headers, accept, ...(await signIn(stage)) }, body }, statuses)
  })

  it.each(FORMS.map(([name, headers, body]) => [name, headers, body] as const))(
    'and so is %s without a session',
    async (_name, headers, body) => {
      await refuse('/respond/INC-1', { headers: { ...headers, accept }, body }, [400, 401, 403, 413])
    },
  )
})
