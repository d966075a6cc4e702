// The journey, one line a case: what one step hands to the next, how long it is asked, what is cleaned up, and what is told.

import { describe, expect, it } from 'vitest'
import { journey } from '../../../src/checks/journey/journey.ts'
import { answer, CANARY, json, type Outside, outside, type Seen, trouble } from '../contract/outside.ts'

const HOME = 'https://api.example.com'
const start = { name: 'start', url: `${HOME}/runs`, method: 'POST', body: '{}', capture: { id: { json: '$.id' } } }
const look = { name: 'look', url: `${HOME}/runs/{{id}}` }
const remove = { name: 'remove', url: `${HOME}/runs/{{id}}`, method: 'DELETE' }
const made = json(202, { id: 'r-1' }, { location: '/runs/r-1' })
const done = json(200, { status: 'completed' })
const running = json(200, { status: 'running' })
const taking = (totalMs: number, status = 200): Seen => ({
  ok: true,
  value: { status, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs },
})

function watch(told: object, io: Outside, deadlineMs = 30_000) {
  const settings = journey.settings.parse(told)
  const context = { io, deadlineMs, place: 'here', key: 'a-look', secret: () => CANARY }
  return journey.probe(settings, context).then((seen) => ({ seen, verdict: journey.judge(settings, seen) }))
}

const pass = { kind: 'pass' }
const fail = (failure: string, reason: string) => ({ kind: 'fail', failure, reason })
const warn = (failure: string, reason: string) => ({ kind: 'warn', failure, reason })

describe('carries', () => {
  const next = (step: object) => ({ steps: [start, { name: 'next', url: HOME, method: 'PUT', ...step }] })
  const cases: [string, object, string, object][] = [
    ['into a path', { url: `${HOME}/runs/{{id}}/summary` }, 'r-1', { url: `${HOME}/runs/r-1/summary` }],
    ['a slash as no slash', { url: `${HOME}/{{id}}` }, '../a?b#c', { url: `${HOME}/..%2Fa%3Fb%23c` }],
    ['into a query', { url: `${HOME}/?id={{id}}&n=1` }, 'a&n=2', { url: `${HOME}/?id=a%26n%3D2&n=1` }],
    ['half a letter', { url: `${HOME}/{{id}}` }, 'a\ud800', { url: `${HOME}/a%EF%BF%BD` }],
    ['into a header', { headers: { 'X-Run': 'run {{id}}' } }, 'r-1', { headers: { 'x-run': 'run r-1' } }],
    ['quotes into JSON', { body: '{"id":"{{id}}"}' }, '","admin":"', { body: '{"id":"\\",\\"admin\\":\\""}' }],
    [
      'into a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a={{id}}' },
      'b&c',
      { body: 'a=b%26c' },
    ],
    ['into a text', { body: 'id {{id}}' }, 'a"b', { body: 'id a"b' }],
    ['what looks like a placeholder as it is', { body: '{{id}}' }, '{{id}}$&', { body: '{{id}}$&' }],
  ]
  it.each(cases)('%s', async (_, step, id, sent) => {
    const io = outside(json(202, { id }), answer(200))
    expect((await watch(next(step), io)).verdict).toEqual(pass)
    expect(io.calls[1]).toMatchObject(sent)
  })

  it.each([
    ['a step back in the path', { url: `${HOME}/runs/{{id}}/x` }, '..'],
    ['a step that vanishes', { url: `${HOME}/runs/{{id}}/x` }, '.'],
    ['a line break in a header', { headers: { 'x-run': '{{id}}' } }, 'a\r\nx-admin: 1'],
  ])('not %s', async (_, step, id) => {
    const io = outside(json(202, { id }))
    const reason = '"next": cannot be asked: a value that was captured does not fit where it is carried to'
    expect((await watch(next(step), io)).verdict).toEqual(fail('assertion', reason))
    expect(io.calls).toHaveLength(1)
  })
})

