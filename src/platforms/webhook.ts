// Takes a deploy back by a signed webhook (Standard Webhooks 1.0), so that any VPS, CI job or bridge can be a platform.
// Only hears what the receiver says; that the deploy is really back is proven by the monitors.

import { Webhook } from 'standardwebhooks'
import * as z from 'zod'
import type { Outcome } from '../core/outcome.ts'
import { err, ok, type Result } from '../core/result.ts'
import { type Instant, iso, SECOND } from '../core/time.ts'
import type { Trouble } from '../io.ts'
import { definePlatform, type Order, type PlatformContext, type Sighting } from './contract.ts'

const settings = z.strictObject({
  url: z.string().min(1),
  secret: z.strictObject({
    secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'names a secret in capitals, like DEPLOY_HOOK'),
  }),
  deadlineMs: z
    .int()
    .min(SECOND)
    .max(30 * SECOND)
    .default(10 * SECOND),
})

type Settings = z.output<typeof settings>
type Instruction = Omit<Order, 'action'> & { action: Order['action'] | 'status' }
type Reply = z.output<typeof reply>
type Word = { outcome: Reply['outcome']; reason: string }
type Failure = Exclude<Outcome, { kind: 'done' }>

const reply = z.object({
  operation_id: z.string(),
  outcome: z.enum(['alive', 'unknown', 'running', 'done', 'failed', 'refused', 'busy']),
  reason: z.string().nullish(),
})

const MOST_BYTES = 64 * 1024
const SLOW_DOWN: readonly number[] = [429, 502, 503, 504]

export const webhook = definePlatform({
  kind: 'webhook',
  settings,
  targets: ({ url }) => [url],
  secrets: ({ secret }) => [secret.secret],
  restoresVariables: false,
  act,
  look,
})

async function act(settings: Settings, order: Order, context: PlatformContext): Promise<Outcome> {
  const sent = await send(settings, order, context)
  if (!sent.ok) return sent.error
  const { outcome, reason } = sent.value
  switch (outcome) {
    case 'done':
    case 'alive':
      return { kind: 'done', receipt: `the receiver says ${outcome}` }
    case 'running':
    case 'busy':
      return { kind: 'later', reason: `the receiver is ${outcome}`, afterMs: null }
    case 'failed':
    case 'refused':
      return { kind: 'never', reason: `the receiver ${outcome}${reason}` }
    case 'unknown':
      return { kind: 'unknown', reason: 'the receiver does not say what became of it' }
  }
}

/** Only a word about our operation counts; whatever kept us from hearing one is a reason to look again. */
async function look(settings: Settings, order: Order, context: PlatformContext): Promise<Sighting> {
  const sent = await send(settings, { ...order, action: 'status' }, context)
  if (!sent.ok) return { kind: 'later', reason: sent.error.reason, afterMs: null }
  const { outcome, reason } = sent.value
  switch (outcome) {
    case 'done':
      return { kind: 'done', receipt: 'the receiver says done' }
    case 'failed':
    case 'refused':
      return { kind: 'never', reason: `the receiver ${outcome}${reason}` }
    case 'unknown':
      return { kind: 'unseen' }
    default:
      return { kind: 'later', reason: `the receiver is ${outcome}`, afterMs: null }
  }
}

async function send(
  settings: Settings,
  instruction: Instruction,
  { io, secret }: PlatformContext,
): Promise<Result<Word, Failure>> {
  const name = settings.secret.secret
  const key = secret(name)
  if (key === undefined) return err({ kind: 'never', reason: `the secret ${name} is not set` })
  const now = io.at()
  const body = compose(instruction, iso(now))
  const headers = sign(key, `msg_${instruction.operation}_${instruction.action}`.replaceAll('.', '-'), { now, body })
  if (headers === null) return err({ kind: 'never', reason: `the secret ${name} is not a Standard Webhooks secret` })
  const { url, deadlineMs } = settings
  const answer = await io.fetch({ url, method: 'POST', headers, body, deadlineMs, maxBytes: MOST_BYTES })
  if (!answer.ok) return err(readTrouble(answer.error))
  const { status } = answer.value
  if (SLOW_DOWN.includes(status)) {
    const afterMs = retryAfterMs(answer.value.headers, now)
    return err({ kind: 'later', reason: `the receiver answered ${status}`, afterMs })
  }
  if (status >= 500) return err({ kind: 'unknown', reason: `the receiver answered ${status}` })
  if (status >= 300) return err({ kind: 'never', reason: `the receiver answered ${status}` })
  const said = readReply(answer.value.body)
  if (said?.operation_id !== instruction.operation) {
    return err({ kind: 'unknown', reason: `the receiver answered ${status} without a word about this operation` })
  }
  return ok({ outcome: said.outcome, reason: because(said.reason, key) })
}

function compose({ operation, issuedAt, action, service, target }: Instruction, timestamp: string): string {
  const data = { operation_id: operation, issued_at: iso(issuedAt), action, service, target }
  return JSON.stringify({ type: `rollback.${action}`, timestamp, data })
}

/** Signed anew for every attempt: receivers refuse a timestamp that is more than five minutes old. */
function sign(key: string, id: string, { now, body }: { now: Instant; body: string }): Record<string, string> | null {
  try {
    return {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now / SECOND)),
      'webhook-signature': new Webhook(key).sign(id, new Date(now), body),
    }
  } catch {
    return null
  }
}

/** Before a connection stands nothing can have happened; after it anything may have. */
function readTrouble({ kind, detail }: Trouble): Failure {
  switch (kind) {
    case 'policy':
      return { kind: 'never', reason: `the receiver may not be called: ${detail}` }
    case 'dns':
    case 'connect':
    case 'tls':
      return { kind: 'later', reason: `the receiver could not be reached (${kind})`, afterMs: null }
    default:
      return { kind: 'unknown', reason: `the receiver was called, but its answer was lost (${kind})` }
  }
}

function readReply(body: string): Reply | null {
  try {
    return reply.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

function because(reason: string | null | undefined, key: string): string {
  return reason ? `: ${reason.replaceAll(key.replace('whsec_', ''), '[secret]').slice(0, 200)}` : ''
}

function retryAfterMs(headers: Headers, now: Instant): number | null {
  const text = headers.get('retry-after') ?? ''
  const ms = /^\d{1,6}$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
