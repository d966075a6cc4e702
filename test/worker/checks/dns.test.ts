// The dns check, one line a case: what the resolver knows, what is made of it. It asks the world's resolver over real sockets.

import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { dns } from '../../../src/checks/dns.ts'
import { openIo } from '../../../src/io.ts'
import { answer, outside } from '../contract/outside.ts'
import { ask } from '../io/world.ts'

const NAME = 'www.example.com'
const RESOLVER = `${env.WORLD_URL}/dns-query`

const pass = { kind: 'pass' }
const fail = (failure: string, reason: string) => ({ kind: 'fail', failure, reason })
const doubt = (what: string) => ({ kind: 'unknown', reason: `could not be looked up: the resolver ${what}` })
const records = (type: string, ...data: string[]) => ({ records: data.map((it) => ({ type, data: it })) })

async function watch(told: object) {
  const settings = dns.settings.parse({ name: NAME, resolver: RESOLVER, ...told })
  const io = openIo({ now: Date.now(), isByHand: false, allowLoopback: true })
  const seen = await dns.probe(settings, { io, deadlineMs: 400, place: 'here', key: 'a-look', secret: () => undefined })
  return dns.judge(settings, seen)
}

describe('judges', () => {
  const two = records('A', '192.0.2.1', '192.0.2.2')
  const equals = (...values: string[]) => ({ expect: { equals: values } })
  const cases: [string, object, object, object][] = [
    ['a name with an address', two, {}, pass],
    ['an address that is expected', two, { expect: { contains: '192.0.2.2' } }, pass],
    [
      'no such address',
      two,
      { expect: { contains: '198.51.100.' } },
      fail('assertion', 'has no A record that contains 198.51.100.'),
    ],
    ['the same set in another order', two, equals('192.0.2.2', '192.0.2.1'), pass],
    [
      'one too few',
      two,
      equals('192.0.2.1', '192.0.2.2', '192.0.2.3'),
      fail('assertion', 'lacks the A record 192.0.2.3'),
    ],
    ['one too many', two, equals('192.0.2.1'), fail('assertion', 'has another A record beside the expected')],
    ['no record of the type', two, { type: 'MX' }, fail('dns', 'has no MX record')],
    ['nothing but an alias', records('CNAME', 'a.example.net.'), {}, fail('dns', 'has no A record')],
    ['a name that does not exist', { status: 'NXDOMAIN' }, {}, fail('dns', 'does not exist (NXDOMAIN)')],
    [
      'name servers that fail',
      { status: 'SERVFAIL' },
      {},
      fail('dns', 'could not be resolved: its name servers fail (SERVFAIL)'),
    ],
    ['a question that is refused', { status: 'REFUSED' }, {}, doubt('refused to answer (code 5)')],
    ['IPv6 in another spelling', records('AAAA', '2001:DB8:0:0::1'), { type: 'AAAA', ...equals('2001:db8::1') }, pass],
    [
      'an alias with its last dot',
      records('CNAME', 'Edge.Example.net.'),
      { type: 'CNAME', ...equals('edge.example.net') },
      pass,
    ],
    ['mail servers', records('MX', '10 mx1.example.com.'), { type: 'MX', ...equals('10 mx1.example.com') }, pass],
    ['name servers', records('NS', 'ns1.example.com.'), { type: 'NS', ...equals('ns1.example.com.') }, pass],
    ['a service', records('SRV', '0 5 5060 sip.example.com.'), { type: 'SRV', expect: { contains: 'sip.' } }, pass],
    ['a text in quotes', records('TXT', '"v=spf1 -all"'), { type: 'TXT', ...equals('v=spf1 -all') }, pass],
    ['a text in pieces', records('TXT', '"v=DKIM1; p=ab" "cd"'), { type: 'TXT', ...equals('v=DKIM1; p=abcd') }, pass],
    [
      'a text in other letters',
      records('TXT', '"Token=A"'),
      { type: 'TXT', expect: { contains: 'token=a' } },
      fail('assertion', 'has no TXT record that contains token=a'),
    ],
    [
      'an issuer of certificates',
      records('CAA', '0 issue "pki.example"'),
      { type: 'CAA', ...equals('0 issue "pki.example"') },
      pass,
    ],
    [
      'the same in bytes',
      records('CAA', '\\# 18 00 05 69 73 73 75 65 70 6b 69 2e 65 78 61 6d 70 6c 65'),
      { type: 'CAA', ...equals('0 issue "pki.example"') },
      pass,
    ],
  ]
  it.each(cases)('%s', async (_, zone, told, expected) => {
    await ask(`zones/${NAME}`, zone)
    expect(await watch(told)).toEqual(expected)
  })
})

