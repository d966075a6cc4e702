// What a journey makes of its settings, and in which words it refuses them: they stand behind "wanted".

import { describe, expect, it } from 'vitest'
import { journey } from '../../../src/checks/journey/journey.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { read } from '../../../src/runbook/read.ts'
import { changed, OUTSIDE, problemsOf } from '../runbook/written.ts'

const HOME = 'https://api.example.com'
const start = { name: 'start', url: `${HOME}/runs`, method: 'POST', body: '{}', capture: { id: { json: '$.id' } } }
const look = { name: 'look', url: `${HOME}/runs/{{id}}` }
const remove = { name: 'remove', url: `${HOME}/runs/{{id}}`, method: 'DELETE' }

describe('refuses', () => {
  const KNOWN = (name: string) => `only what an earlier step captures between {{ and }}, and none captures ${name}`
  const PATH = 'an address with placeholders in its path and query only, so that no answer chooses who is called'
  const second = (step: object) => ({ steps: [start, { name: 'look', url: HOME, ...step }] })
  const until = (said: object, more: object = {}) => ({ steps: [{ name: 'look', url: HOME, until: said, ...more }] })
  const capture = (said: unknown) => ({ steps: [{ ...start, capture: { id: said } }] })
  const ONE_OF = "{ json: '$.id' }, { header: 'location' } or { text: '/id=(\\w+)/' }"

  const cases: [string, object, string, string][] = [
    ['no steps', { steps: [] }, 'steps', 'at least 1 entry'],
    [
      'thirteen',
      { steps: Array.from({ length: 13 }, (_, n) => ({ name: `s${n}`, url: HOME })) },
      'steps',
      'at most 12 entries',
    ],
    [
      'six to clean up',
      { steps: [start], cleanup: Array.from({ length: 6 }, (_, n) => ({ name: `c${n}`, url: HOME })) },
      'cleanup',
      'at most 5 entries',
    ],
    ['a step without a name', { steps: [{ url: HOME }] }, 'steps.0.name', 'a text'],
    [
      'a name in other letters',
      { steps: [{ name: 'läuft', url: HOME }] },
      'steps.0.name',
      "a name of at most 60 plain letters, such as 'poll the summary'",
    ],
    [
      'one name twice',
      { steps: [start], cleanup: [{ ...remove, name: 'start' }] },
      'cleanup.0.name',
      'a name that no other step has',
    ],
    ['what http refuses', second({ body: 'x' }), 'steps.1.body', 'no body, as GET is sent without one'],
    ['a name that nobody captures', { steps: [look] }, 'steps.0.url', KNOWN('id')],
    ['a name that is captured later', { steps: [look, start] }, 'steps.0.url', KNOWN('id')],
    [
      'a name that the step itself captures',
      { steps: [{ ...start, url: `${HOME}/{{id}}` }] },
      'steps.0.url',
      KNOWN('id'),
    ],
    ['a name with blanks', second({ url: `${HOME}/{{ id }}` }), 'steps.1.url', KNOWN(' id ')],
    ['an unknown name in a header', second({ headers: { 'x-run': '{{run}}' } }), 'steps.1.headers.x-run', KNOWN('run')],
    ['an unknown name in a body', second({ method: 'PUT', body: '{{run}}' }), 'steps.1.body', KNOWN('run')],
    ['a value as the host', second({ url: 'https://{{id}}/runs' }), 'steps.1.url', PATH],
    ['a value in the host', second({ url: 'https://api.example.com{{id}}' }), 'steps.1.url', PATH],
    ['a value as the port', second({ url: 'https://api.example.com:{{id}}/' }), 'steps.1.url', PATH],
    ['a value as the scheme', second({ url: '{{id}}://api.example.com/' }), 'steps.1.url', PATH],
    ['a value as the address', second({ url: '{{id}}' }), 'steps.1.url', PATH],
    [
      'a value without quotes',
      second({ method: 'PUT', body: '{"id":{{id}}}' }),
      'steps.1.body',
      'a body of JSON with its placeholders between quotes',
    ],
    [
      'a name that is none',
      { steps: [{ ...start, capture: { 'a b': { json: '$.id' } } }] },
      'steps.0.capture.a b',
      'a name of letters and digits, such as runId',
    ],
    ['a capture from nowhere', capture({}), 'steps.0.capture.id', ONE_OF],
    ['a capture by name only', capture('$.id'), 'steps.0.capture.id', ONE_OF],
    [
      'a pattern without a group',
      capture({ text: '/id=\\w+/' }),
      'steps.0.capture.id.text',
      "a pattern with a group, which is what is captured, such as '/id=(\\w+)/'",
    ],
    [
      'a group that captures nothing',
      capture({ text: '/(?:id)/' }),
      'steps.0.capture.id.text',
      "a pattern with a group, which is what is captured, such as '/id=(\\w+)/'",
    ],
    [
      'a pattern that is none',
      capture({ text: '/(/' }),
      'steps.0.capture.id.text',
      'a pattern that is a valid regular expression',
    ],
    [
      'a path that is none',
      capture({ json: 'id' }),
      'steps.0.capture.id.json',
      "a path as in RFC 9535, such as '$.redis' or '$.checks[*].status'",
    ],
    [
      'a writing step again and again',
      until({ every: '2s', within: '40s' }, { method: 'POST' }),
      'steps.0.until',
      'nothing on a step that writes, as only what is read may be repeated',
    ],
    [
      'an until that is over before it begins',
      until({ every: '9s', within: '8s' }),
      'steps.0.until.every',
      'a duration shorter than `within`',
    ],
    [
      'an until beyond any deadline',
      until({ every: '9s', within: '51s' }),
      'steps.0.until.within',
      "a duration such as '30s', '5m', '2h' or '1d', from 1 second to 50 seconds",
    ],
    [
      'more requests than there may be',
      until({ every: '1s', within: '41s' }),
      'steps',
      'at most 45 requests, and these can be 46 with 5 redirects; fewer steps, or in `until` a longer `every` or a shorter `within`',
    ],
  ]
  it.each(cases)('%s', (_, told, path, wanted) => {
    const opened = read(journey.settings, told)
    const found = opened.ok ? [] : opened.error.map((one) => [one.path.join('.'), one.wanted])
    expect(found).toEqual([[path, wanted]])
  })
})

