// What the metric check makes of a number, one line a case: where it comes from, what is made of it, what that means.

import { describe, expect, it } from 'vitest'
import { metric } from '../../../src/checks/metric/metric.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { StoredFacts } from '../../../src/core/watch/facts.ts'
import type { Look } from '../../../src/core/watch/look.ts'
import { read } from '../../../src/runbook/read.ts'
import { answer, CANARY, json, NOW, outside, type Seen, trouble } from '../contract/outside.ts'
import { problemsOf } from '../runbook/written.ts'

const url = 'https://api.example.com/stats'
const fail = { above: 100 }

async function look(told: object, seen: Seen) {
  const settings = metric.settings.parse({ url, fail, ...told })
  const io = outside(seen)
  const context = { io, deadlineMs: 10_000, place: 'here', key: 'a-look', secret: () => CANARY }
  const observation = await metric.probe(settings, context)
  return { observation, verdict: metric.judge(settings, observation), calls: io.calls }
}

const document = {
  queue: { depth: 7, waiting: '12.5', name: 'jobs' },
  jobs: [{ ms: 1 }, { ms: 2 }],
  none: 0,
  big: null,
}

const PAGE = `# HELP http_requests_total All of them.
# TYPE http_requests_total counter
http_requests_total{method="get",code="200"} 1027 1395066363000
http_requests_total{method="post",code="200"}    3
http_requests_total{ method = "get" , code = "500", } 20
http_requests_total_created{method="get"} 5
 http_requests_total{code="200"} 9000

queue_depth 12.5e1
with_tab\t7\t1395066363000
openmetrics{le="0.5"} 17 1520430000.123 # {trace_id="KOO5S4vxi0o"} 0.67
text{path="C:\\\\DIR\\\\",error="not \\"found\\"\\n}, 5"} 4
empty{code=""} 2
broken{code="200" 5
half{code="1"} 5
half{code="2"} five
nan NaN
up +Inf
down -Inf
negative -3
last 1`

describe('a number in an answer is', () => {
  const cases: [string, object, Seen, number][] = [
    ['at a path', { json: '$.queue.depth' }, json(200, document), 7],
    ['in quotes, as the API of Prometheus writes it', { json: '$.queue.waiting' }, json(200, document), 12.5],
    ['a quotient', { json: '$.queue.depth', dividedBy: '$.jobs[1].ms' }, json(200, document), 3.5],
    ['a share', { json: '$.jobs[0].ms', dividedBy: '$.jobs[1].ms', unit: '%' }, json(200, document), 50],
    ['on a page', { prometheus: 'queue_depth' }, answer(200, PAGE), 125],
    ['the sum of several lines', { prometheus: 'http_requests_total' }, answer(200, PAGE), 1050],
    ['the sum of those with a label', { prometheus: 'http_requests_total{code="200"}' }, answer(200, PAGE), 1030],
    [
      'where blanks lie anywhere',
      { prometheus: 'http_requests_total{code="500",method="get"}' },
      answer(200, PAGE),
      20,
    ],
    ['between tabs', { prometheus: 'with_tab' }, answer(200, PAGE), 7],
    ['before an exemplar', { prometheus: 'openmetrics' }, answer(200, PAGE), 17],
    ['beside escapes', { prometheus: 'text{error="not \\"found\\"\\n}, 5"}' }, answer(200, PAGE), 4],
    ['under a label that is not there', { prometheus: 'empty{other=""}' }, answer(200, PAGE), 2],
    ['below nothing', { prometheus: 'negative' }, answer(200, PAGE), -3],
    ['in the last line', { prometheus: 'last' }, answer(200, PAGE), 1],
    ['after a line of DOS', { prometheus: 'queue_depth' }, answer(200, 'queue_depth 5\r\nlast 1\r\n'), 5],
    [
      'a share of a page',
      { prometheus: 'http_requests_total{code="500"}', dividedBy: 'http_requests_total{method="get"}', unit: '%' },
      answer(200, PAGE),
      (20 / 1047) * 100,
    ],
  ]
  it.each(cases)('%s', async (_, told, seen, value) => {
    expect((await look(told, seen)).observation).toMatchObject({ trouble: null, value, body: '' })
  })
})

