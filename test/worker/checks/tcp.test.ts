// The tcp check inside workerd, over real sockets of the world, one line a case: how the port behaves, what is made of it.

import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { tcp } from '../../../src/checks/tcp.ts'
import { openIo } from '../../../src/io.ts'
import { ask } from '../io/world.ts'

const SSH = 'SSH-2.0-OpenSSH_9.9\r\n'
const DEADLINE_MS = 400
/** Nothing listens there. */
const CLOSED_PORT = 1

const pass = { kind: 'pass' }
const fail = (failure: string, reason: string) => ({ kind: 'fail', failure, reason })
const doubt = (reason: string) => ({ kind: 'unknown', reason })

async function watch(told: object) {
  const settings = tcp.settings.parse({ host: '127.0.0.1', port: CLOSED_PORT, ...told })
  const io = openIo({ now: Date.now(), isByHand: false, allowLoopback: true })
  const seen = await tcp.probe(settings, {
    io,
    deadlineMs: DEADLINE_MS,
    place: 'here',
    key: 'a-look',
    secret: () => undefined,
  })
  return { seen, verdict: tcp.judge(settings, seen) }
}

async function port(behaviour: object): Promise<number> {
  const target: { port: number } = await ask('tcp/db', behaviour)
  return target.port
}

describe('judges', () => {
  const ping = { send: 'PING\r\n', expect: '+PONG' }
  const cases: [string, object, object, object][] = [
    ['a port that accepts', {}, {}, pass],
    ['the banner that is expected', { mode: 'banner', banner: SSH }, { expect: 'SSH-2.0-' }, pass],
    ['an answer that is expected', { answer: '+PONG\r\n' }, ping, pass],
    ['a port that closes at once, where connecting is all', { mode: 'closing' }, {}, pass],
    [
      'another banner',
      { mode: 'banner', banner: '220 mail ESMTP\r\n' },
      { expect: 'SSH-2.0-' },
      fail('assertion', 'did not say the expected text within 400 ms'),
    ],
    ['another answer', { answer: '-ERR\r\n' }, ping, fail('assertion', 'did not say the expected text within 400 ms')],
    [
      'silence',
      { mode: 'hanging' },
      ping,
      fail('timeout-body', 'accepted a connection but said nothing within 400 ms'),
    ],
    [
      'a port that closes at once',
      { mode: 'closing' },
      { expect: 'SSH' },
      fail('network', 'closed the connection without a word'),
    ],
    [
      'bytes without end',
      { mode: 'endless' },
      { expect: 'SSH' },
      fail('assertion', 'did not say the expected text in its first 65536 bytes'),
    ],
    [
      'a slow banner',
      { mode: 'banner', banner: SSH, latencyMs: 150 },
      { expect: 'SSH', latency: { warnMs: 100 } },
      { kind: 'warn', failure: 'latency', reason: expect.stringMatching(/^took \d+ ms, more than 100 ms$/) },
    ],
    [
      'a banner too slow',
      { mode: 'banner', banner: SSH, latencyMs: 150 },
      { expect: 'SSH', latency: { warnMs: 50, failMs: 100 } },
      fail('latency', expect.stringMatching(/^took \d+ ms, more than 100 ms$/)),
    ],
    [
      'TLS asked of a plain port that speaks',
      { mode: 'banner', banner: SSH },
      { tls: 'on' },
      fail('tls', 'accepted a connection but did not complete a TLS handshake'),
    ],
    [
      'TLS asked of a port that closes',
      { mode: 'closing' },
      { tls: 'on' },
      fail('tls', 'accepted a connection but did not complete a TLS handshake'),
    ],
    [
      'TLS asked of a port that stays silent',
      { mode: 'hanging' },
      { tls: 'on' },
      fail('timeout-headers', 'did not complete a connection within 400 ms'),
    ],
  ]
  it.each(cases)('%s', async (_, behaviour, told, expected) => {
    expect((await watch({ port: await port(behaviour), ...told })).verdict).toEqual(expected)
  })

  const unreached = 'did not accept a connection, or has a name that could not be resolved'
  it.each([
    ['a closed port', {}, fail('connect', unreached)],
    ['a closed port asked for TLS', { tls: 'on' }, fail('connect', unreached)],
    ['a name nobody knows', { host: 'nowhere.invalid.' }, fail('connect', unreached)],
    [
      'an IP address',
      { host: '192.0.2.1' },
      doubt('may not be called: the address is an IP address; Workers can only call hosts by name'),
    ],
    ['a private name', { host: 'db.internal' }, doubt('may not be called: the address is a private host name')],
    [
      'the port of mail by its address',
      { host: 'tcp://mail.example.com:25' },
      doubt('may not be called: the port 25 is closed to Workers, so that they send no mail'),
    ],
  ])('%s', async (_, told, expected) => {
    expect((await watch(told)).verdict).toEqual(expected)
  })
})

it('takes the port from an address that has one', async () => {
  const host = `tcp://127.0.0.1:${await port({})}`
  expect((await watch({ host })).verdict).toEqual(pass)
})

it('reads no further than its cap, and keeps what it measured', async () => {
  const { seen } = await watch({ port: await port({ mode: 'endless' }), expect: 'SSH' })
  expect(seen.bytes).toBeGreaterThanOrEqual(65_536)
  expect(seen.bytes).toBeLessThan(2 * 65_536)
  expect(seen).toMatchObject({ status: null, headersMs: null, hops: 0, place: 'here', trouble: null })
})

it('says only what it was told to', async () => {
  await watch({ port: await port({ answer: 'OK' }), send: 'stats\r\n', expect: 'OK' })
  const { tcp } = await (await fetch(`${env.WORLD_URL}/control/state`)).json<{ tcp: { db: object } }>()
  expect(tcp.db).toMatchObject({ count: 1, heard: ['stats\r\n'] })
})

describe('refuses', () => {
  const cases: [string, object][] = [
    ['a host that is none', { host: 'db example' }],
    ['a host with a path', { host: 'db.example.com/x' }],
    ['a host with a password', { host: 'tcp://user:secret@db.example.com' }],
    ['the port of mail', { port: 25 }],
    ['port 0', { port: 0 }],
    ['a port beyond the last', { port: 65_536 }],
    ['half a port', { port: 80.5 }],
    ['TLS by true', { tls: true }],
    ['a text to send without what is answered', { send: 'PING' }],
    ['an empty text', { expect: '' }],
    ['a misspelt option', { expects: 'x' }],
  ]
  it.each(cases)('%s', (_, told) => {
    expect(tcp.settings.safeParse({ host: 'db.example.com', port: 5432, ...told }).success).toBe(false)
  })
})

it('writes when it sends, names its target, and has no secrets', () => {
  const settings = { host: 'db.example.com', port: 5432, expect: 'x' }
  expect(tcp.writes(settings)).toBe(false)
  expect(tcp.writes({ ...settings, send: 'x' })).toBe(true)
  expect(tcp.targets(settings)).toEqual(['https://db.example.com:5432'])
  expect(tcp.secrets(settings)).toEqual([])
})
