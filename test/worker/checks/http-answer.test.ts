// What an answer has to look like, one line a case: what was wanted of it, what came, what that means.

import { describe, expect, it } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { answer, CANARY, json, type Outside, outside, type Seen } from '../contract/outside.ts'

const URL_ = 'https://api.example.com/health?token=hidden'
const healthy = json(200, { status: 'ok', redis: 'connected' })
const to = (location: string, status = 302) => answer(status, '', { location })

function watch(told: object, io: Outside) {
  const settings = http.settings.parse({ url: URL_, ...told })
  const context = { io, deadlineMs: 10_000, place: 'here', key: 'a-look', secret: () => CANARY }
  return http.probe(settings, context).then((seen) => ({ seen, verdict: http.judge(settings, seen) }))
}

const pass = { kind: 'pass' }
const fail = (failure: string, reason: string) => ({ kind: 'fail', failure, reason })

describe('judges', () => {
  const cases: [string, object, Seen[], object][] = [
    ['a header as it has to be', { expectHeaders: { 'X-Env': 'live' } }, [answer(200, '', { 'x-env': 'live' })], pass],
    [
      'a header that is missing',
      { expectHeaders: { 'X-Env': 'live' } },
      [healthy],
      fail('assertion', 'answered 200 without the header X-Env'),
    ],
    [
      'a header that only contains what it should be',
      { expectHeaders: { 'x-env': 'live' } },
      [answer(200, '', { 'x-env': 'live-2' })],
      fail('assertion', 'answered 200 with another x-env than expected'),
    ],
    [
      'a part of a header',
      { expectHeaders: { 'x-env': { contains: 'li' } } },
      [answer(200, '', { 'x-env': 'live' })],
      pass,
    ],
    [
      'a header by a pattern',
      { statuses: [307], expectHeaders: { location: { matches: '/LOGIN$/i' } } },
      [to('/login', 307)],
      pass,
    ],
    [
      'a header that no pattern fits',
      { statuses: [307], expectHeaders: { location: { matches: '/login$/' } } },
      [to('/maintenance', 307)],
      fail('assertion', 'answered 307 with another location than expected'),
    ],
    [
      'the headers of the last hop only',
      { expectHeaders: { 'x-env': 'live' } },
      [answer(302, '', { location: '/', 'x-env': 'live' }), healthy],
      fail('assertion', 'answered 200 without the header x-env'),
    ],
    [
      'headers named as every object has them',
      { expectHeaders: { constructor: 'x' } },
      [healthy],
      fail('assertion', 'answered 200 without the header constructor'),
    ],
    [
      'a content type with a charset',
      { contentType: 'text/html' },
      [answer(200, '', { 'content-type': 'Text/HTML; charset=utf-8' })],
      pass,
    ],
    [
      'another content type',
      { contentType: 'text/html' },
      [healthy],
      fail('assertion', 'answered 200 with another content type than text/html'),
    ],
    ['a text that is not there', { bodyLacks: ['Application error', 'hacked'] }, [healthy], pass],
    [
      'a text that must not be there',
      { bodyLacks: ['Application error', 'hacked'] },
      [answer(200, 'You have been hacked')],
      fail('assertion', 'answered 200 with a text that must not be there'),
    ],
    ['a pattern that matches', { bodyMatches: '/"REDIS":\\s*"connected"/i' }, [healthy], pass],
    [
      'one of two patterns that does not',
      { bodyMatches: ['/status/', '/^ready$/m'] },
      [healthy],
      fail('assertion', 'answered 200 without what the pattern looks for'),
    ],
    [
      'what a pattern looks for beyond what is matched',
      { bodyMatches: '/end$/' },
      [answer(200, `${' '.repeat(16_384)}end`)],
      fail('assertion', 'answered 200 without what the pattern looks for in its first 16384 characters'),
    ],
    [
      'nothing where something was expected',
      { size: { leastBytes: 1 } },
      [answer(200)],
      fail('assertion', 'answered 200 with nothing in it'),
    ],
    [
      'too little',
      { size: { leastBytes: 10 } },
      [answer(200, 'short')],
      fail('assertion', 'answered 200 with less than 10 bytes'),
    ],
    [
      'too much',
      { size: { mostBytes: 4 } },
      [answer(200, 'short')],
      fail('assertion', 'answered 200 with more than 4 bytes'),
    ],
    ['just enough', { size: { leastBytes: 5, mostBytes: 5 } }, [answer(200, 'exact')], pass],
  ]
  it.each(cases)('%s', async (_, told, met, expected) => {
    expect((await watch(told, outside(...met))).verdict).toEqual(expected)
  })
})

it('keeps of the headers only those it is asked for', async () => {
  const met = answer(200, '', { 'x-env': 'live', 'content-type': 'text/plain', 'set-cookie': CANARY })
  const { seen } = await watch({ expectHeaders: { 'X-Env': 'live' }, contentType: 'text/plain' }, outside(met))
  expect([...(seen.headers ?? [])]).toEqual([
    ['x-env', 'live'],
    ['content-type', 'text/plain'],
  ])
  expect((await watch({}, outside(met))).seen.headers).toBeUndefined()
})
