// The http check, one line a case: what it was told, what it met, what it makes of that.

import { describe, expect, it } from 'vitest'
import { http } from '../../../src/checks/http/http.ts'
import { answer, CANARY, json, type Outside, outside, type Seen, trouble } from '../contract/outside.ts'

const URL_ = 'https://api.example.com/health?token=hidden'
const healthy = json(200, { status: 'ok', redis: 'connected' })
const slow = (totalMs: number): Seen => ({
  ok: true,
  value: { status: 200, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs },
})
const to = (location: string, status = 302) => answer(status, '', { location })

function watch(told: object, io: Outside) {
  const settings = http.settings.parse({ url: URL_, ...told })
  const context = { io, deadlineMs: 10_000, place: 'here', key: 'a-look', secret: () => CANARY }
  return http.probe(settings, context).then((seen) => ({ seen, verdict: http.judge(settings, seen) }))
}

const pass = { kind: 'pass' }
const fail = (failure: string, reason: string) => ({ kind: 'fail', failure, reason })
const sure = (reason: string) => ({ kind: 'unknown', reason })

describe('judges', () => {
  const cases: [string, object, Seen[], object][] = [
    ['a healthy answer', {}, [healthy], pass],
    ['any 2xx', {}, [answer(204)], pass],
    ['a server error', {}, [answer(500)], fail('status', 'answered 500 instead of 200-299')],
    ['a listed status', { statuses: [401] }, [answer(401)], pass],
    [
      'a wrong success',
      { statuses: [401, '403-404'] },
      [answer(200)],
      fail('exposure', 'answered 200 where 401, 403-404 was expected: what has to be refused was allowed'),
    ],
    [
      'a page where a redirect to the login was expected',
      { statuses: [307] },
      [answer(200)],
      fail('status', 'answered 200 where 307 was expected: what has to be sent elsewhere was answered'),
    ],
    [
      'a login page that a refusal was redirected to',
      { statuses: [401] },
      [to('/login'), answer(200)],
      fail('status', 'answered 200 instead of 401'),
    ],
    [
      'one success in the place of another',
      { statuses: [204, 401] },
      [answer(200)],
      fail('status', 'answered 200 instead of 204, 401'),
    ],
    ['the ends of a range', { statuses: ['200-204'] }, [answer(204)], pass],
    ['one beyond a range', { statuses: ['200-204'] }, [answer(205)], fail('status', 'answered 205 instead of 200-204')],
    ['a text that is there', { bodyContains: '"redis":"connected"' }, [healthy], pass],
    ['two texts that are there', { bodyContains: ['"status"', 'connected'] }, [healthy], pass],
    [
      'one of two texts missing',
      { bodyContains: ['"status"', 'mongodb'] },
      [healthy],
      fail('assertion', 'answered 200 without the expected text'),
    ],
    [
      'an error page with 200',
      { bodyContains: 'ok' },
      [answer(200, '<h1>Application error</h1>')],
      fail('assertion', 'answered 200 without the expected text'),
    ],
    [
      'a text beyond the cap',
      { bodyContains: 'zzz', maxBytes: 3 },
      [answer(200, 'aaaa')],
      fail('assertion', 'answered 200 without the expected text in its first 3 bytes'),
    ],
    ['5 s exactly', {}, [slow(5000)], pass],
    ['over 5 s', {}, [slow(5001)], { kind: 'warn', failure: 'latency', reason: 'took 5.001 s, more than 5 s' }],
    [
      'over its own budget',
      { latency: { warnMs: 500 } },
      [slow(640)],
      { kind: 'warn', failure: 'latency', reason: 'took 640 ms, more than 500 ms' },
    ],
    [
      'over what fails',
      { latency: { warnMs: 500, failMs: 1000 } },
      [slow(1500)],
      fail('latency', 'took 1.5 s, more than 1 s'),
    ],
    [
      'slow and wrong as wrong',
      {},
      [{ ok: true, value: { status: 500, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs: 9000 } }],
      fail('status', 'answered 500 instead of 200-299'),
    ],
    ['no answer in time', {}, [trouble('timeout-headers')], fail('timeout-headers', 'did not answer within 10 s')],
    [
      'half an answer in time',
      {},
      [trouble('timeout-body', 200)],
      fail('timeout-body', 'began to answer but did not finish within 10 s'),
    ],
    ['a name nobody knows', {}, [trouble('dns', 530)], fail('dns', 'has a name that could not be resolved')],
    ['a closed port', {}, [trouble('connect', 521)], fail('connect', 'did not accept a connection')],
    ['a bad certificate', {}, [trouble('tls', 526)], fail('tls', 'did not complete a TLS handshake')],
    ['a cut connection', {}, [trouble('network')], fail('network', 'dropped the connection')],
    ['an address we refuse', {}, [trouble('policy')], sure('may not be called: the policy broke')],
    [
      'a redirect to an address we refuse',
      {},
      [to('http://10.0.0.1/'), trouble('policy')],
      fail('policy', 'was redirected where nobody may go: the policy broke'),
    ],
    ['a redirect that is expected', { statuses: [307] }, [to('/login', 307)], pass],
    [
      'a redirect that is told to stay',
      { redirects: 'manual' },
      [to('/login')],
      fail('status', 'answered 302 instead of 200-299'),
    ],
    ['where a redirect leads', {}, [to('/login'), answer(404)], fail('status', 'answered 404 instead of 200-299')],
    ['a 304, which leads nowhere', {}, [answer(304)], fail('status', 'answered 304 instead of 200-299')],
    ['a redirect without an address', {}, [answer(302)], fail('status', 'answered 302 instead of 200-299')],
    ['a redirect to nonsense', {}, [to('http://')], fail('redirect', 'was redirected to no valid address')],
    ['five redirects', {}, [to('/1'), to('/2'), to('/3'), to('/4'), to('/5'), healthy], pass],
    ['redirects in a circle', {}, [to('/again')], fail('redirect', 'was redirected more than 5 times')],
  ]
  it.each(cases)('%s', async (_, told, met, expected) => {
    expect((await watch(told, outside(...met))).verdict).toEqual(expected)
  })
})

