// What the http check makes of its settings, and in which words it refuses them: they stand behind "wanted".

import { describe, expect, it } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { read } from '../../../src/runbook/read.ts'

const URL_ = 'https://api.example.com/health'

describe('refuses', () => {
  const cases: [string, object][] = [
    ['a range that runs backwards', { statuses: ['299-200'] }],
    ['a status that is none', { statuses: [99] }],
    ['no status at all', { statuses: [] }],
    ['a body with GET', { body: 'x' }],
    ['a text with HEAD', { method: 'HEAD', bodyContains: 'x' }],
    ['a header with a line break in its name', { headers: { 'a\r\nb': 'x' } }],
    ['a secret by its value', { headers: { authorization: { secret: 'sk-123' } } }],
    ['an unknown method', { method: 'BREW' }],
    ['a cap of ten megabytes', { maxBytes: 10_000_000 }],
    ['a misspelt option', { bodyContain: 'x' }],
  ]
  it.each(cases)('%s', (_, told) => {
    expect(http.settings.safeParse({ url: URL_, ...told }).success).toBe(false)
  })

  const LIMIT = 'that repeats no group in which something repeats or is left to choose'
  const HARM =
    "no body, or one with nothing in it such as '{}', as it is carried out on the day that it is not refused; or harmless: true"
  const sentences: [object, string, string | string[]][] = [
    [{ method: 'HEAD', bodyLacks: 'x' }, 'bodyLacks', 'nothing about the body, as HEAD is answered without one'],
    [{ body: 'x' }, 'body', 'no body, as GET is sent without one'],
    [{ method: 'POST', statuses: [401], body: '{"name":"x"}' }, 'body', HARM],
    [{ method: 'DELETE', statuses: [403, 404], body: 'all' }, 'body', HARM],
    [{ method: 'PUT', statuses: ['400-499'], body: '[{}]' }, 'body', HARM],
    [{ method: 'PATCH', statuses: [401], harmless: false }, 'harmless', ['true']],
    [{ statuses: ['2xx'] }, 'statuses.0', "a status or a range of them from low to high, such as '200-299'"],
    [{ headers: { 'a b': 'x' } }, 'headers.a b', 'the name of a header, such as cache-control'],
    [{ headers: { a: { secret: 'low' } } }, 'headers.a.secret', 'the name of a secret in capitals, such as API_KEY'],
    [{ expectHeaders: { 'a b': 'x' } }, 'expectHeaders.a b', 'the name of a header, such as cache-control'],
    [{ expectHeaders: { a: 1 } }, 'expectHeaders.a', "a text, { contains: 'a text' } or { matches: '/a pattern/' }"],
    [
      { expectHeaders: { a: { contain: 'x' } } },
      'expectHeaders.a',
      "a text, { contains: 'a text' } or { matches: '/a pattern/' }",
    ],
    [
      { expectHeaders: { a: { matches: '/(/' } } },
      'expectHeaders.a.matches',
      'a pattern that is a valid regular expression',
    ],
    [{ expectHeaders: 'a' }, 'expectHeaders', 'a group of names'],
    [
      { contentType: 'text/html; charset=utf-8' },
      'contentType',
      'a content type without parameters, such as application/json',
    ],
    [{ bodyLacks: '' }, 'bodyLacks', 'at least 1 letter'],
    [{ bodyLacks: [] }, 'bodyLacks', 'at least 1 entry'],
    [{ bodyMatches: 1 }, 'bodyMatches', 'a text or a list'],
    [
      { bodyMatches: 'ok' },
      'bodyMatches',
      "a pattern between slashes with no flags but i, m, s and u, such as '/ok|ready/i'",
    ],
    [
      { bodyMatches: '/ok/g' },
      'bodyMatches',
      "a pattern between slashes with no flags but i, m, s and u, such as '/ok|ready/i'",
    ],
    [{ bodyMatches: ['/ok/', '/[/'] }, 'bodyMatches.1', 'a pattern that is a valid regular expression'],
    [{ bodyMatches: '/ok/ii' }, 'bodyMatches', 'a pattern that is a valid regular expression'],
    [{ bodyMatches: `/${'a'.repeat(199)}/` }, 'bodyMatches', 'a pattern of at most 200 letters'],
    [{ bodyMatches: '/(a+)+$/' }, 'bodyMatches', `a pattern ${LIMIT}`],
    [{ bodyMatches: '/(?:a|a)*$/' }, 'bodyMatches', `a pattern ${LIMIT}`],
    [{ bodyMatches: '/((?<x>a?b))+$/' }, 'bodyMatches', `a pattern ${LIMIT}`],
    [
      { bodyMatches: `/${'a?'.repeat(40)}b/` },
      'bodyMatches',
      'a pattern with fewer repetitions and choices: two * or + at most, or several patterns instead of one',
    ],
    [
      { bodyMatches: '/a*a*a*b$/' },
      'bodyMatches',
      'a pattern with fewer repetitions and choices: two * or + at most, or several patterns instead of one',
    ],
    [
      { bodyMatches: '/a{0,999}a{0,999}a{0,999}b/' },
      'bodyMatches',
      'a pattern with fewer repetitions and choices: two * or + at most, or several patterns instead of one',
    ],
    [
      { bodyMatches: `/${'(a|a)'.repeat(20)}$/` },
      'bodyMatches',
      'a pattern with fewer repetitions and choices: two * or + at most, or several patterns instead of one',
    ],
    [{ size: {} }, 'size', 'leastBytes, mostBytes or both'],
    [{ size: { leastBytes: 0 } }, 'size.leastBytes', 'at least 1'],
    [{ size: { leastBytes: 1.5 } }, 'size.leastBytes', 'a whole number'],
    [{ size: { leastBytes: 9, mostBytes: 8 } }, 'size.mostBytes', 'no fewer than leastBytes'],
    [{ size: { leastBytes: 300_000 } }, 'size.leastBytes', 'no more than the 262144 bytes after which reading stops'],
    [{ size: { mostBytes: 5 }, maxBytes: 5 }, 'size.mostBytes', 'less than the 5 bytes after which reading stops'],
  ]
  it.each(sentences)('%j with a sentence', (told, path, wanted) => {
    const opened = read(http.settings, { url: URL_, ...told })
    const found = opened.ok ? [] : opened.error.map((one) => [one.path.join('.'), one.wanted])
    expect(found).toEqual([[path, wanted]])
  })

  it.each(['/(ok|ready)/', '/(\\d+)ms/', '/(?:ab)+/', '/(?:a|b)?c*?/', '/[(a+)+]*/', '/\\(a+\\)+/', '/a{2,}(?=b)/u'])(
    'not %s',
    (written) => {
      expect(http.settings.safeParse({ url: URL_, bodyMatches: written }).success).toBe(true)
    },
  )
})

