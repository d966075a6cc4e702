// What the http check makes of a JSON document, one line a case: what was wanted of it, what came, what that means.

import { describe, expect, it } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { read } from '../../../src/runbook/read.ts'
import { answer, CANARY, json, outside, type Seen } from '../contract/outside.ts'

const URL_ = 'https://api.example.com/health'
const document = {
  status: 'ok',
  release: null,
  queue: { depth: 7, waiting: '7', jobs: [] },
  checks: [
    { name: 'redis', status: 'connected', ms: 3 },
    { name: 'mongo', status: 'connected', ms: 12 },
  ],
  tags: ['eu', 3, null],
  'a.b': true,
}

async function watch(told: object, seen: Seen) {
  const settings = http.settings.parse({ url: URL_, ...told })
  const context = { io: outside(seen), deadlineMs: 10_000, place: 'here', key: 'a-look', secret: () => CANARY }
  return http.judge(settings, await http.probe(settings, context))
}

const wrong = (reason: string) => ({ kind: 'fail', failure: 'assertion', reason: `answered 200 ${reason}` })

describe('holds', () => {
  const cases: [string, object][] = [
    ['a text', { path: '$.status', equals: 'ok' }],
    ['null', { path: '$.release', equals: null }],
    ['a name with a dot in it', { path: "$['a.b']", equals: true }],
    ['a number within bounds', { path: '$.queue.depth', atLeast: 7, atMost: 7, above: 6.5, below: 8, not: 0 }],
    ['each of several', { path: '$.checks[*].status', equals: 'connected' }],
    ['one that a filter finds', { path: "$.checks[?@.name == 'redis' && @.ms < 10].status", equals: 'connected' }],
    ['a name anywhere', { path: '$..ms', below: 100 }],
    ['a text within a text', { path: '$.status', contains: 'o' }],
    ['an entry of a list', { path: '$.tags', contains: 3 }],
    ['null in a list', { path: '$.tags', contains: null }],
    ['a pattern', { path: '$.checks[*].name', matches: '/^(redis|mongo)$/' }],
    ['the length of a list', { path: '$.checks', length: { atLeast: 2, atMost: 2 } }],
    ['the length of a text', { path: '$.status', length: { atMost: 2 } }],
    ['the length of an object', { path: '$.queue', length: { atLeast: 3 } }],
    ['the length of nothing', { path: '$.queue.jobs', length: { atMost: 0 } }],
    ['what is there', { path: '$.release', exists: true }],
    ['what is not there', { path: '$.error', exists: false }],
    ['what only every object has', { path: '$.constructor', exists: false }],
    ['no entry that a filter finds', { path: "$.checks[?@.status != 'connected']", exists: false }],
  ]
  it.each(cases)('%s', async (_, assertion) => {
    expect(await watch({ json: [assertion] }, json(200, document))).toEqual({ kind: 'pass' })
  })
})

