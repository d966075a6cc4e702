// One connection over TCP: the only connect of the house, and io.ts the only one to ask for it.

import { connect } from 'cloudflare:sockets'
import { openAddress } from './core/address.ts'
import { err, ok, type Result } from './core/result.ts'
import type { FailureKind } from './core/watch/observation.ts'
import { type Ear, type Reading, readCapped, type Trouble, textEar } from './io-read.ts'

export type Dial = {
  hostname: string
  port: number
  tls: boolean
  /** Said first, once connected. */
  send?: string | Uint8Array | undefined
  /** Listening ends as soon as this was heard; left out, connecting is all. */
  expect?: string | Ear | undefined
  /** Covers connecting, the handshake and what is said together. */
  deadlineMs: number
  /** Listening stops here; what was heard until then is the answer. */
  maxBytes: number
}

/** Without text where an ear has listened: what it heard is its own. */
export type Heard = { text: string; bytes: number; totalMs: number }

const MAIL_PORT = 25
const LAST_PORT = 65_535

export async function dialOut(dial: Dial, allowLoopback: boolean): Promise<Result<Heard, Trouble>> {
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

async function converse(socket: Socket, { send, expect }: Dial, reading: Omit<Reading, 'ear'>): Promise<string> {
  if (send !== undefined) {
    const writer = socket.writable.getWriter()
    await writer.write(typeof send === 'string' ? new TextEncoder().encode(send) : send)
    writer.releaseLock()
  }
  if (expect === undefined) return ''
  const { ear, text } = typeof expect === 'string' ? textEar(expect) : { ear: expect, text: () => '' }
  await readCapped(socket.readable, { ...reading, ear })
  return text()
}
