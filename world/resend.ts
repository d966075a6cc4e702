// Owns Resend's API as a client meets it: keys, limits, idempotency, faults, answers; what makes a mail valid is not here.
import { createHash, randomUUID } from 'node:crypto'
import { type Call, cutLine, parseJson, pause, readBody, readHeader, sendJson, sendText } from './call.ts'
import { worldNow } from './clock.ts'
import type { Mail, Resend, ResendCall } from './mails.ts'
import { type Draft, type MailProblem, readMail } from './resend-rules.ts'
import { remember, type WorldState } from './state.ts'

/** A value until the very end, so that an answer can be kept, repeated or lost. */
type Answer = { status: number; body: object | string; retryAfter?: number }
type ResendFault = 'status500Html' | 'loseAnswer' | 'hang' | 'rateLimited' | 'dailyQuota'

const dayMs = 86_400_000
const callsKept = 50
const mostMails = 100

export async function answerResend(world: WorldState, call: Call): Promise<void> {
  const { resend } = world
  const at = worldNow(world)
  const record: ResendCall = {
    at,
    path: call.url.pathname,
    idempotencyKey: readHeader(call, 'idempotency-key'),
    status: null,
  }
  remember(resend.calls, record, callsKept)
  resend.count += 1
  const body = (await readBody(call)).toString()
  if (!readHeader(call, 'user-agent')) {
    return send(call, record, { status: 403, body: 'error code: 1010' })
  }
  const refused = meter(resend, call) ?? authenticate(call)
  if (refused) return send(call, record, refused)
  const [, emails, last, more] = call.parts
  const isBatch = last === 'batch'
  if (emails !== 'emails' || more !== undefined) return send(call, record, refuse(404, 'not_found', 'Not found.'))
  if (call.method === 'GET' && last && !isBatch) return send(call, record, showMail(resend, last))
  if (call.method !== 'POST' || (last && !isBatch)) {
    return send(call, record, refuse(405, 'method_not_allowed', 'This endpoint does not support that method.'))
  }
  if (takeFault(resend, 'hang')) return
  const answer = takeRefusal(resend) ?? (await acceptOnce(resend, { call, at, body, isBatch }))
  if (answer.status === 200 && takeFault(resend, 'loseAnswer')) return cutLine(call)
  send(call, record, answer)
}

function refuse(statusCode: number, name: string, message: string): Answer {
  return { status: statusCode, body: { statusCode, message, name } }
}