describe('does not hold', () => {
  const cases: [string, object, string][] = [
    ['another text', { path: '$.status', equals: 'up' }, 'with a value at $.status that is not "up"'],
    ['the one it must not be', { path: '$.status', not: 'ok' }, 'with a value at $.status that is "ok"'],
    ['one of several', { path: '$..ms', equals: 3 }, 'with a value at $..ms that is not 3'],
    ['nothing at all', { path: '$.redis', equals: 'connected' }, 'without $.redis'],
    ['nothing where it may be anything but one', { path: '$.redis', not: 'down' }, 'without $.redis'],
    ['nothing that exists', { path: '$.redis', exists: true }, 'without $.redis'],
    ['something that must not', { path: '$.release', exists: false }, 'with $.release, which must not be there'],
    ['too low', { path: '$.queue.depth', above: 7 }, 'with a value at $.queue.depth that is not above 7'],
    ['too high', { path: '$.queue.depth', below: 7 }, 'with a value at $.queue.depth that is not below 7'],
    ['lower still', { path: '$.queue.depth', atLeast: 8 }, 'with a value at $.queue.depth that is not at least 8'],
    ['higher still', { path: '$.queue.depth', atMost: 6 }, 'with a value at $.queue.depth that is not at most 6'],
    [
      'the digits of a number',
      { path: '$.queue.waiting', below: 100 },
      'with a value at $.queue.waiting that is not below 100',
    ],
    ['a number as its digits', { path: '$.queue.depth', equals: '7' }, 'with a value at $.queue.depth that is not "7"'],
    ['a text without it', { path: '$.status', contains: 'x' }, 'with a value at $.status that does not contain "x"'],
    ['a list without it', { path: '$.tags', contains: '3' }, 'with a value at $.tags that does not contain "3"'],
    ['a name of an object', { path: '$', contains: 'status' }, 'with a value at $ that does not contain "status"'],
    ['no match', { path: '$.status', matches: '/^up$/' }, 'with a value at $.status that does not match /^up$/'],
    ['a list, matched', { path: '$.tags', matches: '/eu/' }, 'with a value at $.tags that does not match /eu/'],
    ['too few', { path: '$.checks', length: { atLeast: 3 } }, 'with a value at $.checks that is shorter than 3'],
    ['too many', { path: '$.checks', length: { atMost: 1 } }, 'with a value at $.checks that is longer than 1'],
    [
      'the length of a number',
      { path: '$.queue.depth', length: { atMost: 1 } },
      'with a value at $.queue.depth that is neither a text nor a list nor an object',
    ],
  ]
  it.each(cases)('%s', async (_, assertion, reason) => {
    expect(await watch({ json: [assertion] }, json(200, document))).toEqual(wrong(reason))
  })

  it('the second of two', async () => {
    const told = [
      { path: '$.status', equals: 'ok' },
      { path: '$.checks[0].ms', below: 3 },
    ]
    expect(await watch({ json: told }, json(200, document))).toEqual(
      wrong('with a value at $.checks[0].ms that is not below 3'),
    )
  })
})

describe('judges hostile documents at once', () => {
  const any = { path: '$..status', equals: 'ok' }
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const wide = `[${'{"status":"ok"},'.repeat(15_000)}{"status":"ok"}]`

  const cases: [string, string, object, object][] = [
    ['HTML', '<h1>Application error</h1>', any, wrong('with something that is no JSON')],
    ['nothing', '', any, wrong('with something that is no JSON')],
    ['a bomb that never ends', '['.repeat(10_000), any, wrong('with something that is no JSON')],
    ['a bomb', nested(100_000), any, wrong('without $..status')],
    ['a bomb, searched by a filter', nested(100_000), { path: '$..[?@.a == 1]', exists: false }, { kind: 'pass' }],
    ['a bomb, compared', nested(100_000), { path: '$', equals: 1 }, wrong('with a value at $ that is not 1')],
    ['a crowd', wide, any, { kind: 'pass' }],
    ['a crowd, filtered', wide, { path: "$..[?@.status == 'down']", exists: false }, { kind: 'pass' }],
    ['a crowd, listed', wide, { path: '$..[*,*][*,*].a', exists: false }, { kind: 'pass' }],
    [
      'letters for a pattern',
      `["${'a'.repeat(200_000)}"]`,
      { path: '$[*]', matches: '/a*b$/' },
      wrong('with a value at $[*] that does not match /a*b$/'),
    ],
    ['a prototype', '{"__proto__":{"status":"ok"}}', { path: '$.status', exists: false }, { kind: 'pass' }],
    [
      'a number beyond all',
      '{"status":1e999}',
      { path: '$.status', below: 5 },
      wrong('with a value at $.status that is not below 5'),
    ],
  ]
  it.each(cases)('%s', async (_, body, assertion, expected) => {
    const startedAt = performance.now()
    expect(await watch({ json: [assertion], maxBytes: 1_048_576 }, answer(200, body))).toEqual(expected)
    expect(performance.now() - startedAt).toBeLessThan(2000)
  })

  it('and says of one that was cut off that it was', async () => {
    const told = { json: [any], maxBytes: 1000 }
    const reason = wrong('with JSON that does not end in its first 1000 bytes')
    expect(await watch(told, answer(200, wide))).toEqual(reason)
  })

  it('and repeats nothing of them', async () => {
    const secret = { [CANARY]: CANARY, status: CANARY, list: [CANARY] }
    for (const [path, compared] of [
      ['$.status', { equals: 'ok' }],
      ['$.*', { contains: 'ok' }],
      ['$.list', { length: { atLeast: 2 } }],
      ['$.status', { below: 3 }],
      ['$..*', { exists: false }],
    ] as const) {
      const verdict = await watch({ json: [{ path, ...compared }] }, json(200, secret))
      expect(verdict).toMatchObject({ kind: 'fail' })
      expect(JSON.stringify(verdict)).not.toContain(CANARY)
    }
  })
})

