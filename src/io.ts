// The only fetch, connect, clock and random of the house. Constructed in worker.ts once per visit and handed down as a parameter.

import { openAddress } from './core/address.ts'
import { oncePerText } from './core/once.ts'
import { err, ok, type Result } from './core/result.ts'
import type { Instant } from './core/time.ts'
import type { FailureKind } from './core/watch/observation.ts'
import { type Deadline, openDeadlines } from './io-deadline.ts'
import { type Reading, readCapped, type Trouble } from './io-read.ts'
import { type Dial, dialOut, type Heard } from './io-socket.ts'

export type { Ear, Trouble } from './io-read.ts'
export type { Dial, Heard } from './io-socket.ts'

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

export type Io = {
  /** This visit's clock: the story's time plus what has elapsed since the visit began. */
  at(): Instant
  /** Waits for an instant of the story. In a minute fired by hand it only moves this visit's clock. */
  until(instant: Instant): Promise<void>
  /** Really passed since the visit began, also by hand: what deadlines are counted in. */
  elapsed(): number
  /** Whether something ends within so long, really measured, also by hand. */
  within(ms: number, work: Promise<unknown>): Promise<boolean>
  /** One hop, redirects untouched. Never throws for what the other side does. */
  fetch(outbound: Outbound): Promise<Result<Answer, Trouble>>
  /** One connection over TCP, and at most one sentence each way. Never throws for what the other side does. */
  connect(dial: Dial): Promise<Result<Heard, Trouble>>
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
  const begin = openDeadlines()
  let skipped = 0
  const elapsed = () => Date.now() - startedAt
  const at = () => now + skipped + elapsed()

  return {
    at,
    async until(instant) {
      const left = instant - at()
      if (left <= 0) return
      if (isByHand) skipped += left
      else await new Promise((wake) => setTimeout(wake, left))
    },
    elapsed,
    within,
    fetch: (outbound) => callOut(outbound, { allowLoopback, begin }),
    connect: (dial) => dialOut(dial, allowLoopback),
    id: () => crypto.randomUUID(),
  }
}

/** The timer goes with the work: one that is left behind keeps its invocation from ending. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), ms)
  try {
    return await Promise.race([work.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

type Ports = { allowLoopback: boolean; begin(ms: number): Deadline }

async function callOut(outbound: Outbound, { allowLoopback, begin }: Ports): Promise<Result<Answer, Trouble>> {
  const startedAt = Date.now()
  const seen: Pick<Trouble, 'status' | 'headersMs' | 'bytes'> = { status: null, headersMs: null, bytes: 0 }
  const fail = (kind: FailureKind, detail: string) =>
    err<Trouble>({ kind, detail, ...seen, totalMs: Date.now() - startedAt })

  const address = openAddress(outbound.url, { allowLoopback })
  if (!address.ok) return fail('policy', `the address ${address.error}`)
  const { signal, end } = begin(outbound.deadlineMs)
  try {
    const response = await fetch(address.value.href, {
      method: outbound.method ?? 'GET',
      headers: headersOf(outbound.headers),
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
    const body = await readBody(response, { maxBytes: outbound.maxBytes, seen, signal })
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
  } finally {
    end()
  }
}

/** Most looks send no others, and making them is a good part of what a look costs. */
const OWN_HEADERS = new Headers({ 'user-agent': USER_AGENT })

function headersOf(headers: Record<string, string> = {}): HeadersInit {
  return Object.keys(headers).length === 0 ? OWN_HEADERS : { 'user-agent': USER_AGENT, ...headers }
}

/** At once where the answer says that it is small; piece by piece where it might not be, as what is packed might not. */
async function readBody(response: Response, reading: Omit<Reading, 'ear'>): Promise<string> {
  const { headers } = response
  const { charset, isPlain } = lettersOf(headers.get('content-type') ?? '')
  const length = Number(headers.get('content-length') ?? Infinity)
  if (length < reading.maxBytes && !headers.has('content-encoding')) {
    const text = isPlain ? await response.text() : decoderOf(charset).decode(await response.arrayBuffer())
    // What answers a HEAD says how long it would be, and is empty.
    reading.seen.bytes = text === '' ? 0 : length
    return text
  }
  const decoder = decoderOf(charset)
  let heard = ''
  const ear = (piece: Uint8Array) => {
    heard += decoder.decode(piece, { stream: true })
    return false
  }
  await readCapped(response.body, { ...reading, ear })
  return heard
}

/** Which letters a type of content names, and whether it may be read as text without the platform saying that it looks like none. */
const lettersOf = oncePerText(200, (type) => {
  const charset = /;\s*charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8'
  return { charset, isPlain: /^text\/|json|xml/i.test(type) && /^utf-?8$/i.test(charset) }
})

/** UTF-8 where an answer names letters that nobody knows. */
function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
