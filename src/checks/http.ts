// Watches an address over HTTP: one request with its redirects, and what the last answer has to look like.

import * as z from 'zod'
import type { FailureKind, Observation } from '../core/observation.ts'
import type { Result } from '../core/result.ts'
import { SECOND } from '../core/time.ts'
import { PASS, type Verdict } from '../core/verdict.ts'
import type { Answer, Trouble } from '../io.ts'
import { defineCheck, type ProbeContext } from './contract.ts'

const WARN_MS = 5 * SECOND
const KIB = 1024
const USUAL_BYTES = 256 * KIB
const MOST_BYTES = KIB * KIB
const MOST_REDIRECTS = 5
const TROUBLES: Readonly<Partial<Record<FailureKind, string>>> = {
  dns: 'has a name that could not be resolved',
  connect: 'did not accept a connection',
  tls: 'did not complete a TLS handshake',
  network: 'dropped the connection',
}
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

const reference = z.strictObject({
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'names a secret in capitals, like API_KEY'),
  /** Put before the secret's value: `Bearer `. */
  prefix: z.string().default(''),
})

const status = z.union([
  z.int().min(100).max(599),
  z
    .string()
    .regex(/^[1-5]\d\d-[1-5]\d\d$/, 'is a status or a range, like 200-299')
    .refine((range) => range.slice(0, 3) <= range.slice(4), 'is a range that runs backwards'),
])

const settings = z
  .strictObject({
    url: z.string().min(1),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET'),
    headers: z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.union([z.string(), reference])).default({}),
    body: z.string().optional(),
    statuses: z.array(status).min(1).default(['200-299']),
    /** A text, or several that all have to be there. */
    bodyContains: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
    latency: z
      .strictObject({ warnMs: z.int().positive().default(WARN_MS), failMs: z.int().positive().optional() })
      .prefault({}),
    /** Left out: a redirect is judged itself where one is expected, and followed where none is. */
    redirects: z.enum(['follow', 'manual']).optional(),
    maxBytes: z.int().min(1).max(MOST_BYTES).default(USUAL_BYTES),
  })
  .refine(({ method, body }) => body === undefined || !['GET', 'HEAD'].includes(method), {
    path: ['body'],
    error: 'cannot be sent with GET or HEAD',
  })
  .refine(({ method, bodyContains }) => bodyContains === undefined || method !== 'HEAD', {
    path: ['bodyContains'],
    error: 'cannot be seen with HEAD, which is answered without a body',
  })

type Settings = z.output<typeof settings>
type Request = { url: string; method: string; headers: Record<string, string>; body?: string }

export const http = defineCheck({
  kind: 'http',
  settings,
  targets: ({ url }) => [url],
  secrets,
  writes: ({ method }) => ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method),
  probe,
  judge,
})

function secrets({ headers }: Settings): string[] {
  return Object.values(headers).flatMap((value) => (typeof value === 'string' ? [] : [value.secret]))
}

async function probe(settings: Settings, context: ProbeContext): Promise<Observation> {
  let seen = nothingYet(context)
  const missing = secrets(settings).find((name) => context.secret(name) === undefined)
  if (missing !== undefined) return stop(seen, 'policy', `the secret ${missing} is not set`)

  let request = firstRequest(settings, context)
  for (;;) {
    // What the answers took is counted, not the clock: by hand, another probe's wait moves the clock of the whole visit.
    const deadlineMs = Math.max(1, context.deadlineMs - seen.totalMs)
    const answer = await context.io.fetch({ ...request, deadlineMs, maxBytes: settings.maxBytes })
    seen = addAnswer(seen, answer, context.deadlineMs)
    const location = answer.ok && mayFollow(settings) ? locationOf(answer.value) : null
    if (location === null) return seen
    if (seen.hops === MOST_REDIRECTS) return stop(seen, 'redirect', `was redirected more than ${MOST_REDIRECTS} times`)
    if (!URL.canParse(location, request.url)) return stop(seen, 'redirect', 'was redirected to no valid address')
    request = nextRequest(request, new URL(location, request.url), seen.status)
    if (leaves(settings.url, request.url)) request = { ...request, headers: publicHeaders(settings, request.headers) }
    seen = { ...seen, hops: seen.hops + 1 }
  }
}

function nothingYet({ io, place }: ProbeContext): Observation {
  const blank = { status: null, headersMs: null, totalMs: 0, bytes: 0, hops: 0, trouble: null, body: '' }
  return { at: io.at(), place, ...blank }
}

function stop(seen: Observation, kind: FailureKind, detail: string): Observation {
  return { ...seen, body: '', trouble: { kind, detail } }
}