describe('asks', () => {
  const headers = {
    Authorization: { secret: 'API_KEY', prefix: 'Bearer ' },
    Cookie: 'a=1',
    'X-Plain': 'yes',
    'Content-Type': 'text/plain',
  }
  const posting = { method: 'POST', body: 'hello', headers }
  const plain = { 'idempotency-key': 'a-look', 'x-plain': 'yes', 'content-type': 'text/plain' }
  const told = { authorization: `Bearer ${CANARY}`, cookie: 'a=1', ...plain }

  const cases: [string, object, Seen, object][] = [
    [
      'with its secrets at home',
      posting,
      to('/next', 307),
      { url: 'https://api.example.com/next', method: 'POST', body: 'hello', headers: told },
    ],
    ['without them elsewhere', posting, to('https://b.example.com/', 308), { method: 'POST', headers: plain }],
    ['without them over plain http', posting, to('http://api.example.com/', 308), { headers: plain }],
    ['without them on another port', posting, to('https://api.example.com:8443/', 307), { headers: plain }],
    [
      'by GET after a POST was moved',
      posting,
      to('/next', 302),
      { method: 'GET', headers: { authorization: told.authorization, cookie: 'a=1', 'x-plain': 'yes' } },
    ],
    ['by GET after 303', { ...posting, method: 'PUT' }, to('/next', 303), { method: 'GET' }],
    ['by PUT after 302', { ...posting, method: 'PUT' }, to('/next', 302), { method: 'PUT', body: 'hello' }],
    ['by HEAD after 303', { method: 'HEAD' }, to('/next', 303), { method: 'HEAD' }],
  ]
  it.each(cases)('again %s', async (_, settings, redirect, second) => {
    const io = outside(redirect, healthy)
    await watch({ redirects: 'follow', ...settings }, io)
    expect(io.calls[1]).toMatchObject(second)
    expect(io.calls[1]?.headers).toEqual(Object(second).headers ?? io.calls[1]?.headers)
    if (io.calls[1]?.method === 'GET') expect(io.calls[1]).not.toHaveProperty('body')
  })

  it('without secrets once it has been elsewhere, even back at home', async () => {
    const io = outside(to('https://b.example.com/'), to('https://api.example.com/back'), healthy)
    await watch({ headers }, io)
    expect(io.calls[2]?.headers).not.toHaveProperty('authorization')
  })

  it('under one deadline and one cap over all hops', async () => {
    const io = outside(to('/1'), to('/2'), healthy)
    const { seen } = await watch({ maxBytes: 1000 }, io)
    expect(io.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([10_000, 9970, 9940])
    expect(io.calls.map(({ maxBytes }) => maxBytes)).toEqual([1000, 1000, 1000])
    expect(seen).toMatchObject({ hops: 2, totalMs: 90, headersMs: 80, status: 200 })
  })

  it('leaves the User-Agent to the house', async () => {
    const io = outside(healthy)
    await watch({}, io)
    expect(io.calls[0]?.headers).toEqual({})
  })
})

describe('asks by HEAD', () => {
  const met: [string, object, Seen[], object, string[]][] = [
    ['once when all is well', {}, [answer(200)], pass, ['HEAD']],
    ['and by GET before it blames', {}, [answer(405), answer(200)], pass, ['HEAD', 'GET']],
    ['and by GET when nothing came', {}, [trouble('timeout-headers'), answer(200)], pass, ['HEAD', 'GET']],
    [
      'and blames what GET meets too',
      {},
      [answer(500), answer(503)],
      fail('status', 'answered 503 instead of 200-299'),
      ['HEAD', 'GET'],
    ],
    ['and by GET for a header', { contentType: 'application/json' }, [answer(200), healthy], pass, ['HEAD', 'GET']],
    [
      'and no more when that was wrongly allowed',
      { statuses: [401] },
      [answer(200), answer(401)],
      fail('exposure', 'answered 200 where 401 was expected: what has to be refused was allowed'),
      ['HEAD'],
    ],
    ['and no more where nobody may go', {}, [trouble('policy')], sure('may not be called: the policy broke'), ['HEAD']],
  ]
  it.each(met)('%s', async (_, told, answers, expected, methods) => {
    const io = outside(...answers)
    expect((await watch({ method: 'HEAD', ...told }, io)).verdict).toEqual(expected)
    expect(io.calls.map(({ method }) => method)).toEqual(methods)
  })

  it('within one deadline, of which a quarter is kept for GET, whose time alone counts', async () => {
    const io = outside(trouble('timeout-headers'), healthy)
    const { seen } = await watch({ method: 'HEAD' }, io)
    expect(io.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([7500, 9960])
    expect(seen).toMatchObject({ totalMs: 30, status: 200 })
  })
})
