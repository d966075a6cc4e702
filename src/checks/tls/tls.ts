// Watches a certificate: that the runtime trusts it, and how many days it has left where that can be read.

import * as z from 'zod'
import { DAY, type Instant, spoken } from '../../core/time.ts'
import type { FailureKind, Observation } from '../../core/watch/observation.ts'
import { PASS, type Verdict } from '../../core/watch/verdict.ts'
import type { Io, Trouble } from '../../io.ts'
import { defineCheck, type ProbeContext } from '../contract.ts'
import { inSeconds, judgeLatency, latency } from '../latency.ts'
import { tcp } from '../tcp.ts'
import { type Certificate, MOST_BYTES, type Reading, readCertificate, reading } from './certificate.ts'

const HTTPS_PORT = 443
/** No browser trusts a certificate that lives longer. */
const MOST_DAYS = 398
const UNREACHABLE: Reading = { unread: 'Workers cannot connect to it by TCP, as to all that is behind Cloudflare' }
const TROUBLES = {
  dns: 'has a name that could not be resolved',
  connect: 'did not accept a connection, or has a name that could not be resolved',
  tls: 'did not complete a TLS handshake',
} satisfies Partial<Record<FailureKind, string>>

const { host, port } = tcp.settings.shape
const settings = z
  .strictObject({
    host,
    port: port.default(HTTPS_PORT),
    warnDays: z.int().min(1).max(MOST_DAYS).default(21),
    failDays: z.int().min(0).default(7),
    names: z
      .array(z.string().regex(/^([a-z0-9_-]+\.)+[a-z0-9-]+$/i, "a full name, such as 'www.example.com'"))
      .min(1)
      .optional(),
    latency,
  })
  .refine(({ warnDays, failDays }) => failDays < warnDays, {
    path: ['failDays'],
    error: 'fewer days than warnDays; left out, they are 7',
  })

type Settings = z.output<typeof settings>
type Line = { hostname: string; port: number; deadlineMs: number; maxBytes: number }

export const tls = defineCheck({
  kind: 'tls',
  settings,
  targets: ({ host, port }) => tcp.targets({ host, port }),
  secrets: () => [],
  writes: () => false,
  // The handshake, a plain connection that tells what became of it, and the look at the certificate.
  calls: () => 3,
  probe,
  judge,
})

async function probe(settings: Settings, { io, place, deadlineMs }: ProbeContext): Promise<Observation> {
  const at = io.at()
  const line = { ...endpointOf(settings), deadlineMs, maxBytes: MOST_BYTES }
  const met = await io.connect({ ...line, tls: true })
  const { totalMs } = met.ok ? met.value : met.error
  const trouble = met.ok ? null : troubleOf(met.error, deadlineMs)
  const seen = { at, place, status: null, headersMs: null, totalMs, bytes: 0, hops: 0, trouble, body: '' }
  const rest = { ...line, deadlineMs: Math.max(1, deadlineMs - totalMs) }

  if (trouble?.kind === 'connect') return { ...seen, ...(await askByHttps(rest, io)) }
  if (trouble !== null && trouble.kind !== 'tls') return seen
  // Whom the runtime trusts covers the host itself.
  const names = [...(met.ok ? [] : [line.hostname]), ...(settings.names ?? [])]
  const { read, bytes } = await readCertificate(rest, names, io)
  return { ...seen, bytes, body: JSON.stringify(read) }
}

/** Without a trailing dot and in the spelling of the network, which is how certificates name hosts. */
function endpointOf({ host, port }: Settings): { hostname: string; port: number } {
  const [target = ''] = tcp.targets({ host, port })
  const url = URL.parse(target)
  if (url === null) return { hostname: host, port }
  return { hostname: url.hostname.replace(/\.+$/, ''), port: Number(url.port || HTTPS_PORT) }
}

function troubleOf({ kind, detail }: Trouble, deadlineMs: number): Observation['trouble'] {
  switch (kind) {
    case 'timeout-headers':
    case 'timeout-body':
      return { kind, detail: `did not complete a TLS handshake within ${inSeconds(deadlineMs)}` }
    case 'policy':
      return { kind, detail: `may not be called: ${detail}` }
    case 'connect':
    case 'tls':
      return { kind, detail: TROUBLES[kind] }
    default:
      return { kind, detail }
  }
}

/** Workers cannot connect to Cloudflare's own addresses, which looks as if nobody listened there; fetch can. */
async function askByHttps({ hostname, port, ...limits }: Line, io: Io): Promise<Partial<Observation>> {
  const answer = await io.fetch({ url: `https://${hostname}:${port}/`, method: 'HEAD', ...limits })
  const body = JSON.stringify(UNREACHABLE)
  if (answer.ok) return { totalMs: answer.value.totalMs, trouble: null, body }
  const { kind } = answer.error
  return kind === 'tls' || kind === 'dns' ? { trouble: { kind, detail: TROUBLES[kind] }, body } : {}
}

function judge(settings: Settings, seen: Observation): Verdict {
  const { trouble, body, totalMs } = seen
  if (trouble !== null && trouble.kind !== 'tls') {
    const { kind, detail: reason } = trouble
    // What we refuse to call says nothing about the target.
    return kind === 'policy' ? { kind: 'unknown', reason } : { kind: 'fail', failure: kind, reason }
  }
  const verdict = judgeReading(settings, reading.parse(JSON.parse(body)), seen)
  if (verdict.kind === 'fail') return verdict
  const speed = judgeLatency(settings.latency, totalMs)
  return speed.kind === 'fail' || verdict.kind === 'pass' ? speed : verdict
}

/** Trouble here is a handshake that failed, which is down whatever can be read; the certificate only tells why. */
function judgeReading({ warnDays, failDays }: Settings, read: Reading, { at, trouble }: Observation): Verdict {
  if ('unread' in read) {
    if (trouble === null) return { kind: 'unknown', reason: `its days left could not be read, because ${read.unread}` }
    return fail(`${trouble.detail}, and its certificate could not be read, because ${read.unread}`)
  }
  const flaw = flawOf(read, at) ?? (trouble === null ? null : distrustOf(read))
  if (flaw !== null) return fail(flaw)
  const leftMs = read.validTo - at
  const reason = `its certificate expires in ${inDays(leftMs)}`
  if (leftMs < failDays * DAY) return fail(reason)
  return leftMs < warnDays * DAY ? { kind: 'warn', failure: 'tls', reason, isAdvice: true } : PASS
}

function flawOf({ validFrom, validTo, missing }: Certificate, at: Instant): string | null {
  if (at > validTo) return `its certificate expired ${inDays(at - validTo)} ago`
  if (at < validFrom) return `its certificate is not valid yet: it begins in ${inDays(validFrom - at)}`
  return missing.length === 0 ? null : `its certificate does not cover ${missing.join(', ')}`
}

function distrustOf({ isOld, isSelfSigned }: Certificate): string {
  if (isOld) return `${TROUBLES.tls}: it speaks nothing newer than TLS 1.1`
  if (isSelfSigned) return 'its certificate is not trusted: it is signed by itself'
  return 'its certificate is not trusted: its issuer is unknown, its chain incomplete, or the handshake failed for another reason'
}

/** Rounded down: a day that has begun is not a day left. */
function inDays(ms: number): string {
  return ms < DAY ? 'less than a day' : spoken(ms - (ms % DAY))
}

function fail(reason: string): Verdict {
  return { kind: 'fail', failure: 'tls', reason }
}