function firstRequest({ url, method, headers, body }: Settings, { secret }: ProbeContext): Request {
  const filled = Object.entries(headers).map(([name, value]): [string, string] => {
    const text = typeof value === 'string' ? value : `${value.prefix}${secret(value.secret) ?? ''}`
    return [name.toLowerCase(), text]
  })
  return { url, method, headers: Object.fromEntries(filled), ...(body === undefined ? {} : { body }) }
}

function addAnswer(seen: Observation, answer: Result<Answer, Trouble>, deadlineMs: number): Observation {
  const { status, headersMs, totalMs, bytes } = answer.ok ? answer.value : answer.error
  const spent = { headersMs: headersMs === null ? null : seen.totalMs + headersMs, totalMs: seen.totalMs + totalMs }
  const next = { ...seen, ...spent, status, bytes }
  if (answer.ok) return { ...next, body: answer.value.body }
  return stop(next, answer.error.kind, sentenceOf(answer.error, seen.hops, deadlineMs))
}

function sentenceOf({ kind, detail }: Trouble, hops: number, deadlineMs: number): string {
  switch (kind) {
    case 'timeout-headers':
      return `did not answer within ${inSeconds(deadlineMs)}`
    case 'timeout-body':
      return `began to answer but did not finish within ${inSeconds(deadlineMs)}`
    case 'policy':
      return hops === 0 ? `may not be called: ${detail}` : `was redirected where nobody may go: ${detail}`
    default:
      return TROUBLES[kind] ?? detail
  }
}

function mayFollow({ redirects, statuses }: Settings): boolean {
  if (redirects !== undefined) return redirects === 'follow'
  return !REDIRECTS.some((status) => isExpected(status, statuses))
}

function locationOf({ status, headers }: Answer): string | null {
  return REDIRECTS.includes(status) ? headers.get('location') : null
}

/** As browsers do (Fetch, 4.4 HTTP-redirect fetch): what was posted becomes a GET, except at 307 and 308. */
function nextRequest({ method, headers, body }: Request, { href }: URL, status: number | null): Request {
  const becomesGet = status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST'
  if (!becomesGet) return { url: href, method, headers, ...(body === undefined ? {} : { body }) }
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('content-'))
  return { url: href, method: 'GET', headers: Object.fromEntries(kept) }
}

function leaves(home: string, url: string): boolean {
  return new URL(home).origin !== new URL(url).origin
}

function publicHeaders(settings: Settings, headers: Record<string, string>): Record<string, string> {
  const hidden = new Set(['authorization', 'cookie', 'proxy-authorization'])
  for (const [name, value] of Object.entries(settings.headers)) {
    if (typeof value !== 'string') hidden.add(name.toLowerCase())
  }
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hidden.has(name)))
}

function judge(settings: Settings, seen: Observation): Verdict {
  if (seen.trouble !== null) {
    const { kind: failure, detail: reason } = seen.trouble
    // What we refuse to call says nothing about the target; a target that sends us there is broken for everybody.
    return failure === 'policy' && seen.hops === 0 ? { kind: 'unknown', reason } : { kind: 'fail', failure, reason }
  }
  if (seen.status === null || !isExpected(seen.status, settings.statuses)) {
    const reason = `answered ${seen.status ?? 'nothing'} instead of ${settings.statuses.join(', ')}`
    return { kind: 'fail', failure: 'status', reason }
  }
  if (![settings.bodyContains ?? []].flat().every((text) => seen.body.includes(text))) {
    const where = seen.bytes >= settings.maxBytes ? ` in its first ${settings.maxBytes} bytes` : ''
    return { kind: 'fail', failure: 'assertion', reason: `answered ${seen.status} without the expected text${where}` }
  }
  return judgeLatency(settings, seen.totalMs)
}

function judgeLatency({ latency }: Settings, totalMs: number): Verdict {
  const over = (limitMs: number) => `took ${inSeconds(totalMs)}, more than ${inSeconds(limitMs)}`
  if (latency.failMs !== undefined && totalMs > latency.failMs) {
    return { kind: 'fail', failure: 'latency', reason: over(latency.failMs) }
  }
  if (totalMs > latency.warnMs) return { kind: 'warn', failure: 'latency', reason: over(latency.warnMs) }
  return PASS
}

function isExpected(status: number, statuses: Settings['statuses']): boolean {
  return statuses.some((expected) => {
    if (typeof expected === 'number') return status === expected
    const [from, to] = expected.split('-').map(Number)
    return from !== undefined && to !== undefined && status >= from && status <= to
  })
}

function inSeconds(ms: number): string {
  return ms < SECOND ? `${ms} ms` : `${ms / SECOND} s`
}
