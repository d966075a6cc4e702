// The port to TCP: whom it may call, and that one deadline and one cap hold whatever the other side does.

import { expect, it } from 'vitest'
import { type Dial, openIo } from '../../../src/io.ts'
import { ask } from './world.ts'

const dial = (told: Partial<Dial>, allowLoopback = true) =>
  openIo({ now: 0, isByHand: false, allowLoopback }).connect({
    hostname: '127.0.0.1',
    port: 1,
    tls: false,
    deadlineMs: 300,
    maxBytes: 1000,
    ...told,
  })

it.each([
  ['loopback where it is not allowed', {}, 'the address is a loopback address'],
  ['loopback by another spelling', { hostname: '0x7f.1' }, 'the address is a loopback address'],
  ['an IP address', { hostname: '10.0.0.1' }, 'the address is an IP address; Workers can only call hosts by name'],
  ['an IPv6 address', { hostname: '[fd00::1]' }, 'the address is an IP address; Workers can only call hosts by name'],
  ['a private name', { hostname: 'db.internal' }, 'the address is a private host name'],
  [
    'a name and a password',
    { hostname: 'a:b@example.com' },
    'the address carries a user name or password; use a secret instead',
  ],
  ['no name at all', { hostname: '' }, 'the address is not a URL'],
  ['the port of mail', { port: 25 }, 'the port 25 is closed to Workers, so that they send no mail'],
  ['no port', { port: 0 }, 'the port 0 is none'],
  ['half a port', { port: 1.5 }, 'the port 1.5 is none'],
  ['a port beyond the last', { port: 65_536 }, 'the port 65536 is none'],
])('refuses %s', async (_, told, detail) => {
  expect(await dial(told, false)).toMatchObject({ ok: false, error: { kind: 'policy', detail, bytes: 0 } })
})

it.each([
  ['silence', { mode: 'hanging' }, { expect: 'x' }, 'timeout-body'],
  ['a handshake that never ends', { mode: 'hanging' }, { tls: true }, 'timeout-headers'],
  ['a sentence that comes too late', { mode: 'banner', banner: 'x', latencyMs: 2000 }, { expect: 'x' }, 'timeout-body'],
])('ends %s at its deadline', async (_, behaviour, told, kind) => {
  const { port } = await ask<{ port: number }>('tcp/late', behaviour)
  const heard = await dial({ port, ...told })
  expect(heard).toMatchObject({ ok: false, error: { kind } })
  expect(heard.ok ? 0 : heard.error.totalMs).toBeLessThan(1000)
})

it('hears a sentence that comes in pieces', async () => {
  const { port } = await ask<{ port: number }>('tcp/pieces', { mode: 'banner', banner: 'one ', answer: 'two' })
  expect(await dial({ port, send: '?', expect: 'one two' })).toMatchObject({ ok: true, value: { bytes: 7 } })
})

it('hangs up when it has heard enough', async () => {
  const { port } = await ask<{ port: number }>('tcp/endless', { mode: 'endless' })
  const all = await Promise.all(Array.from({ length: 12 }, () => dial({ port, expect: 'nothing', deadlineMs: 5000 })))
  expect(all.every(({ ok }) => ok)).toBe(true)
})

it('says bytes, and lets an ear hear bytes until it has enough', async () => {
  const { port } = await ask<{ port: number }>('tcp/bytes', { mode: 'dripping', answer: 'one two three' })
  const heard: number[] = []
  const ear = (piece: Uint8Array) => heard.push(...piece) >= 7
  const answer = await dial({ port, send: Uint8Array.of(63), expect: ear })
  expect(answer).toMatchObject({ ok: true, value: { text: '', bytes: heard.length } })
  expect(String.fromCharCode(...heard)).toMatch(/^one two/)
})

it.each([
  ['its cap', { mode: 'endless' }, { maxBytes: 1000 }, { ok: true }],
  ['its deadline', { mode: 'dripping', banner: 'x', answer: 'y' }, {}, { ok: false, error: { kind: 'timeout-body' } }],
])('ends an ear that never has enough at %s', async (_, behaviour, told, expected) => {
  const { port } = await ask<{ port: number }>('tcp/never', behaviour)
  expect(await dial({ port, send: '?', expect: () => false, ...told })).toMatchObject(expected)
})
