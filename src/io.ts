// The only fetch, connect, clock and random of the house. Constructed in worker.ts once per visit and handed down as a parameter.

import { connect } from 'cloudflare:sockets'
import { openAddress } from './core/address.ts'
import { err, ok, type Result } from './core/result.ts'
import type { Instant } from './core/time.ts'
import type { FailureKind } from './core/watch/observation.ts'

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

export type Dial = {
  hostname: string
  port: number
  tls: boolean
  /** Said first, once connected. */
  send?: string | undefined
  /** Listening ends as soon as this was heard; left out, connecting is all. */
  expect?: string | undefined
  /** Covers connecting, the handshake and what is said together. */
  deadlineMs: number
  /** Listening stops here; what was heard until then is the answer. */
  maxBytes: number
}

export type Heard = { text: string; bytes: number; totalMs: number }

export type Io = {
  /** This visit's clock: the story's time plus what has elapsed since the visit began. */
  at(): Instant
  /** Waits for an instant of the story. In a minute fired by hand it only moves this visit's clock. */
  until(instant: Instant): Promise<void>
  /** One hop, redirects untouched. Never throws for what the other side does. */
  fetch(outbound: Outbound): Promise<Result<Answer, Trouble>>
  /** One connection over TCP, and at most one sentence each way. Never throws for what the other side does. */
  connect(dial: Dial): Promise<Result<Heard, Trouble>>
  /** Unguessable, for names nobody else may know or repeat. */
  id(): string
}

export type IoOptions = { now: Instant; isByHand: boolean; allowLoopback: boolean }

export const USER_AGENT = 'Watchkeeper/0.1 (+https://watchkeeper.example.com)'

const MAIL_PORT = 25
const LAST_PORT = 65_535

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
    connect: (dial) => dialOut(dial, allowLoopback),
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
    const body = await readCapped(response.body, { maxBytes: outbound.maxBytes, seen, signal })
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

type Reading = { maxBytes: number; seen: { bytes: number }; signal: AbortSignal; until?: string }

async function readCapped(body: ReadableStream | null, { maxBytes, seen, signal, until }: Reading): Promise<string> {
  if (body === null) return ''
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return text + decoder.decode()
    seen.bytes += value.byteLength
    // Only what is new is searched: a text that drips in would otherwise be read from its beginning with every drop.
    const from = text.length - (until?.length ?? 0)
    text += decoder.decode(value, { stream: true })
    if (signal.aborted) throw signal.reason
    if (seen.bytes >= maxBytes || (until !== undefined && text.includes(until, from))) {
      await reader.cancel()
      return text
    }
  }
}

async function dialOut(dial: Dial, allowLoopback: boolean): Promise<Result<Heard, Trouble>> {
  const startedAt = Date.now()
  const seen = { bytes: 0 }
  const elapsed = () => ({ bytes: seen.bytes, totalMs: Date.now() - startedAt })
  const fail = (kind: FailureKind, detail: string) =>
    err<Trouble>({ kind, detail, status: null, headersMs: null, ...elapsed() })

  const { port, tls, deadlineMs } = dial
  if (!Number.isInteger(port) || port < 1 || port > LAST_PORT) return fail('policy', `the port ${port} is none`)
  if (port === MAIL_PORT) return fail('policy', `the port ${port} is closed to Workers, so that they send no mail`)
  const address = openAddress(`https://${dial.hostname}:${port}`, { allowLoopback })
  if (!address.ok) return fail('policy', `the address ${address.error}`)
  const { hostname } = address.value
  const signal = AbortSignal.timeout(deadlineMs)
  const call = { hostname, port, signal }
  let isConnected = false
  try {
    const text = await withSocket({ ...call, tls }, (socket) => {
      isConnected = true
      return converse(socket, dial, { maxBytes: dial.maxBytes, seen, signal })
    })
    return ok({ text, ...elapsed() })
  } catch {
    if (signal.aborted && isConnected) return fail('timeout-body', `no complete answer within ${deadlineMs} ms`)
    if (signal.aborted) return fail('timeout-headers', `no connection within ${deadlineMs} ms`)
    if (isConnected) return fail('network', 'the connection broke')
    // The runtime has one error for all of it. Where a plain connection is accepted, it was the handshake that failed.
    const isHandshake = tls && (await withSocket({ ...call, tls: false }, async () => true).catch(() => false))
    return isHandshake ? fail('tls', 'the TLS handshake failed') : fail('connect', 'no connection')
  }
}

type Socket = ReturnType<typeof connect>
type Line = { hostname: string; port: number; tls: boolean; signal: AbortSignal }

/** Ends with the signal, whatever the socket does: its reads, writes and handshakes know no deadline of their own. */
async function withSocket<T>({ hostname, port, tls, signal }: Line, use: (socket: Socket) => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const socket = connect({ hostname, port }, { secureTransport: tls ? 'on' : 'off', allowHalfOpen: false })
  socket.closed.catch(() => {})
  const late = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  try {
    return await Promise.race([socket.opened.then(() => use(socket)), late])
  } finally {
    socket.close().catch(() => {})
  }
}

async function converse(socket: Socket, { send, expect }: Dial, reading: Reading): Promise<string> {
  if (send !== undefined) {
    const writer = socket.writable.getWriter()
    await writer.write(new TextEncoder().encode(send))
    writer.releaseLock()
  }
  return expect === undefined ? '' : readCapped(socket.readable, { ...reading, until: expect })
}
