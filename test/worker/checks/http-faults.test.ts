// The fault catalogue over real sockets: what a target of the world does, what the http check makes of it, and how it names it.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { type Io, type Outbound, openIo } from '../../../src/io.ts'

type Kind = 'pass' | 'warn' | 'fail' | 'unknown'
type Fault = [fault: string, target: object, told: object, verdict: Kind, named?: string]

const DEADLINE_MS = 1_000

async function set(target: string, behaviour: object): Promise<void> {
  const url = `${env.WORLD_URL}/control/targets/${target}`
  const answer = await fetch(url, { method: 'PUT', body: JSON.stringify(behaviour) })
  expect(answer.status, await answer.text()).toBe(200)
}

/** The world's targets answer every request alike; a fault that depends on the request is two of them behind one address. */
function worldIo(isSick: (outbound: Outbound) => boolean = () => false): Io {
  const io = openIo({ now: Date.UTC(2026, 2, 15), isByHand: false, allowLoopback: true })
  const route = (outbound: Outbound) =>
    isSick(outbound) ? { ...outbound, url: outbound.url.replace('/targets/api', '/targets/sick') } : outbound
  return { ...io, fetch: (outbound) => io.fetch(route(outbound)) }
}

async function watch(told: object, io: Io) {
  const settings = http.settings.parse({ url: `${env.WORLD_URL}/targets/api/health`, ...told })
  const seen = await http.probe(settings, {
    io,
    deadlineMs: DEADLINE_MS,
    place: 'here',
    key: 'a-look',
    secret: () => undefined,
  })
  return http.judge(settings, seen)
}

const named = (kind: Kind, failure?: string) => (failure === undefined ? { kind } : { kind, failure })
const page = { headers: { 'content-type': 'text/html' } }
const edge = (status: number, failure: string): Fault => [`${status}`, { mode: 'failing', status }, {}, 'fail', failure]