describe('knows nothing of the name from a resolver that', () => {
  const cases: [string, object, object][] = [
    ['fails', { mode: 'failing', status: 503 }, doubt('answered 503 instead of 200')],
    ['leads elsewhere', { mode: 'redirecting' }, doubt('answered 302 instead of 200')],
    ['answers a page', { mode: 'lying' }, doubt('answered something that is no DNS answer')],
    ['answers other JSON', { body: { Status: 'ok' } }, doubt('answered something that is no DNS answer')],
    ['answers without end', { mode: 'huge' }, doubt('answered something that is no DNS answer')],
    ['says nothing', { mode: 'hanging' }, doubt('did not answer within 400 ms')],
    ['stops in the middle', { mode: 'hanging-body' }, doubt('did not answer within 400 ms')],
    ['drops the line', { mode: 'refusing' }, doubt('dropped the connection')],
  ]
  it.each(cases)('%s', async (_, behaviour, expected) => {
    await ask('targets/resolver', behaviour)
    expect(await watch({ resolver: `${env.WORLD_URL}/targets/resolver` })).toEqual(expected)
  })

  it('may not be called', async () => {
    expect(await watch({ resolver: 'https://10.0.0.53/dns-query' })).toEqual(
      doubt('may not be called: the address is an IP address; Workers can only call hosts by name'),
    )
  })
})

it.each([
  [100, { warnMs: 200 }, pass],
  [300, { warnMs: 200 }, { kind: 'warn', failure: 'latency', reason: 'took 300 ms, more than 200 ms' }],
  [1500, { warnMs: 200, failMs: 1000 }, fail('latency', 'took 1.5 s, more than 1 s')],
])('judges %i ms', (totalMs, latency, expected) => {
  const body = JSON.stringify({ Status: 0, Answer: [{ type: 1, data: '192.0.2.1' }] })
  const seen = {
    at: 0,
    place: 'here',
    key: 'a-look',
    status: 200,
    headersMs: 1,
    totalMs,
    bytes: 1,
    hops: 0,
    trouble: null,
    body,
  }
  expect(dns.judge({ name: NAME, latency }, seen)).toEqual(expected)
})

it.each([
  [undefined, 'https://cloudflare-dns.com/dns-query?name=www.example.com&type=A'],
  ['https://dns.example.com/q?key=1', 'https://dns.example.com/q?key=1&name=www.example.com&type=A'],
])('asks the resolver %s in its JSON form', async (resolver, url) => {
  const io = outside(answer(200))
  await dns.probe(
    { name: NAME, resolver },
    { io, deadlineMs: 400, place: 'here', key: 'a-look', secret: () => undefined },
  )
  expect(io.calls).toEqual([{ url, headers: { accept: 'application/dns-json' }, deadlineMs: 400, maxBytes: 65_536 }])
})

describe('refuses', () => {
  const cases: [string, object][] = [
    ['a name that is none', { name: 'www example com' }],
    ['half a name', { name: 'www' }],
    ['a name that is too long', { name: `${'a.'.repeat(130)}com` }],
    ['an unknown type', { type: 'ANY' }],
    ['an expectation of nothing', { expect: {} }],
    ['two expectations', { expect: { contains: 'a', equals: ['a'] } }],
    ['an empty set', { expect: { equals: [] } }],
    ['a misspelt option', { record: 'A' }],
  ]
  it.each(cases)('%s', (_, told) => {
    expect(dns.settings.safeParse({ name: NAME, ...told }).success).toBe(false)
  })
})

it('never writes, names its resolver, and has no secrets', () => {
  expect(dns.writes({ name: NAME })).toBe(false)
  expect(dns.targets({ name: NAME })).toEqual(['https://cloudflare-dns.com/dns-query'])
  expect(dns.secrets({ name: NAME })).toEqual([])
})