describe('refuses', () => {
  const rfc = "a path as in RFC 9535, such as '$.redis' or '$.checks[*].status'"
  const scalar = 'a text, a number, true, false or null'
  const compared =
    'a path and at least one of equals, not, above, below, atLeast, atMost, contains, matches, length, exists'
  const at = (path: string) => [{ path, exists: true }]
  const asked = "a path whose filter compares @ with a value, as in [?@.name == 'redis']"

  const sentences: [unknown, string, string][] = [
    [{ path: '$.a', equals: 1 }, 'json', 'a list'],
    [[], 'json', 'at least 1 entry'],
    [[{ path: '$.a' }], 'json.0', compared],
    [[{ equals: 1 }], 'json.0.path', 'a text'],
    [[{ path: '$.a', equals: [1] }], 'json.0.equals', scalar],
    [[{ path: '$.a', not: 'x'.repeat(201) }], 'json.0.not', 'at most 200 letters'],
    [[{ path: '$.a', below: '5' }], 'json.0.below', 'a number'],
    [[{ path: '$.a', matches: '/(a+)+/' }], 'json.0.matches', expect.stringContaining('a pattern that repeats no')],
    [[{ path: '$.a', length: {} }], 'json.0.length', 'atLeast, atMost or both'],
    [[{ path: '$.a', length: { atLeast: -1 } }], 'json.0.length.atLeast', 'at least 0'],
    [[{ path: '$.a', exists: false, equals: 1 }], 'json.0.exists', 'true beside other comparisons, or alone'],
    [at(''), 'json.0.path', rfc],
    [at('redis'), 'json.0.path', rfc],
    [at(' $.a'), 'json.0.path', rfc],
    [at('$.a['), 'json.0.path', rfc],
    [at('$.a-b'), 'json.0.path', rfc],
    [at('$[?@.a = 1]'), 'json.0.path', rfc],
    [at('$[(@.length-1)]'), 'json.0.path', rfc],
    [at('['.repeat(150)), 'json.0.path', rfc],
    [at(`$${'.a'.repeat(100)}`), 'json.0.path', 'a path of at most 200 letters'],
    [at("$[?match(@.a, '(a+)+')]"), 'json.0.path', 'a path that calls no function'],
    [at('$[?count(@..*) > 1]'), 'json.0.path', 'a path that calls no function'],
    [at('$.a[?@.b == $.c]'), 'json.0.path', 'a path whose filter asks about @ and not about $'],
    [at('$[?$.a[*]]'), 'json.0.path', 'a path whose filter asks about @ and not about $'],
    [at('$..[?@ == @[0]]'), 'json.0.path', asked],
    [at('$..a..b'), 'json.0.path', 'a path with at most one ..'],
    [at('$..a[?@..b]'), 'json.0.path', 'a path with at most one ..'],
    [at('$[?@[?@.a]]'), 'json.0.path', 'a path with at most one filter'],
    [at(`$${'[0,0]'.repeat(30)}`), 'json.0.path', 'a path with at most two commas'],
  ]
  it.each(sentences)('%j with a sentence', (told, path, wanted) => {
    const opened = read(http.settings, { url: URL_, json: told })
    const found = opened.ok ? [] : opened.error.map((one) => [one.path.join('.'), one.wanted])
    expect(found).toEqual([[path, wanted]])
  })

  it('an assertion that is answered by HEAD', () => {
    expect(http.settings.safeParse({ url: URL_, method: 'HEAD', json: at('$.a') }).success).toBe(false)
  })

  it.each(["$['a, b, c, d, e, f']", '$["..$..?(match("]', "$[?@['x@'] == '== @ $ ?']", "$[?('a' != 'b')]", '$.☺[-1:]'])(
    'not %s',
    (path) => {
      expect(http.settings.safeParse({ url: URL_, json: at(path) }).success).toBe(true)
    },
  )
})