function send(call: Call, record: ResendCall, { status, body, retryAfter }: Answer): void {
  record.status = status
  if (retryAfter !== undefined) call.response.setHeader('retry-after', retryAfter)
  if (typeof body !== 'string') sendJson(call, status, body)
  else sendText(call, status, body.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8', body)
}

/** Counts in real seconds, not the story's: a limit is about how fast requests arrive. */
function meter(resend: Resend, call: Call): Answer | null {
  const now = Date.now()
  if (now - resend.window.startedAt >= 1000) resend.window = { startedAt: now, used: 0 }
  resend.window.used += 1
  const { ratePerSecond: limit, window } = resend
  call.response.setHeader('ratelimit-limit', limit)
  call.response.setHeader('ratelimit-remaining', Math.max(0, limit - window.used))
  call.response.setHeader('ratelimit-reset', 1)
  call.response.setHeader('ratelimit-policy', `${limit};w=1`)
  return window.used > limit ? tooFast(limit) : null
}

function tooFast(limit: number): Answer {
  const message = `Too many requests. You can only make ${limit} requests per second.`
  return { ...refuse(429, 'rate_limit_exceeded', message), retryAfter: 1 }
}

function authenticate(call: Call): Answer | null {
  const key = /^Bearer (.+)$/i.exec(readHeader(call, 'authorization') ?? '')?.[1]
  if (!key) return refuse(401, 'missing_api_key', 'Missing API key in the authorization header.')
  return key.startsWith('re_') ? null : refuse(403, 'invalid_api_key', 'API key is invalid.')
}

function takeFault(resend: Resend, fault: ResendFault): boolean {
  if (resend[fault] === 0) return false
  resend[fault] -= 1
  return true
}

/** The faults in which nothing is accepted. */
function takeRefusal(resend: Resend): Answer | null {
  if (takeFault(resend, 'status500Html')) {
    return { status: 500, body: '<!doctype html><title>500</title><h1>Internal Server Error</h1>' }
  }
  if (takeFault(resend, 'rateLimited')) return tooFast(resend.ratePerSecond)
  if (!takeFault(resend, 'dailyQuota')) return null
  return refuse(429, 'daily_quota_exceeded', 'You have reached your daily email sending quota.')
}

type Submission = { call: Call; at: number; body: string; isBatch: boolean }

async function acceptOnce(resend: Resend, submission: Submission): Promise<Answer> {
  const { call, at, body, isBatch } = submission
  const key = readHeader(call, 'idempotency-key')
  if (key !== null && (key.length < 1 || key.length > 256)) {
    return refuse(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.')
  }
  const fingerprint = createHash('sha256').update(`${isBatch} ${body}`).digest('hex')
  const earlier = key === null ? null : recall(resend, key, fingerprint, at)
  if (earlier) return earlier
  if (key !== null) resend.keys.set(key, { at, fingerprint, body: null })
  if (resend.delayMs > 0) await pause(call, resend.delayMs)
  const answer = accept(resend, submission, key)
  if (key === null) return answer
  if (answer.status === 200 && typeof answer.body === 'object')
    resend.keys.set(key, { at, fingerprint, body: answer.body })
  else resend.keys.delete(key)
  return answer
}

function recall(resend: Resend, key: string, fingerprint: string, now: number): Answer | null {
  const kept = resend.keys.get(key)
  if (!kept || now - kept.at >= dayMs) return null
  if (kept.fingerprint !== fingerprint) {
    return refuse(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.')
  }
  if (kept.body) return { status: 200, body: kept.body }
  return refuse(409, 'concurrent_idempotent_requests', 'A request with this idempotency key is still in progress.')
}

function accept(resend: Resend, { call, at, body, isBatch }: Submission, key: string | null): Answer {
  const value = parseJson(body)
  if (value === undefined) return refuse(400, 'validation_error', 'The request body is not valid JSON.')
  if (isBatch && !Array.isArray(value)) return refuse(422, 'validation_error', 'A batch must be an array of mails.')
  const wires: unknown[] = Array.isArray(value) && isBatch ? value : [value]
  if (wires.length < 1 || wires.length > mostMails) {
    return refuse(422, 'validation_error', `A batch holds 1 to ${mostMails} mails.`)
  }
  const mode = readHeader(call, 'x-batch-validation') ?? 'strict'
  if (mode !== 'strict' && mode !== 'permissive') {
    return refuse(422, 'validation_error', 'The `x-batch-validation` header must be `strict` or `permissive`.')
  }
  const { drafts, problems } = readMails(wires, { isBatch, rejectRecipient: resend.rejectRecipient })
  const [first] = problems
  if (first && !(isBatch && mode === 'permissive')) return refuse(422, first.name, first.message)
  const data = drafts.map((draft) => keepMail(resend, draft, at, key))
  if (!isBatch) return { status: 200, body: data[0] ?? {} }
  const errors = problems.map(({ index, message }) => ({ index, message }))
  return { status: 200, body: mode === 'permissive' ? { data, errors } : { data } }
}

function readMails(wires: unknown[], conditions: Parameters<typeof readMail>[1]) {
  const drafts: Draft[] = []
  const problems: (MailProblem & { index: number })[] = []
  for (const [index, wire] of wires.entries()) {
    const read = readMail(wire, conditions)
    if (read.kind === 'draft') drafts.push(read.draft)
    else problems.push({ ...read, index })
  }
  return { drafts, problems }
}

function keepMail(resend: Resend, draft: Draft, at: number, idempotencyKey: string | null): { id: string } {
  const mail: Mail = { id: randomUUID(), at, ...draft, idempotencyKey }
  resend.mails.push(mail)
  return { id: mail.id }
}

function showMail(resend: Resend, id: string): Answer {
  const mail = resend.mails.find((one) => one.id === id)
  if (!mail) return refuse(404, 'not_found', 'Email not found.')
  const { from, to, cc, bcc, subject, html, text, tags } = mail
  const created_at = new Date(mail.at).toISOString().replace('T', ' ').replace('Z', '000+00')
  const rest = { reply_to: mail.replyTo, last_event: 'delivered', scheduled_at: null }
  return {
    status: 200,
    body: { object: 'email', id, to, from, created_at, subject, html, text, bcc, cc, tags, ...rest },
  }
}