describe('nothing is known of the number where', () => {
  const depth = { json: '$.queue.depth' }
  const cases: [string, object, Seen, string][] = [
    ['nobody answers', depth, trouble('connect'), 'could not be asked: the connect broke'],
    ['the answer is an error', depth, json(503, document), 'answered 503 instead of 200-299'],
    ['it is elsewhere', depth, answer(302, '', { location: url }), 'answered 302 instead of 200-299'],
    ['it is no JSON', depth, answer(200, '<h1>7</h1>'), 'answered something that is no JSON'],
    ['it does not end', depth, answer(200, ' '.repeat(1024 * 1024)), 'answered more than 1048576 bytes'],
    ['there is nothing', { json: '$.depth' }, json(200, document), 'has nothing at $.depth'],
    ['there are several', { json: '$.jobs[*].ms' }, json(200, document), 'has several values at $.jobs[*].ms'],
    ['it is a text', { json: '$.queue.name' }, json(200, document), 'has no number at $.queue.name'],
    ['it is null', { json: '$.big' }, json(200, document), 'has no number at $.big'],
    ['it is too large', { json: '$' }, answer(200, '1e999'), 'has no number at $'],
    ['it is an empty text', { json: '$' }, answer(200, '""'), 'has no number at $'],
    [
      'it is divided by nothing',
      { ...depth, dividedBy: '$.none' },
      json(200, document),
      'has 0 as $.none, by which nothing can be divided',
    ],
    ['it is not on the page', { prometheus: 'queue' }, answer(200, PAGE), 'has no queue'],
    ['no line has the label', { prometheus: 'last{a="b"}' }, answer(200, PAGE), 'has no last{a="b"}'],
    ['a line is broken', { prometheus: 'broken' }, answer(200, PAGE), 'has a line of broken that cannot be read'],
    [
      'its labels are',
      { prometheus: 'broken{a="b"}' },
      answer(200, PAGE),
      'has a line of broken{a="b"} that cannot be read',
    ],
    ['one of its lines is', { prometheus: 'half' }, answer(200, PAGE), 'has a line of half that cannot be read'],
    ['it is NaN', { prometheus: 'nan' }, answer(200, PAGE), 'has no finite number as nan'],
    ['it has no end', { prometheus: 'up' }, answer(200, PAGE), 'has no finite number as up'],
    ['it has no beginning', { prometheus: 'down' }, answer(200, PAGE), 'has no finite number as down'],
  ]
  it.each(cases)('%s', async (_, told, seen, reason) => {
    const { observation, verdict } = await look(told, seen)
    expect(verdict).toEqual({ kind: 'unknown', reason })
    expect(observation.value).toBeUndefined()
    expect(observation.trouble).not.toBeNull()
  })

  it('a page wants to take for ever', async () => {
    const began = performance.now()
    for (const part of ['x{a="', 'x{a="b",', 'x{', 'x '.repeat(3), `x{a="${'\\'.repeat(99)}`]) {
      await look({ prometheus: 'x' }, answer(200, part.repeat(1_000_000 / part.length)))
    }
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('one look', () => {
  const bands = { json: '$', warn: { above: 70 }, fail: { above: 85 }, unit: '%' }
  const below = { json: '$', warn: { below: 3 }, fail: { below: 1 } }
  const value = (kind: string, reason: string) => ({ kind, failure: 'value', reason })
  const cases: [string, object, number, unknown][] = [
    ['within the bands', bands, 69.9, { kind: 'pass' }],
    ['at a limit', bands, 70, { kind: 'pass' }],
    ['beyond the first', bands, 72.346, value('warn', 'is 72.35 %, above 70 %')],
    ['at the second', bands, 85, value('warn', 'is 85 %, above 70 %')],
    ['beyond the second', bands, 85.1, value('fail', 'is 85.1 %, above 85 %')],
    ['too few, a little', below, 2, value('warn', 'is 2, below 3')],
    ['too few', below, 0, value('fail', 'is 0, below 1')],
    ['large', { json: '$', fail }, 1234567.89, value('fail', 'is 1234568, above 100')],
  ]
  it.each(cases)('%s', async (_, told, number, verdict) => {
    expect((await look(told, json(200, number))).verdict).toEqual(verdict)
    expect(metric.needs(metric.settings.parse({ url, ...told }))).toBeNull()
  })

  it('over a stretch of time is only a sample', async () => {
    const { observation, verdict } = await look({ json: '$', over: '5m' }, json(200, 1000))
    expect([observation.value, verdict]).toEqual([1000, { kind: 'pass' }])
  })

  it('sends what it is told to, and asks for what it reads', async () => {
    const headers = { Authorization: { secret: 'API_KEY', prefix: 'Bearer ' }, 'x-plain': 'yes' }
    const { calls } = await look({ prometheus: 'last', headers }, answer(200, PAGE))
    const authorization = `Bearer ${CANARY}`
    expect(calls).toMatchObject([
      { url, headers: { accept: 'text/plain;version=0.0.4', authorization, 'x-plain': 'yes' } },
    ])
  })
})

const looks = (...values: (number | null)[]): Look[] =>
  values.map((value) => ({ kind: value === null ? 'unknown' : 'pass', value }))
const outcomes = (text: string): Look[] => {
  const kinds = { p: 'pass', w: 'warn', f: 'fail', u: 'unknown', a: 'asleep', m: 'maintenance' } as const
  return [...text].map((letter) => ({ kind: kinds[letter as keyof typeof kinds], value: null }))
}
const reading = (at: number, latest: number) => ({ at, count: 4, sum: 40, least: 1, most: 30, latest })

function conclude(told: object, facts: Partial<StoredFacts>) {
  const nothing = { now: NOW, looked: null, heartbeat: null, reading: null, members: {}, window: [] }
  return metric.conclude(metric.settings.parse({ fail, ...told }), { ...nothing, ...facts })
}

describe('over a stretch of time', () => {
  const own = { url, json: '$', over: '10m' }
  const ten = looks(10, 20, 30, 40, 50, 60, 70, 80, 90, 1200)
  const rate = { of: { monitor: 'api', measure: 'error-rate' }, over: '5m', warn: { above: 1 }, fail: { above: 5 } }
  const cases: [string, object, Look[], object][] = [
    ['the last', own, ten, { kind: 'fail', reason: 'is 1200, above 100' }],
    ['the mean', { ...own, measure: 'mean' }, ten, { kind: 'fail', reason: 'mean over 10 minutes is 165, above 100' }],
    ['the least', { ...own, measure: 'least' }, ten, { kind: 'pass' }],
    [
      'the most',
      { ...own, measure: 'most', unit: 'ms' },
      ten,
      { reason: 'most over 10 minutes is 1200 ms, above 100 ms' },
    ],
    ['the median', { ...own, measure: 'p50' }, ten, { kind: 'pass' }],
    ['a percentile', { ...own, measure: 'p95' }, ten, { reason: 'p95 over 10 minutes is 1200, above 100' }],
    [
      'holes are no numbers',
      { ...own, measure: 'most' },
      looks(1, null, 2, null),
      unknown('has 2 of at least 3 samples'),
    ],
    ['too few', own, looks(500), unknown('has 1 of at least 3 samples')],
    ['as few as is enough', { ...own, leastSamples: 1 }, looks(500), { kind: 'fail' }],
    ['no failure', rate, outcomes('ppwpp'), { kind: 'pass', value: 0 }],
    ['a failure', rate, outcomes('pppf'), { kind: 'fail', reason: 'error rate over 5 minutes is 25 %, above 5 %' }],
    ['some failure', rate, outcomes(`${'p'.repeat(49)}f`), { kind: 'warn', value: 2 }],
    ['neither', rate, outcomes('uuaammp'), unknown('has 1 of at least 3 samples')],
    ['neither beside enough', rate, outcomes('uupppp'), { kind: 'pass' }],
  ]
  it.each(cases)('%s', (_, told, window, verdict) => {
    expect(conclude(told, { window })).toMatchObject(verdict)
  })

  it('a look without a number is unknown, whatever was before', () => {
    const looked = { kind: 'unknown', reason: 'answered 503 instead of 200-299' } as const
    expect(conclude(own, { looked, window: ten })).toMatchObject(looked)
  })

  it('asks for what it has to know', () => {
    const wants = (told: object) => metric.needs(metric.settings.parse({ fail, ...told }))
    expect(wants(own)).toEqual({ window: { monitor: null, overMs: 10 * MINUTE } })
    expect(wants(rate)).toEqual({ window: { monitor: 'api', overMs: 5 * MINUTE } })
    expect(wants({ pushed: true })).toEqual({ reading: true })
    expect(wants({ pushed: true, over: '5m' })).toEqual({
      reading: true,
      window: { monitor: null, overMs: 5 * MINUTE },
    })
  })
})

function unknown(reason: string) {
  return { kind: 'unknown', reason }
}

describe('what is pushed', () => {
  const fresh = { reading: reading(NOW - MINUTE / 2, 200) }
  const old = { reading: reading(NOW - 3 * MINUTE, 200) }
  const pushed = { pushed: true }
  const over = { pushed: true, over: '5m', measure: 'mean' }
  const cases: [string, object, Partial<StoredFacts>, object][] = [
    ['nothing yet', pushed, {}, unknown('has never been pushed')],
    ['the last', pushed, fresh, { kind: 'fail', reason: 'is 200, above 100', value: 200 }],
    ['the mean of its minute', { ...pushed, measure: 'mean' }, fresh, { kind: 'pass', value: 10 }],
    ['the most of it', { ...pushed, measure: 'most' }, fresh, { kind: 'pass', value: 30 }],
    ['the least of it', { ...pushed, measure: 'least', fail: { below: 2 } }, fresh, { reason: 'least is 1, below 2' }],
    ['some minutes ago', pushed, old, { kind: 'fail', value: 200 }],
    ['too long ago', pushed, { reading: reading(NOW - 6 * MINUTE, 200) }, unknown('has not been pushed for 6 minutes')],
    ['not too long', { ...pushed, silentAfter: '10m' }, { reading: reading(NOW - 6 * MINUTE, 1) }, { kind: 'pass' }],
    ['too few', { ...pushed, leastSamples: 5 }, fresh, { ...unknown('has 4 of at least 5 samples'), value: 200 }],
    ['beside earlier ones', over, { ...fresh, window: looks(20, 30) }, { kind: 'pass', value: 10 }],
    ['earlier ones alone', over, { ...old, window: looks(900, 30, 30) }, { kind: 'fail', value: null }],
    ['the first ones', over, { ...fresh, window: looks(20) }, { ...unknown('has 2 of at least 3 samples'), value: 10 }],
  ]
  it.each(cases)('%s', (_, told, facts, verdict) => {
    expect(conclude(told, facts)).toMatchObject(verdict)
  })
})

describe('refuses', () => {
  const at = { url, json: '$' }
  const of = { monitor: 'api', measure: 'p95' }
  const cases: [string, object, string, string][] = [
    ['no source', { fail }, 'url', 'exactly one of url, pushed and of'],
    ['two sources', { ...at, pushed: true, fail }, 'url', 'exactly one of url, pushed and of'],
    ['an answer without a place', { url, fail }, 'json', 'either json or prometheus'],
    ['two places', { ...at, prometheus: 'up', fail }, 'json', 'either json or prometheus'],
    [
      'a place without an answer',
      { pushed: true, json: '$', fail },
      'json',
      'a url beside it, whose answer it is about',
    ],
    ['a path that is none', { url, json: 'queue.depth', fail }, 'json', "a path as in RFC 9535, such as '$.redis'"],
    ['a divisor that is none', { ...at, dividedBy: 'up', fail }, 'dividedBy', 'a path as in RFC 9535'],
    ['a divisor of another kind', { url, prometheus: 'up', dividedBy: '$.a', fail }, 'dividedBy', 'a metric such as'],
    ['a comparison', { url, prometheus: 'up{code=~"5.."}', fail }, 'prometheus', 'a metric such as'],
    ['silence where nobody speaks', { ...at, silentAfter: '5m', fail }, 'silentAfter', 'pushed: true beside it'],
    ['no band', at, 'fail', 'warn, fail or both'],
    ['half a band', { ...at, fail: {} }, 'fail', 'either { above: 5 } or { below: 5 }'],
    ['both sides', { ...at, fail: { above: 1, below: 2 } }, 'fail', 'either { above: 5 } or { below: 5 }'],
    ['bands in the wrong order', { ...at, warn: { above: 5 }, fail: { above: 5 } }, 'fail', 'beyond the 5 at which it'],
    ['bands on two sides', { ...at, warn: { above: 5 }, fail: { below: 1 } }, 'fail', 'beyond the 5 at which it warns'],
    ['a look at no time', { of, fail }, 'over', "a duration such as '5m': the stretch of time that is looked at"],
    ['two measures', { of, over: '5m', measure: 'p50', fail }, 'measure', 'nothing, because of has a measure'],
    ['a measure of one number', { ...at, measure: 'mean', fail }, 'measure', 'last, or over beside it'],
    [
      'a percentile of one minute',
      { pushed: true, measure: 'p95', fail },
      'measure',
      'last, mean, least, most, or over',
    ],
    ['several samples of one', { ...at, leastSamples: 2, fail }, 'leastSamples', '1, or over beside it'],
    ['a day', { ...at, over: '1d', fail }, 'over', "a duration such as '30s', '5m', '2h' or '1d', from 1 minute to 6"],
  ]
  it.each(cases)('%s', (_, told, place, wanted) => {
    const opened = read(metric.settings, told)
    const found = opened.ok ? [] : opened.error.map((one) => [one.path.join('.'), one.wanted])
    expect(found).toContainEqual([place, expect.stringContaining(wanted)])
  })

  const others: [string, string, string, string | null][] = [
    ['a monitor that is not there', 'helth', 'one of health, inbox, home, rate', 'health'],
    ['itself', 'rate', 'another monitor than itself', null],
  ]
  it.each(others)('%s', (_, monitor, wanted, nearest) => {
    const rate = { service: 'api', kind: 'metric', of: { monitor, measure: 'p95' }, over: '10m', fail }
    const hint = nearest === null ? null : `did you mean "${nearest}"?`
    expect(problemsOf({ 'monitors.rate': rate })).toMatchObject([{ path: 'monitors.rate.of.monitor', wanted, hint }])
  })
})
