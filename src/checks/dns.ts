// Watches the records of a name, asked of a resolver over HTTPS. A resolver that fails says nothing about the name.

import * as z from 'zod'
import type { FailureKind, Observation } from '../core/watch/observation.ts'
import type { Verdict } from '../core/watch/verdict.ts'
import type { Trouble } from '../io.ts'
import { defineCheck, type ProbeContext } from './contract.ts'
import { inSeconds, judgeLatency, latency } from './latency.ts'
import { normalise, RECORD_TYPES, type RecordType } from './record.ts'

const RESOLVER = 'https://cloudflare-dns.com/dns-query'
const MOST_BYTES = 64 * 1024
const LONGEST_NAME = 253
/** RFC 1035, 4.1.1, RCODE. */
const NO_ERROR = 0
const SERVER_FAILURE = 2
const NO_SUCH_NAME = 3
const TROUBLES: Readonly<Partial<Record<FailureKind, string>>> = {
  dns: 'has a name that could not be resolved itself',
  connect: 'did not accept a connection',
  tls: 'did not complete a TLS handshake',
  network: 'dropped the connection',
}

const value = z.string().min(1).max(1024)
const settings = z.strictObject({
  name: z
    .string()
    .max(LONGEST_NAME)
    .regex(
      /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+([a-z0-9-]*[a-z0-9])?$/i,
      "a full name, such as 'mail.example.com'",
    ),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'NS', 'CAA', 'SRV']).default('A'),
  expect: z
    .strictObject({ contains: value.optional(), equals: z.array(value).min(1).optional() })
    .refine(({ contains, equals }) => (contains === undefined) !== (equals === undefined), 'either contains or equals')
    .optional(),
  resolver: z.string().min(1).default(RESOLVER),
  latency,
})

type Settings = z.output<typeof settings>

const answer = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).optional(),
})

export const dns = defineCheck({
  kind: 'dns',
  settings,
  targets: ({ resolver }) => [resolver],
  secrets: () => [],
  writes: () => false,
  probe,
  judge,
})

async function probe(settings: Settings, { io, place, deadlineMs }: ProbeContext): Promise<Observation> {
  const { name, type, resolver } = settings
  const at = io.at()
  const question = new URLSearchParams({ name, type })
  const url = `${resolver}${resolver.includes('?') ? '&' : '?'}${question}`
  const headers = { accept: 'application/dns-json' }
  const seen = await io.fetch({ url, headers, deadlineMs, maxBytes: MOST_BYTES })
  const { status, headersMs, totalMs, bytes } = seen.ok ? seen.value : seen.error
  const measured = { at, place, status, headersMs, totalMs, bytes, hops: 0 }
  if (seen.ok) return { ...measured, trouble: null, body: seen.value.body }
  const detail = sentenceOf(seen.error, deadlineMs)
  return { ...measured, trouble: { kind: seen.error.kind, detail }, body: '' }
}

function sentenceOf({ kind, detail }: Trouble, deadlineMs: number): string {
  switch (kind) {
    case 'timeout-headers':
    case 'timeout-body':
      return `did not answer within ${inSeconds(deadlineMs)}`
    case 'policy':
      return `may not be called: ${detail}`
    default:
      return TROUBLES[kind] ?? detail
  }
}

function judge(settings: Settings, { trouble, status, body, totalMs }: Observation): Verdict {
  if (trouble !== null) return doubt(trouble.detail)
  if (status !== 200) return doubt(`answered ${status} instead of 200`)
  const read = answer.safeParse(parseJson(body))
  if (!read.success) return doubt('answered something that is no DNS answer')
  const { Status, Answer = [] } = read.data
  if (Status === NO_SUCH_NAME) return fail('dns', 'does not exist (NXDOMAIN)')
  if (Status === SERVER_FAILURE) return fail('dns', 'could not be resolved: its name servers fail (SERVFAIL)')
  if (Status !== NO_ERROR) return doubt(`refused to answer (code ${Status})`)
  const found = Answer.filter(({ type }) => type === RECORD_TYPES[settings.type])
  if (found.length === 0) return fail('dns', `has no ${settings.type} record`)
  const records = found.map(({ data }) => normalise(settings.type, data))
  return judgeRecords(settings, records) ?? judgeLatency(settings.latency, totalMs)
}

/** Only what the runbook itself says is repeated, never what was answered. */
function judgeRecords({ type, expect = {} }: Settings, records: readonly string[]): Verdict | null {
  const { contains, equals } = expect
  if (contains !== undefined && !records.some((record) => hasText({ type, record, text: contains }))) {
    return fail('assertion', `has no ${type} record that contains ${contains}`)
  }
  if (equals === undefined) return null
  const wanted = equals.map((record) => normalise(type, record))
  const missing = wanted.find((record) => !records.includes(record))
  if (missing !== undefined) return fail('assertion', `lacks the ${type} record ${missing}`)
  if (records.some((record) => !wanted.includes(record))) {
    return fail('assertion', `has another ${type} record beside the expected`)
  }
  return null
}

function hasText({ type, record, text }: { type: RecordType; record: string; text: string }): boolean {
  return type === 'TXT' ? record.includes(text) : record.toLowerCase().includes(text.toLowerCase())
}

function fail(failure: FailureKind, reason: string): Verdict {
  return { kind: 'fail', failure, reason }
}

function doubt(what: string): Verdict {
  return { kind: 'unknown', reason: `could not be looked up: the resolver ${what}` }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
