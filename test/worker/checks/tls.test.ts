// The tls check inside workerd, one line a case. Certificates are read end to end from the world's servers; only that the
// runtime trusts one is made up, because locally it trusts none of them. The story's time chooses how many days are left.

import { describe, expect, it } from 'vitest'
import { ok } from '../../../src/core/result.ts'
import { DAY, HOUR } from '../../../src/core/time.ts'
import type { Io } from '../../../src/io.ts'
import { broken, doubt, END, fail, openAt, pass, port, SOME_DAY, unread, warn, watch } from './tls-watch.ts'

const EXPIRED_AT = Date.UTC(2021, 0, 1)
const UNVOUCHED =
  'its certificate is not trusted: its issuer is unknown, its chain incomplete, or the handshake failed for another reason'

/** The runtime trusts whoever it is; what is read is real. */
function trusting(now: number, totalMs = 30): Io {
  const io = openAt(now)
  const connect: Io['connect'] = async (dial) => (dial.tls ? ok({ text: '', bytes: 0, totalMs }) : io.connect(dial))
  return { ...io, connect }
}

describe('whom the runtime trusts', () => {
  const cases: [string, object, object, number, object][] = [
    ['days enough', {}, {}, END - 21 * DAY, pass],
    ['days few', {}, {}, END - 21 * DAY + 1, warn('its certificate expires in 20 days')],
    ['days few still', {}, {}, END - 7 * DAY, warn('its certificate expires in 7 days')],
    ['expiring in 5 days', {}, {}, END - 5 * DAY, fail('its certificate expires in 5 days')],
    ['one day', {}, {}, END - 2 * DAY + 1, fail('its certificate expires in 1 day')],
    ['the last second', {}, {}, END, fail('its certificate expires in less than a day')],
    ['fewer days than wanted', {}, { warnDays: 90 }, END - 80 * DAY, warn('its certificate expires in 80 days')],
    ['few days that do', {}, { warnDays: 2, failDays: 1 }, END - 3 * DAY, pass],
    ['a day with no failDays', {}, { failDays: 0 }, END - HOUR, warn('its certificate expires in less than a day')],
    ['none at all', {}, { failDays: 0 }, END + 1, fail('its certificate expired less than a day ago')],
    ['expired', { certificate: 'expired' }, {}, EXPIRED_AT + 3 * DAY, fail('its certificate expired 3 days ago')],
    [
      'not valid yet',
      { certificate: 'future' },
      {},
      END - 2 * DAY,
      fail('its certificate is not valid yet: it begins in 2 days'),
    ],
    ['names that it covers', {}, { names: ['www.example.com', 'EXAMPLE.com'] }, SOME_DAY, pass],
    [
      'names that it does not cover',
      {},
      { names: ['example.com', 'a.b.example.com', 'other.example.org'] },
      SOME_DAY,
      fail('its certificate does not cover a.b.example.com, other.example.org'),
    ],
    ['its own name is not asked again', { certificate: 'other' }, {}, SOME_DAY, pass],
    ['the name it is called by', {}, { host: 'localhost' }, SOME_DAY, pass],
    ['a leaf with a chain', { certificate: 'issued' }, {}, SOME_DAY, pass],
    ['only TLS 1.3', { tls: '1.3' }, {}, SOME_DAY, doubt(unread('it speaks only TLS 1.3'))],
    ['byte by byte', { mode: 'dripping' }, {}, SOME_DAY, pass],
  ]
  it.each(cases)('%s', async (_, behaviour, told, now, expected) => {
    const { verdict } = await watch({ port: await port(behaviour), ...told }, trusting(now))
    expect(verdict).toEqual(expected)
  })

  it.each([
    ['slow', {}, {}, SOME_DAY, { kind: 'warn', failure: 'latency', reason: 'took 200 ms, more than 100 ms' }],
    ['slow, with few days', {}, {}, END - 9 * DAY, warn('its certificate expires in 9 days')],
    ['slow, with days unread', { tls: '1.3' }, {}, SOME_DAY, doubt(unread('it speaks only TLS 1.3'))],
    ['too slow', { tls: '1.3' }, { failMs: 150 }, SOME_DAY, fail('took 200 ms, more than 150 ms', 'latency')],
    ['too slow, and expired', {}, { failMs: 150 }, END + DAY, fail('its certificate expired 1 day ago')],
  ])('%s', async (_, behaviour, limits, now, expected) => {
    const told = { port: await port(behaviour), latency: { warnMs: 100, ...limits } }
    expect((await watch(told, trusting(now, 200))).verdict).toEqual(expected)
  })
})