describe('says', () => {
  const settings = {
    steps: [
      { ...start, headers: { 'x-api-key': { secret: 'ONE' } } },
      {
        ...look,
        until: { every: '2s', within: '41s' },
        headers: { 'x-api-key': { secret: 'ONE' }, b: { secret: 'TWO' } },
      },
    ],
    cleanup: [remove],
  }

  it('whom it calls, how often at most, and with which secrets', () => {
    expect(journey.targets(settings)).toEqual([start.url, look.url, remove.url])
    expect(journey.calls(settings)).toBe(1 + 21 + 1 + 5)
    expect(journey.secrets(settings)).toEqual(['ONE', 'TWO'])
  })

  it.each([
    ['reads', { steps: [{ name: 'a', url: HOME }] }, false],
    ['writes', { steps: [start] }, true],
    [
      'writes as it cleans up',
      { steps: [{ name: 'a', url: HOME }], cleanup: [{ name: 'b', url: HOME, method: 'DELETE' }] },
      true,
    ],
  ])('that it %s', (_, told, writes) => {
    expect(journey.writes(told)).toBe(writes)
  })
})

describe('in a runbook', () => {
  const plain = { service: 'api', kind: 'journey', steps: [start, look], cleanup: [remove] }
  const opened = (options: object) => {
    const runbook = openRunbook(changed({ 'monitors.run': { ...plain, ...options } }), OUTSIDE)
    return runbook.ok ? runbook.value.monitors.run : runbook.error
  }

  it.each([
    [{}, { deadlineMs: 30_000, confirmations: 0, intervalMs: 3_600_000, writes: true, calls: 8 }],
    [
      { writes: false, deadline: '50s' },
      { deadlineMs: 50_000, confirmations: 0, intervalMs: 60_000, writes: false },
    ],
    [{ writes: false, confirmations: 1 }, { confirmations: 1 }],
  ])('%j means', (options, monitor) => {
    expect(opened(options)).toMatchObject(monitor)
  })

  const refused: [string, object, string, string][] = [
    ['a deadline beyond its minute', { deadline: '51s', every: '2m' }, 'deadline', 'at most 50 seconds'],
    ['a deadline as long as its interval', { every: '30s' }, 'deadline', 'shorter than `every`'],
    [
      'a private address',
      { steps: [start, { ...look, url: 'http://10.0.0.1/{{id}}' }] },
      'steps.1.url',
      'is an IP address',
    ],
    [
      'a private address to clean up',
      { cleanup: [{ ...remove, url: 'http://a.internal/{{id}}' }] },
      'cleanup.0.url',
      'is a private host',
    ],
    [
      'a step that fails before it warns',
      { steps: [{ ...start, latency: { failMs: 1 } }] },
      'steps.0.latency.failMs',
      'more than the 5000',
    ],
    [
      'a key in a step',
      { steps: [{ ...start, headers: { 'x-api-key': 'Bearer abcdefghijkl' } }] },
      'steps.0.headers.x-api-key',
      'the name of a secret',
    ],
  ]
  it.each(refused)('refuses %s', (_, options, path, wanted) => {
    const found = problemsOf({ 'monitors.run': { ...plain, cleanup: [], ...options } })
    expect(found).toMatchObject([{ path: `monitors.run.${path}`, wanted: expect.stringContaining(wanted) }])
  })
})