describe('captures', () => {
  const into = (capture: object) => ({ steps: [{ ...start, capture: { id: capture } }, look] })
  const cases: [string, object, Seen, string][] = [
    ['a text', { json: '$.id' }, made, 'r-1'],
    ['a number', { json: '$.run.id' }, json(200, { run: { id: 42 } }), '42'],
    ['the first of many', { json: '$[*].id' }, json(200, [{ id: 'a' }, { id: 'b' }]), 'a'],
    ['a header', { header: 'X-Run' }, answer(200, '', { 'x-run': 'r-2' }), 'r-2'],
    ['a part of a header', { header: 'location', text: '/([^/]+)$/' }, made, 'r-1'],
    ['the first group', { text: '/id=(\\w+)&(\\w+)/' }, answer(200, 'a id=r7&x'), 'r7'],
  ]
  it.each(cases)('%s', async (_, capture, met, expected) => {
    const io = outside(met, answer(200))
    expect((await watch(into(capture), io)).verdict).toEqual(pass)
    expect(io.calls[1]?.url).toBe(`${HOME}/runs/${expected}`)
  })

  const nothing: [string, object, Seen][] = [
    ['what is not there', { json: '$.id' }, json(200, {})],
    ['what is no JSON', { json: '$.id' }, answer(200, 'id')],
    ['an object', { json: '$' }, made],
    ['null', { json: '$.id' }, json(200, { id: null })],
    ['an empty text', { json: '$.id' }, json(200, { id: '' })],
    ['more digits than can be held', { json: '$.id' }, answer(200, '{"id":9007199254740993}')],
    ['a text without end', { json: '$.id' }, json(200, { id: 'a'.repeat(5000) })],
    ['what the pattern does not find', { text: '/id=(\\w+)/' }, answer(200, 'no')],
  ]
  it('not a header that is missing', async () => {
    const reason = '"start": answered 202 without the header x-run'
    expect((await watch(into({ header: 'x-run' }), outside(made))).verdict).toEqual(fail('assertion', reason))
  })

  it('from a HEAD that suffices, without asking again', async () => {
    const io = outside(made, done)
    const head = { name: 'start', url: HOME, method: 'HEAD', capture: { id: { header: 'location' } } }
    expect((await watch({ steps: [head, look] }, io)).verdict).toEqual(pass)
    expect(io.calls.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  it.each(nothing)('not %s', async (_, capture, met) => {
    const io = outside(met)
    const status = met.ok ? met.value.status : null
    const reason = `"start": answered ${status} with nothing to capture id from`
    expect((await watch(into(capture), io)).verdict).toEqual(fail('assertion', reason))
    expect(io.calls).toHaveLength(1)
  })
})

describe('asks until it holds', () => {
  const completed = { json: [{ path: '$.status', equals: 'completed' }] }
  const poll = { ...look, ...completed, until: { every: '2s', within: '40s' } }
  const polling = (step: object = {}) => ({ steps: [start, { ...poll, ...step }] })
  const REASON = '"look": answered 200 with a value at $.status that is not "completed"'

  it('and not once more', async () => {
    const io = outside(made, running, running, done)
    const { seen, verdict } = await watch(polling(), io, 50_000)
    expect(verdict).toEqual(pass)
    expect(io.calls).toHaveLength(4)
    expect(seen.steps?.[1]).toEqual({ name: 'look', kind: 'pass', ms: 3 * 30 + 2 * 2000, reason: 'passed' })
  })

  it('whatever is wrong, as long as there is time', async () => {
    const io = outside(made, answer(404), trouble('network'), done)
    expect((await watch(polling(), io)).verdict).toEqual(pass)
  })

  it('no longer than it may', async () => {
    const io = outside(made, running)
    const { verdict } = await watch(polling(), io, 50_000)
    expect(verdict).toEqual(fail('assertion', `${REASON}, the last of 20 times`))
    expect(io.calls).toHaveLength(21)
  })

  it('no longer than there is time for all', async () => {
    const io = outside(made, running)
    const { seen, verdict } = await watch(polling(), io, 10_000)
    expect(verdict).toEqual(fail('assertion', `${REASON}, the last of 5 times`))
    expect(seen.totalMs).toBeLessThanOrEqual(10_000)
  })

  it('gives each time what is left', async () => {
    const io = outside(made, running, trouble('timeout-headers'), done)
    await watch(polling(), io, 10_000)
    expect(io.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([10_000, 9970, 7940, 5900])
  })

  it('with what it captures', async () => {
    const told = polling({ capture: { output: { json: '$.output' } } })
    const io = outside(made, done, json(200, { status: 'completed', output: 'x' }))
    expect((await watch(told, io)).verdict).toEqual(pass)
  })

  it('but not where nobody may be called', async () => {
    const io = outside(made, trouble('policy'))
    expect((await watch(polling(), io)).verdict).toMatchObject({ kind: 'unknown' })
    expect(io.calls).toHaveLength(2)
  })
})

describe('cleans up', () => {
  const told = { steps: [start, look], cleanup: [remove, { ...remove, name: 'remove again' }] }
  const methods = (io: Outside) => io.calls.map(({ method }) => method)

  it('when all has passed', async () => {
    const io = outside(made, done, answer(204))
    expect((await watch(told, io)).verdict).toEqual(pass)
    expect(methods(io)).toEqual(['POST', 'GET', 'DELETE', 'DELETE'])
  })

  it('when a step has failed, which is what is told', async () => {
    const io = outside(made, answer(500))
    expect((await watch(told, io)).verdict).toEqual(fail('status', '"look": answered 500 instead of 200-299'))
    expect(methods(io)).toEqual(['POST', 'GET', 'DELETE', 'DELETE'])
  })

  it('when there is nothing to be cleaned up, without a request', async () => {
    const io = outside(answer(500))
    const { seen, verdict } = await watch(told, io)
    expect(verdict).toEqual(fail('status', '"start": answered 500 instead of 200-299'))
    expect(io.calls).toHaveLength(1)
    expect(seen.steps?.[1]).toMatchObject({
      name: 'remove',
      kind: 'fail',
      reason: 'was not asked, as id was not captured',
    })
  })

  it('in the time that was kept for it, when all other time is over', async () => {
    const io = outside(made, taking(23_970), answer(204))
    const { verdict } = await watch({ ...told, steps: [...told.steps, { name: 'late', url: HOME }] }, io)
    expect(verdict).toEqual(fail('timeout-headers', '"late": was not begun, as no time was left for it'))
    expect(io.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([24_000, 23_970, 3000, 5970])
  })

  it.each([
    [4000, [2000, 2000]],
    [1000, [500, 500]],
  ])('of %i ms, after a step that took them all', async (deadlineMs, [first, last]) => {
    const io = outside(taking(first ?? 0, 500), answer(204))
    const cleanup = [{ ...remove, url: HOME }]
    await watch({ steps: [{ name: 'hang', url: HOME }], cleanup }, io, deadlineMs)
    expect(io.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([first, last])
  })

  it('and warns of what it could not', async () => {
    const io = outside(made, done, answer(500), answer(204))
    const reason = '"remove": answered 500 instead of 200-299; what the journey made may still be there'
    expect((await watch(told, io)).verdict).toEqual(warn('status', reason))
    expect(methods(io)).toEqual(['POST', 'GET', 'DELETE', 'DELETE'])
  })
})

describe('judges', () => {
  const two = {
    steps: [
      { name: 'one', url: HOME },
      { name: 'two', url: HOME },
    ],
  }
  const cases: [string, object, Seen[], object][] = [
    ['the first that fails', two, [answer(500), answer(404)], fail('status', '"one": answered 500 instead of 200-299')],
    [
      'what has to be refused and was not',
      { steps: [{ name: 'no key', url: HOME, statuses: [401] }] },
      [answer(200)],
      fail('exposure', '"no key": answered 200 where 401 was expected: what has to be refused was allowed'),
    ],
    [
      'who did not answer',
      two,
      [answer(200), trouble('timeout-headers')],
      fail('timeout-headers', '"two": did not answer within 29.97 s'),
    ],
    [
      'who did not finish',
      two,
      [trouble('timeout-body', 200)],
      fail('timeout-body', '"one": began to answer but did not finish within 30 s'),
    ],
    [
      'whom nobody may call',
      two,
      [trouble('policy')],
      { kind: 'unknown', reason: '"one": may not be called: the policy broke' },
    ],
    ['a slow step', two, [taking(6000), answer(200)], warn('latency', '"one": took 6 s, more than 5 s')],
    [
      'a slow step that is followed by a wrong one',
      two,
      [taking(6000), answer(500)],
      fail('status', '"two": answered 500 instead of 200-299'),
    ],
    ['a whole as slow as it likes', two, [taking(4900)], pass],
    [
      'a slow whole',
      { ...two, latency: { warnMs: 5000 } },
      [taking(4900)],
      warn('latency', 'took 9.8 s, more than 5 s'),
    ],
    [
      'a whole that is too slow',
      { ...two, latency: { failMs: 9000 } },
      [taking(4900)],
      fail('latency', 'took 9.8 s, more than 9 s'),
    ],
  ]
  it.each(cases)('%s', async (_, told, met, expected) => {
    expect((await watch(told, outside(...met))).verdict).toEqual(expected)
  })

  it('keeps what each step came to, and no time of half a journey', async () => {
    const { seen } = await watch({ steps: [start, look], cleanup: [remove] }, outside(made, answer(500), answer(204)))
    expect(seen.steps).toEqual([
      { name: 'start', kind: 'pass', ms: 30, reason: 'passed' },
      { name: 'look', kind: 'fail', ms: 30, reason: 'answered 500 instead of 200-299' },
      { name: 'remove', kind: 'pass', ms: 30, reason: 'passed' },
    ])
    expect(seen).toMatchObject({ totalMs: 90, trouble: { kind: 'status' } })
  })
})

describe('keeps to itself', () => {
  const headers = { authorization: { secret: 'API_KEY', prefix: 'Bearer ' }, 'X-Run': '{{id}}', 'x-plain': 'yes' }
  const told = {
    steps: [start, { ...look, method: 'PUT', headers, body: '{"id":"{{id}}"}' }],
    cleanup: [{ ...remove, headers }],
  }
  const secretly = json(202, { id: CANARY })

  it.each([
    ['an error that repeats it', answer(500, CANARY, { 'x-run': CANARY })],
    ['nothing at all', trouble('network')],
    ['success', done],
  ])('what it carried, when it meets %s', async (_, met) => {
    const { seen, verdict } = await watch(told, outside(secretly, met))
    expect(JSON.stringify([seen, verdict])).not.toContain(CANARY)
  })

  it('what stands in a header, when it is sent elsewhere', async () => {
    const io = outside(secretly, answer(302, '', { location: 'https://b.example.com/' }), answer(200))
    await watch({ steps: [start, { ...look, headers }] }, io)
    expect(io.calls[1]?.headers).toMatchObject({ 'x-run': CANARY, authorization: `Bearer ${CANARY}` })
    expect(io.calls[2]?.headers).toEqual({ 'x-plain': 'yes' })
  })

  it('what stands in a body, which nobody elsewhere gets', async () => {
    const io = outside(
      secretly,
      answer(307, '', { location: '/moved' }),
      answer(307, '', { location: 'https://b.example.com/' }),
    )
    const reason = '"look": was redirected where nobody may go: a captured value would leave with the body'
    expect((await watch({ steps: told.steps }, io)).verdict).toEqual(fail('policy', reason))
    expect(io.calls.map(({ url }) => url)).toEqual([`${HOME}/runs`, `${HOME}/runs/${CANARY}`, `${HOME}/moved`])
  })
})

it('says to whom it writes that this is the same look, a step at a time', async () => {
  const io = outside(made, done, answer(204))
  await watch({ steps: [start, look], cleanup: [remove] }, io)
  expect(io.calls.map(({ headers }) => headers?.['idempotency-key'])).toEqual([
    'a-look/start',
    undefined,
    'a-look/remove',
  ])
})