it.each([
  ['no body', { method: 'DELETE' }],
  ['an empty body', { method: 'POST', body: '' }],
  ['an object without members', { method: 'POST', body: ' { } ' }],
  ['a list without entries', { method: 'PUT', body: '[]' }],
  ['an empty text', { method: 'PATCH', body: '""' }],
  ['null', { method: 'POST', body: 'null' }],
  ['a body that the author calls harmless', { method: 'POST', body: '{"dryRun":true}', harmless: true }],
  ['a body that may be accepted as well', { method: 'POST', body: '{"a":1}', statuses: [200, 401] }],
  ['a body that only asks', { method: 'OPTIONS', body: '{"a":1}' }],
])('lets %s knock where it has to be refused', (_, told) => {
  expect(http.settings.safeParse({ url: URL_, statuses: [401], ...told }).success).toBe(true)
})

it.each([
  ['GET', false],
  ['HEAD', false],
  ['OPTIONS', false],
  ['POST', true],
  ['PUT', true],
  ['PATCH', true],
  ['DELETE', true],
])('%s writes: %s', (method, writes) => {
  expect(http.writes({ url: URL_, method })).toBe(writes)
})

it('says what it would call and which secrets it needs', () => {
  const settings = { url: URL_, headers: { a: { secret: 'ONE' }, b: 'plain', c: { secret: 'TWO' } } }
  expect(http.targets(settings)).toEqual([URL_])
  expect(http.secrets(settings)).toEqual(['ONE', 'TWO'])
})
