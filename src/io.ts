// The only fetch, clock and random of the house. Constructed in worker.ts once per visit and handed down as a parameter.

import { openAddress } from './core/address.ts'
import type { FailureKind } from './core/observation.ts'
import { err, ok, type Result } from './core/result.ts'
import type { Instant } from './core/time.ts'

export type Outbound = {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Covers connecting, headers and body together. */
  deadlineMs: number
  /** Reading stops here; what was read until then is the answer. */
  maxBytes: number
}

export type Answer = {
  status: number
  headers: Headers
  body: string
  bytes: number
  headersMs: number
  totalMs: number
}

export type Trouble = {
  kind: FailureKind
  detail: string
  status: number | null
  headersMs: number | null
  totalMs: number
  bytes: number
}

export type Io = {
  /** This visit's clock: the story's time plus what has elapsed since the visit began. */
  at(): Instant
  /** Waits for an instant of the story. In a minute fired by hand it only moves this visit's clock. */
  until(instant: Instant): Promise<void>
  /** One hop, redirects untouched. Never throws for what the other side does. */
  fetch(outbound: Outbound): Promise<Result<Answer, Trouble>>
  /** Unguessable, for names nobody else may know or repeat. */
  id(): string
}

export type IoOptions = { now: Instant; isByHand: boolean; allowLoopback: boolean }

export const USER_AGENT = 'Watchkeeper/0.1 (+https://watchkeeper.example.com)'

/** Cloudflare answers for an origin it could not reach; the number says why. */
const EDGE_FAILURES: Readonly<Record<number, FailureKind>> = {
  520: 'network',
  521: 'connect',
  522: 'connect',
  523: 'connect',
  524: 'timeout-headers',
  525: 'tls',
  526: 'tls',
  527: 'network',
  530: 'dns',
}

export function openIo({ now, isByHand, allowLoopback }: IoOptions): Io {
  const startedAt = Date.now()
  let skipped = 0
  const at = () => now + skipped + (Date.now() - startedAt)

  return {
    at,
    async until(instant) {
      const left = instant - at()
      if (left <= 0) return
      if (isByHand) skipped += left
      else await new Promise((wake) => setTimeout(wake, left))
    },
    fetch: (outbound) => callOut(outbound, allowLoopback),
    id: () => crypto.randomUUID(),
  }
}

async function callOut(outbound: Outbound, allowLoopback: boolean): Promise<Result<Answer, Trouble>> {
  const startedAt = Date.now()
  const seen: Pick<Trouble, 'status' | 'headersMs' | 'bytes'> = { status: null, headersMs: null, bytes: 0 }
  const fail = (kind: FailureKind, detail: string) =>
    err<Trouble>({ kind, detail, ...seen, totalMs: Date.now() - startedAt })

  const address = openAddress(outbound.url, { allowLoopback })
  if (!address.ok) return fail('policy', `the address ${address.error}`)
  const signal = AbortSignal.timeout(outbound.deadlineMs)
  try {
    const response = await fetch(address.value.href, {
      method: outbound.method ?? 'GET',
      headers: { 'user-agent': USER_AGENT, ...outbound.headers },
      body: outbound.body ?? null,
      redirect: 'manual',
      cache: 'no-store',
      signal,
    })
    seen.status = response.status
    seen.headersMs = Date.now() - startedAt
    const edge = EDGE_FAILURES[response.status]
    if (edge !== undefined) {
      await response.body?.cancel()
      return fail(edge, `the edge answered ${response.status}`)
    }
    const body = await readCapped(response, { maxBytes: outbound.maxBytes, seen, signal })
    return ok({
      status: response.status,
      headers: response.headers,
      body,
      bytes: seen.bytes,
      headersMs: seen.headersMs,
      totalMs: Date.now() - startedAt,
    })
  } catch {
    if (!signal.aborted) return fail('network', 'the connection failed')
    const phase = seen.headersMs === null ? 'headers' : 'body'
    return fail(`timeout-${phase}`, `no complete ${phase} within ${outbound.deadlineMs} ms`)
  }
}

type Reading = { maxBytes: number; seen: { bytes: number }; signal: AbortSignal }

async function readCapped(response: Response, { maxBytes, seen, signal }: Reading): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return text + decoder.decode()
    seen.bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
    if (signal.aborted) throw signal.reason
    if (seen.bytes >= maxBytes) {
      await reader.cancel()
      return text
    }
  }
}
