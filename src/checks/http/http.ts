// Watches an address over HTTP: one request with its redirects, and what the last answer has to look like.

import type { Result } from '../../core/result.ts'
import type { FailureKind, Observation } from '../../core/watch/observation.ts'
import type { Answer, Trouble } from '../../io.ts'
import { defineCheck, type ProbeContext } from '../contract.ts'
import { inSeconds } from '../latency.ts'
import { isWrongSuccess, judge, REDIRECTS } from './judge.ts'
import { filled, isExpected, type Settings, secrets, settings, WRITING } from './settings.ts'

const MOST_REDIRECTS = 5
/** Of the deadline; what is left has to do for the GET that follows a HEAD in vain. */
const HEAD_SHARE = 3 / 4
const TROUBLES: Readonly<Partial<Record<FailureKind, string>>> = {
  dns: 'has a name that could not be resolved',
  connect: 'did not accept a connection',
  tls: 'did not complete a TLS handshake',
  network: 'dropped the connection',
}

type Request = { url: string; method: string; headers: Record<string, string>; body?: string }

export const http = defineCheck({
  kind: 'http',
  settings,
  targets: ({ url }) => [url],
  secrets,
  writes: ({ method }) => WRITING.includes(method),
  calls: (settings) => (settings.method === 'HEAD' ? 2 : 1) * (mayFollow(settings) ? 1 + MOST_REDIRECTS : 1),
  probe,
  judge,
})

export async function probe(settings: Settings, context: ProbeContext): Promise<Observation> {
  const missing = secrets(settings).find((name) => context.secret(name) === undefined)
  if (missing !== undefined) return stop(nothingYet(context), 'policy', `the secret ${missing} is not set`)
  if (settings.method !== 'HEAD') return ask(settings, context, context.deadlineMs)

  const seen = await ask(settings, context, context.deadlineMs * HEAD_SHARE)
  // Many servers know no HEAD, which harms nobody; one that allows by HEAD what has to be refused harms all the same.
  if (judge(settings, seen).kind !== 'fail' || isWrongSuccess(settings, seen)) return seen
  return ask({ ...settings, method: 'GET' }, context, context.deadlineMs - seen.totalMs)
}

async function ask(settings: Settings, context: ProbeContext, withinMs: number): Promise<Observation> {
  let seen = nothingYet(context)
  let request = firstRequest(settings, context)
  for (;;) {
    // What the answers took is counted, not the clock: by hand, another probe's wait moves the clock of the whole visit.
    const deadlineMs = Math.max(1, withinMs - seen.totalMs)
    const answer = await context.io.fetch({ ...request, deadlineMs, maxBytes: settings.maxBytes })
    seen = addAnswer(seen, answer, context.deadlineMs)
    if (!answer.ok) return seen
    const location = locationOf(answer.value, settings)
    if (location === null) return withHeaders(seen, settings, answer.value)
    if (seen.hops === MOST_REDIRECTS) return stop(seen, 'redirect', `was redirected more than ${MOST_REDIRECTS} times`)
    if (!URL.canParse(location, request.url)) return stop(seen, 'redirect', 'was redirected to no valid address')
    request = nextRequest(request, new URL(location, request.url), seen.status)
    if (leaves(settings.url, request.url)) request = { ...request, headers: publicHeaders(settings, request.headers) }
    seen = { ...seen, hops: seen.hops + 1 }
  }
}

function withHeaders(seen: Observation, { expectHeaders, contentType }: Settings, { headers }: Answer): Observation {
  if (expectHeaders === undefined && contentType === undefined) return seen
  const names = [...Object.keys(expectHeaders ?? {}), ...(contentType === undefined ? [] : ['content-type'])]
  const found = names.flatMap((name): [string, string][] => {
    const value = headers.get(name)
    return value === null ? [] : [[name.toLowerCase(), value]]
  })
  return { ...seen, headers: new Map(found) }
}

function nothingYet({ io, place }: ProbeContext): Observation {
  return {
    at: io.at(),
    place,
    status: null,
    headersMs: null,
    totalMs: 0,
    bytes: 0,
    hops: 0,
    trouble: null,
    body: '',
  }
}

function stop(seen: Observation, kind: FailureKind, detail: string): Observation {
  return { ...seen, body: '', trouble: { kind, detail } }
}

function firstRequest({ url, method, headers, body }: Settings, { key, secret }: ProbeContext): Request {
  // Whoever is written to can drop a look that comes twice; what the runbook says itself stands.
  const once = WRITING.includes(method) ? { 'idempotency-key': key } : {}
  return { url, method, headers: { ...once, ...filled(headers, secret) }, ...(body === undefined ? {} : { body }) }
}

function addAnswer(seen: Observation, answer: Result<Answer, Trouble>, deadlineMs: number): Observation {
  const { status, headersMs, totalMs, bytes } = answer.ok ? answer.value : answer.error
  const { at, place, hops } = seen
  return {
    at,
    place,
    status,
    headersMs: headersMs === null ? null : seen.totalMs + headersMs,
    totalMs: seen.totalMs + totalMs,
    bytes,
    hops,
    trouble: answer.ok ? null : { kind: answer.error.kind, detail: sentenceOf(answer.error, hops, deadlineMs) },
    body: answer.ok ? answer.value.body : '',
  }
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

/** Where it leads to; null: nowhere, or nowhere that may be followed. */
function locationOf({ status, headers }: Answer, settings: Settings): string | null {
  return REDIRECTS.includes(status) && mayFollow(settings) ? headers.get('location') : null
}

/** As browsers do (Fetch, 4.4 HTTP-redirect fetch): what was posted becomes a GET, except at 307 and 308. */
function nextRequest({ method, headers, body }: Request, { href }: URL, status: number | null): Request {
  const becomesGet = status === 303 ? method !== 'HEAD' : (status === 301 || status === 302) && method === 'POST'
  if (!becomesGet) return { url: href, method, headers, ...(body === undefined ? {} : { body }) }
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('content-') && name !== 'idempotency-key')
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