describe('whom it does not trust', () => {
  /** What a server says that speaks no TLS, or half of it: all of it is ASCII, so it can be written as text. */
  const says = (...records: string[]) => ({ tls: 'off', answer: records.join('') })
  const record = (content: string) =>
    `\x16\x03\x03${String.fromCharCode(content.length >> 8, content.length & 255)}${content}`
  const alert = (code: number) => says(`\x15\x03\x03\0\x02\x02${String.fromCharCode(code)}`)
  const hello = `\x02\0\0\x26\x03\x03${'r'.repeat(32)}\0\0\0\0`
  const endless = Array.from({ length: 5 }, () => record('x'.repeat(16_384)))

  const cases: [string, object, object, number, object][] = [
    ['self-signed', {}, {}, SOME_DAY, fail('its certificate is not trusted: it is signed by itself')],
    ['self-signed, with few days', {}, {}, END - DAY, fail('its certificate is not trusted: it is signed by itself')],
    ['an unknown issuer', { certificate: 'issued' }, {}, SOME_DAY, fail(UNVOUCHED)],
    ['expired', { certificate: 'expired' }, {}, EXPIRED_AT + 2 * DAY, fail('its certificate expired 2 days ago')],
    [
      'not valid yet',
      { certificate: 'future' },
      {},
      END - HOUR,
      fail('its certificate is not valid yet: it begins in less than a day'),
    ],
    [
      "another host's",
      { certificate: 'other' },
      { host: 'localhost' },
      SOME_DAY,
      fail('its certificate does not cover localhost'),
    ],
    [
      "another host's, by address",
      { certificate: 'other' },
      {},
      SOME_DAY,
      fail('its certificate does not cover 127.0.0.1'),
    ],
    [
      'only TLS 1.1',
      { tls: '1.1' },
      {},
      SOME_DAY,
      fail('did not complete a TLS handshake: it speaks nothing newer than TLS 1.1'),
    ],
    ['only TLS 1.3', { tls: '1.3' }, {}, SOME_DAY, fail(broken('it speaks only TLS 1.3'))],
    ['byte by byte', { mode: 'dripping', certificate: 'issued' }, {}, SOME_DAY, fail(UNVOUCHED)],
    [
      'no TLS',
      { tls: 'off', mode: 'banner', banner: 'SSH-2.0-x\r\n' },
      {},
      SOME_DAY,
      fail(broken('it answered something that is no TLS')),
    ],
    [
      'bytes without end',
      { tls: 'off', mode: 'endless' },
      {},
      SOME_DAY,
      fail(broken('it answered something that is no TLS')),
    ],
    [
      'closed at once',
      { tls: 'off', mode: 'closing' },
      {},
      SOME_DAY,
      fail(broken('the connection ended before it was shown')),
    ],
    ['an alert', alert(80), {}, SOME_DAY, fail(broken('it refused TLS 1.2'))],
    ['the alert of TLS 1.3', alert(70), {}, SOME_DAY, fail(broken('it speaks only TLS 1.3'))],
    [
      'a name it does not know',
      alert(112),
      {},
      SOME_DAY,
      fail(broken('it does not know the name that it is called by')),
    ],
    [
      'half a certificate',
      says(record(hello), record('\x0b\0\x10\0\0\x10\0\0\x0f\0half')),
      {},
      SOME_DAY,
      fail(broken('it was not shown in time')),
    ],
    [
      'a certificate that is none',
      says(record(hello), record('\x0b\0\0\x0a\0\0\x07\0\0\x04none')),
      {},
      SOME_DAY,
      fail(broken('it is none that can be read')),
    ],
    [
      'an empty list of certificates',
      says(record(hello), record('\x0b\0\0\x06\0\0\0\0\0\0')),
      {},
      SOME_DAY,
      fail(broken('it is none that can be read')),
    ],
    [
      '8 MB',
      says(record(hello), record(`\x0b\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f`), ...endless),
      {},
      SOME_DAY,
      fail(broken('it was not shown within the first 65536 bytes')),
    ],
    [
      'silence',
      { tls: 'off', mode: 'hanging' },
      {},
      SOME_DAY,
      fail('did not complete a TLS handshake within 1 s', 'timeout-headers'),
    ],
  ]
  it.each(cases)('%s', async (_, behaviour, told, now, expected) => {
    const { verdict, seen } = await watch({ port: await port(behaviour), ...told }, openAt(now))
    expect(verdict).toEqual(expected)
    expect(seen?.bytes).toBeLessThan(2 * 65_536)
  })
})