const challenge = { body: '<title>Just a moment...</title>', ...page }
const redis = [{ path: '$.redis', equals: 'connected' }]
const noErrors = [{ path: '$.errors', exists: false }]
const crowd = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x-${index}`, 'y'.repeat(20)]))

beforeEach(async () => {
  await fetch(`${env.WORLD_URL}/control/reset`, { method: 'POST' })
})

const layers: Record<string, Fault[]> = {
  transport: [
    ['nothing wrong', {}, { contentType: 'application/json', size: { leastBytes: 2 } }, 'pass'],
    ['a connection that is cut', { mode: 'refusing' }, {}, 'fail', 'network'],
  ],
  edge: [
    edge(520, 'network'),
    edge(521, 'connect'),
    edge(522, 'connect'),
    edge(523, 'connect'),
    edge(524, 'timeout-headers'),
    edge(525, 'tls'),
    edge(526, 'tls'),
    edge(530, 'dns'),
    edge(527, 'network'),
    edge(502, 'status'),
    edge(503, 'status'),
    edge(504, 'status'),
    edge(429, 'status'),
    [
      'too many requests, told to wait',
      { status: 429, body: '', headers: { 'retry-after': '60' } },
      {},
      'fail',
      'status',
    ],
    ['a challenge for robots', { status: 403, ...challenge }, {}, 'fail', 'status'],
    ['a challenge for robots with 200', challenge, { bodyLacks: 'Just a moment' }, 'fail', 'assertion'],
    ['a challenge for robots, where JSON was asked', challenge, { json: redis }, 'fail', 'assertion'],
  ],
  application: [
    ['a server error', { mode: 'failing' }, {}, 'fail', 'status'],
    ['no headers in time', { mode: 'hanging' }, {}, 'fail', 'timeout-headers'],
    ['headers, but no end in time', { mode: 'hanging-body' }, {}, 'fail', 'timeout-body'],
    ['a drop at a time', { mode: 'dripping', everyMs: 20 }, {}, 'fail', 'timeout-body'],
    ['slow, within what fails', { mode: 'slow', latencyMs: 150 }, { latency: { warnMs: 50 } }, 'warn', 'latency'],
    ['too slow', { mode: 'slow', latencyMs: 150 }, { latency: { warnMs: 50, failMs: 100 } }, 'fail', 'latency'],
    ['redirects without end', { mode: 'redirecting' }, {}, 'fail', 'redirect'],
    [
      'a redirect to a private address',
      { status: 302, headers: { location: 'http://10.0.0.1/' } },
      {},
      'fail',
      'policy',
    ],
    ['a redirect to metadata', { status: 307, headers: { location: 'http://169.254.169.254/' } }, {}, 'fail', 'policy'],
    ['a redirect to a file', { status: 301, headers: { location: 'file:///etc/passwd' } }, {}, 'fail', 'policy'],
    ['not implemented', { mode: 'failing', status: 501 }, {}, 'fail', 'status'],
    ['a redirect that leads on', { status: 302, headers: { location: '/targets/other/health' } }, {}, 'pass'],
    ['a redirect that leads nowhere', { status: 302, headers: { location: '/lost' } }, {}, 'fail', 'status'],
    ['a redirect without an address', { status: 302 }, {}, 'fail', 'status'],
    ['a login page in the place of a page', { status: 401 }, {}, 'fail', 'status'],
    ['ten thousand headers', { headers: crowd }, {}, 'fail', 'network'],
    ['a thousand headers', { headers: Object.fromEntries(Object.entries(crowd).slice(0, 1000)) }, {}, 'pass'],
    ['a success that should be a refusal', {}, { statuses: [401, 403] }, 'fail', 'exposure'],
    ['a page that should be a redirect', {}, { statuses: [307] }, 'fail', 'status'],
    ['a header that is gone', {}, { expectHeaders: { 'x-release': { matches: '/./' } } }, 'fail', 'assertion'],
    ['a header that is there', { headers: { 'x-release': '7' } }, { expectHeaders: { 'x-release': '7' } }, 'pass'],
  ],
  content: [
    ['an empty 200', { body: '' }, { size: { leastBytes: 1 } }, 'fail', 'assertion'],
    ['an error page with 200, by its text', { mode: 'lying' }, { bodyLacks: 'Application error' }, 'fail', 'assertion'],
    [
      'an error page with 200, by its type',
      { mode: 'lying' },
      { contentType: 'application/json' },
      'fail',
      'assertion',
    ],
    [
      'a page that was defaced',
      { body: 'HACKED by x', ...page },
      { bodyLacks: ['Hacked', 'HACKED'] },
      'fail',
      'assertion',
    ],
    [
      'a ransom note',
      { body: 'Your files are Encrypted' },
      { bodyMatches: '/^(?!.*encrypted)/is' },
      'fail',
      'assertion',
    ],
    [
      'a script that was slipped in',
      { body: '<p>Hello</p><script src="https://evil.example.com/x.js"></script>', ...page },
      { bodyLacks: '<script' },
      'fail',
      'assertion',
    ],
    ['a canary that is missing', {}, { bodyContains: 'watchkeeper-canary' }, 'fail', 'assertion'],
    ['an empty 200 in the place of JSON', { body: '' }, { json: redis }, 'fail', 'assertion'],
    ['an error page in the place of JSON', { mode: 'lying' }, { json: redis }, 'fail', 'assertion'],
    ['JSON as it has to be', {}, { json: redis }, 'pass'],
    ['a wrong type of JSON', { body: '["ok"]' }, { json: redis }, 'fail', 'assertion'],
    ['a wrong type within JSON', { body: '{"redis":true}' }, { json: redis }, 'fail', 'assertion'],
    ['another word within JSON', { body: '{"redis":"lost"}' }, { json: redis }, 'fail', 'assertion'],
    ['JSON that ends too soon', { body: '{"redis":"connected"' }, { json: redis }, 'fail', 'assertion'],
    ['JSON that is longer than what is read', {}, { json: redis, maxBytes: 20 }, 'fail', 'assertion'],
    ['an error in JSON with 200', { body: '{"errors":[{}]}' }, { json: noErrors }, 'fail', 'assertion'],
    ['a gigabyte in the place of JSON', { mode: 'huge' }, { json: redis }, 'fail', 'assertion'],
    [
      'letters in another encoding',
      { body: 'é', headers: { 'content-type': 'text/plain; charset=iso-8859-1' } },
      { bodyContains: 'Ã©' },
      'pass',
    ],
    ['a wrong content type', { ...page }, { contentType: 'application/json' }, 'fail', 'assertion'],
    ['a gigabyte, by its size', { mode: 'huge' }, { size: { mostBytes: 100_000 } }, 'fail', 'assertion'],
    ['a gigabyte, nobody minds', { mode: 'huge' }, {}, 'pass'],
  ],
}

describe.each(Object.entries(layers))('%s', (_, faults) => {
  it.each(faults)('%s', async (_fault, target, told, verdict, failure) => {
    await set('api', { mode: 'healthy', ...target })
    expect(await watch(told, worldIo())).toMatchObject(named(verdict, failure))
  })
})

describe('what depends on the request', () => {
  const byHead = ({ method }: Outbound) => method === 'HEAD'
  const byGet = ({ method }: Outbound) => method === 'GET'
  const forJson = ({ headers }: Outbound) => headers?.accept === 'application/json'
  const json = { headers: { Accept: 'application/json' } }

  const cases: [string, string, (outbound: Outbound) => boolean, object, Kind, string?][] = [
    ['HEAD fails and GET is healthy', 'failing', byHead, { method: 'HEAD' }, 'pass'],
    ['HEAD hangs and GET is healthy', 'hanging', byHead, { method: 'HEAD' }, 'pass'],
    ['HEAD is cut and GET is healthy', 'refusing', byHead, { method: 'HEAD' }, 'pass'],
    ['HEAD is healthy and GET fails, asked by GET', 'failing', byGet, {}, 'fail', 'status'],
    ['HEAD and GET both fail', 'failing', () => true, { method: 'HEAD' }, 'fail', 'status'],
    ['HEAD and GET both hang', 'hanging', () => true, { method: 'HEAD' }, 'fail', 'timeout-headers'],
    ['one header fails', 'failing', forJson, json, 'fail', 'status'],
    ['a header fails that is not sent', 'failing', forJson, {}, 'pass'],
  ]
  it.each(cases)('%s', async (_, mode, isSick, told, verdict, failure) => {
    await set('sick', { mode })
    expect(await watch(told, worldIo(isSick))).toMatchObject(named(verdict, failure))
  })
})

it('does not know what it cannot see: an address it may not call is unknown, not up and not down', async () => {
  expect(await watch({ url: 'http://10.0.0.1/' }, worldIo())).toMatchObject({ kind: 'unknown' })
})
