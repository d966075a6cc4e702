// Watches a port over TCP: that it accepts a connection, with TLS or without, and what is heard there.

import * as z from 'zod'
import type { FailureKind, Observation } from '../core/watch/observation.ts'
import type { Verdict } from '../core/watch/verdict.ts'
import type { Trouble } from '../io.ts'
import { defineCheck, type ProbeContext } from './contract.ts'
import { inSeconds, judgeLatency, latency } from './latency.ts'

const MOST_BYTES = 64 * 1024
const LONGEST_TEXT = 1024
const MAIL_PORT = 25
const LAST_PORT = 65_535
/** The runtime does not say whether it was the name or the port. */
const TROUBLES: Readonly<Partial<Record<FailureKind, string>>> = {
  connect: 'did not accept a connection, or has a name that could not be resolved',
  tls: 'accepted a connection but did not complete a TLS handshake',
  network: 'dropped the connection',
}

const settings = z
  .strictObject({
    host: z
      .string()
      .refine(
        isHost,
        "the name of a host, such as 'db.example.com', or an address, such as 'tcp://db.example.com:5432'",
      ),
    port: z
      .int()
      .min(1)
      .max(LAST_PORT)
      .refine((port) => port !== MAIL_PORT, 'another port: 25 is closed to Workers, so that they send no mail'),
    tls: z.enum(['on', 'off']).default('off'),
    send: z.string().min(1).max(LONGEST_TEXT).optional(),
    expect: z.string().min(1).max(LONGEST_TEXT).optional(),
    latency,
  })
  .refine(({ send, expect }) => send === undefined || expect !== undefined, {
    path: ['expect'],
    error: 'what has to be answered to what is sent',
  })

type Settings = z.output<typeof settings>

export const tcp = defineCheck({
  kind: 'tcp',
  settings,
  targets: ({ host, port }) => [`https://${authorityOf(host, port)}`],
  secrets: () => [],
  // Nobody can see from outside whether a line of a protocol we do not know asks or changes something.
  writes: ({ send }) => send !== undefined,
  probe,
  judge,
})

function isHost(text: string): boolean {
  if (!text.includes('://')) return /^[a-z0-9._-]+$/i.test(text)
  const url = URL.parse(text)
  return url !== null && url.hostname !== '' && url.username === '' && url.password === ''
}

/** An address may carry a port, which is then meant: it is how an environment points a monitor elsewhere. */
function endpointOf(host: string, port: number): { hostname: string; port: number } {
  const url = URL.parse(host)
  if (url === null) return { hostname: host, port }
  return { hostname: url.hostname, port: url.port === '' ? port : Number(url.port) }
}

function authorityOf(host: string, port: number): string {
  const endpoint = endpointOf(host, port)
  return `${endpoint.hostname}:${endpoint.port}`
}

async function probe(settings: Settings, { io, place, deadlineMs }: ProbeContext): Promise<Observation> {
  const { host, port, tls, send, expect } = settings
  const blank = { at: io.at(), place, status: null, headersMs: null, hops: 0 }
  const dial = { ...endpointOf(host, port), tls: tls === 'on', send, expect, deadlineMs, maxBytes: MOST_BYTES }
  const heard = await io.connect(dial)
  const { bytes, totalMs } = heard.ok ? heard.value : heard.error
  if (heard.ok) return { ...blank, bytes, totalMs, trouble: null, body: heard.value.text }
  return { ...blank, bytes, totalMs, trouble: troubleOf(heard.error, deadlineMs), body: '' }
}

function troubleOf({ kind, detail, bytes }: Trouble, deadlineMs: number): Observation['trouble'] {
  const within = `within ${inSeconds(deadlineMs)}`
  switch (kind) {
    case 'timeout-headers':
      return { kind, detail: `did not complete a connection ${within}` }
    case 'timeout-body':
      return bytes === 0
        ? { kind, detail: `accepted a connection but said nothing ${within}` }
        : { kind: 'assertion', detail: `did not say the expected text ${within}` }
    case 'policy':
      return { kind, detail: `may not be called: ${detail}` }
    default:
      return { kind, detail: TROUBLES[kind] ?? detail }
  }
}

function judge({ expect, latency }: Settings, { trouble, body, bytes, totalMs }: Observation): Verdict {
  if (trouble !== null) {
    const { kind: failure, detail: reason } = trouble
    // What we refuse to call says nothing about the target.
    return failure === 'policy' ? { kind: 'unknown', reason } : { kind: 'fail', failure, reason }
  }
  if (expect === undefined || body.includes(expect)) return judgeLatency(latency, totalMs)
  if (bytes === 0) return { kind: 'fail', failure: 'network', reason: 'closed the connection without a word' }
  const where = bytes >= MOST_BYTES ? ` in its first ${MOST_BYTES} bytes` : ''
  return { kind: 'fail', failure: 'assertion', reason: `did not say the expected text${where}` }
}
