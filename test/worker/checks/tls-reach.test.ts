// The tls check where nothing can be read, what it asks then, and what it can be told.

import { describe, expect, it } from 'vitest'
import { tls } from '../../../src/checks/tls/tls.ts'
import { answer, outside, trouble } from '../contract/outside.ts'
import { broken, doubt, END, fail, openAt, port, SOME_DAY, unread, watch } from './tls-watch.ts'

const unreached = 'did not accept a connection, or has a name that could not be resolved'
it.each([
  ['a closed port', {}, fail(unreached, 'connect')],
  ['a name nobody knows', { host: 'nowhere.invalid.' }, fail(unreached, 'connect')],
  ['a private name', { host: 'db.internal' }, doubt('may not be called: the address is a private host name')],
  ['an address that is none', { host: '1.2.3.999' }, doubt('may not be called: the address is not a URL')],
])('%s', async (_, told, expected) => {
  expect((await watch(told, openAt(SOME_DAY))).verdict).toEqual(expected)
})

describe('where TCP is refused, HTTPS is asked', () => {
  const blocked = 'Workers cannot connect to it by TCP, as to all that is behind Cloudflare'
  it.each([
    ['and answers', answer(404), doubt(unread(blocked))],
    ['and is not trusted', trouble('tls', 526), fail(broken(blocked))],
    ['and has no name', trouble('dns', 530), fail('has a name that could not be resolved', 'dns')],
    ['and is refused as well', trouble('connect', 521), fail(unreached, 'connect')],
    ['and is cut', trouble('network'), fail(unreached, 'connect')],
    ['and is silent', trouble('timeout-headers'), fail(unreached, 'connect')],
  ])('%s', async (_, seen, expected) => {
    const https = outside(seen)
    const io = { ...outside(trouble('connect')), fetch: https.fetch }
    expect((await watch({ host: 'tls://shop.example.com', port: 443 }, io)).verdict).toEqual(expected)
    expect(https.calls).toMatchObject([{ url: 'https://shop.example.com:443/', method: 'HEAD', deadlineMs: 960 }])
  })
})

it.each([
  ['a second connection that is refused', trouble('connect'), 'a second connection was not accepted'],
  ['one that hangs', trouble('timeout-headers'), 'a second connection was not accepted in time'],
  ['silence', trouble('timeout-body'), 'it was not shown in time'],
  ['words that are no TLS', answer(200, 'SSH-2.0-x'), 'it answered something that is no TLS'],
  ['a cut', trouble('network'), 'the connection ended before it was shown'],
])('is unknown after %s', async (_, second, why) => {
  expect((await watch({ host: 'shop.example.com' }, outside(answer(200), second))).verdict).toEqual(doubt(unread(why)))
})

it('takes the port from an address that has one, and the time that is left', async () => {
  const io = outside(answer(200))
  await watch({ host: 'tls://Shop.Example.com.:8443', port: 443 }, io)
  expect(io.dials).toMatchObject([
    { hostname: 'shop.example.com', port: 8443, tls: true, deadlineMs: 1000 },
    { hostname: 'shop.example.com', port: 8443, tls: false, deadlineMs: 970 },
  ])
})

it('tells the judge what it read, and nothing that the server wrote', async () => {
  const told = { port: await port({ certificate: 'other' }), names: ['www.example.com'] }
  const { seen } = await watch(told, openAt(SOME_DAY))
  expect(JSON.parse(seen?.body ?? '')).toEqual({
    validFrom: Date.UTC(2020, 0, 1),
    validTo: END,
    missing: ['127.0.0.1', 'www.example.com'],
    isSelfSigned: true,
    isOld: false,
  })
  expect(seen).toMatchObject({ status: null, headersMs: null, hops: 0, place: 'here' })
  expect(seen?.bytes).toBeGreaterThan(300)
})

describe('refuses', () => {
  const limits = 'fewer days than warnDays'
  const hosts = "the name of a host, such as 'db.example.com', or an address, such as 'tcp://db.example.com:5432'"
  const full = "a full name, such as 'www.example.com'"
  const cases: [string, object, string][] = [
    ['a host that is none', { host: 'www example' }, hosts],
    ['a host with a path', { host: 'www.example.com/x' }, hosts],
    ['a host with a password', { host: 'tls://user:secret@www.example.com' }, hosts],
    ['the port of mail', { port: 25 }, 'another port: 25 is closed to Workers, so that they send no mail'],
    ['as many days to fail as to warn', { failDays: 21 }, limits],
    ['more days to fail than to warn', { warnDays: 5 }, limits],
    ['no day to warn', { warnDays: 0, failDays: 0 }, '>=1'],
    ['more days than a certificate has', { warnDays: 399 }, '<=398'],
    ['half a day', { failDays: 0.5 }, 'int'],
    ['no names', { names: [] }, '>=1'],
    ['half a name', { names: ['www'] }, full],
    ['a wildcard', { names: ['*.example.com'] }, full],
    ['a misspelt option', { warnDay: 3 }, 'warnDay'],
  ]
  it.each(cases)('%s', (_, told, sentence) => {
    const read = tls.settings.safeParse({ host: 'www.example.com', ...told })
    expect(read.error?.issues.map(({ message }) => message).join()).toContain(sentence)
  })
})

it('never writes, names its target, and has no secrets', () => {
  const settings = { host: 'tls://www.example.com:8443' }
  expect(tls.writes(settings)).toBe(false)
  expect(tls.targets(settings)).toEqual(['https://www.example.com:8443'])
  expect(tls.targets({ host: 'www.example.com' })).toEqual(['https://www.example.com:443'])
  expect(tls.secrets(settings)).toEqual([])
})
