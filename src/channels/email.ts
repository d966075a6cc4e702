// Tells people by e-mail through Resend, a hundred mails a call at most. The call is frozen as text when it is owed:
// Resend takes a repetition for the same one only while its bytes are the same.

import { Resend, type Response as Responded } from 'resend'
import * as z from 'zod'
import { callMail } from '../../templates/email/call.tsx'
import { reminderMail } from '../../templates/email/reminder.tsx'
import { tenantMail } from '../../templates/email/tenant-notice.tsx'
import type { Outcome } from '../core/outcome.ts'
import { DAY, type Instant, SECOND } from '../core/time.ts'
import type { Mail } from '../core/view/notice.ts'
import type { Io } from '../io.ts'
import type { Channel, ChannelContext, Message, Sender } from './contract.ts'

const DEADLINE_MS = 15 * SECOND
const MOST_BYTES = 256 * 1024
const HEADER_TEXT = /^[\x21-\x7e]{1,256}$/

const accepted = z.object({
  data: z.array(z.object({ id: z.string() })),
  errors: z.array(z.object({ index: z.number() })).default([]),
})
const refused = z.object({
  statusCode: z.number().nullable(),
  name: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .catch('unnamed'),
  message: z.string().catch(''),
})

export const email: Channel = {
  kind: 'email',
  needs: ['RESEND_API_KEY'],
  reach: (recipient) => recipient.email,
  perCall: 100,
  compose: (messages, sender) => JSON.stringify(messages.map((message) => composeMail(message, sender))),
  send,
}

/** In the order and with the names of the wire, so that no update of the SDK can change what a key stands for. */
function composeMail(message: Message, { from, replyTo }: Sender) {
  const { subject, html, text } = mailOf(message)
  const thread = message.thread.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 100)
  const root = `<${thread}@${domainOf(from)}>`
  return {
    from,
    to: message.to,
    reply_to: replyTo,
    subject,
    html,
    text,
    // No mail carries this id itself; that all of an incident refer to it is what makes them one conversation.
    headers: { 'In-Reply-To': root, References: root },
    tags: [
      { name: 'thread', value: thread },
      { name: 'audience', value: message.audience },
    ],
  }
}

function mailOf(message: Message): Mail {
  switch (message.audience) {
    case 'tenant':
      return tenantMail(message.notice)
    case 'responder':
      return callMail(message.notice)
    case 'reminded':
      return reminderMail(message.notice)
  }
}

function domainOf(address: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(address)?.[1] ?? 'watchkeeper.invalid'
}

async function send(call: string, key: string, { io, secret }: ChannelContext): Promise<Outcome> {
  const apiKey = secret('RESEND_API_KEY')
  // Checked here, because the error that a header throws for a bad value quotes the value.
  if (!apiKey || !HEADER_TEXT.test(apiKey)) return { kind: 'never', reason: 'RESEND_API_KEY is not set, or no key' }
  if (!HEADER_TEXT.test(key)) return { kind: 'never', reason: 'the idempotency key is not 1 to 256 visible characters' }
  const mails: unknown = JSON.parse(call)
  const resend = new RoutedResend(apiKey, io, secret('RESEND_BASE_URL'))
  // Not batch.send(): it builds the mails anew, and these are frozen. Permissive: one bad address must not silence 99.
  const options = { idempotencyKey: key, headers: { 'x-batch-validation': 'permissive' } }
  const { data, error, headers } = await resend.post('/emails/batch', mails, options)
  return error === null ? readReceipt(data) : readRefusal(error, headers?.['retry-after'], io.at())
}

/** The SDK calls fetch itself; here its calls go the way of the house: deadline, byte cap, our own User-Agent. */
class RoutedResend extends Resend {
  readonly #io: Io

  constructor(key: string, io: Io, baseUrl = 'https://api.resend.com') {
    super(key, { baseUrl: baseUrl.replace(/\/+$/, '') })
    this.#io = io
  }

  override async fetchRequest<T>(path: string, options: RequestInit = {}): Promise<Responded<T>> {
    const headers = new Headers(options.headers)
    headers.delete('user-agent')
    const answer = await this.#io.fetch({
      url: `${this.baseUrl}${path}`,
      method: options.method ?? 'GET',
      headers: Object.fromEntries(headers),
      ...(typeof options.body === 'string' ? { body: options.body } : {}),
      deadlineMs: DEADLINE_MS,
      maxBytes: MOST_BYTES,
    })
    if (!answer.ok) {
      const { kind, detail: message } = answer.error
      const name = kind === 'policy' ? 'invalid_parameter' : 'application_error'
      return { data: null, error: { name, message, statusCode: null }, headers: null }
    }
    const { status, body } = answer.value
    const said = Object.fromEntries(answer.value.headers)
    if (status < 300) return { data: readJson(body), error: null, headers: said }
    return { data: null, error: { ...readJson(body), statusCode: status }, headers: said }
  }
}

function readJson(body: string) {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function readReceipt(data: unknown): Outcome {
  const receipt = accepted.safeParse(data).data
  if (receipt === undefined) return later('Resend answered without a receipt')
  const [sent, lost] = [receipt.data.length, receipt.errors.length]
  if (sent === 0 && lost > 0) return { kind: 'never', reason: `Resend refused all ${lost} mails` }
  const ids = receipt.data.map(({ id }) => id).join(' ')
  return { kind: 'done', receipt: ids, ...(lost > 0 && { remark: `${lost} of ${sent + lost} refused` }) }
}

/** By name where Resend gives one: the same 429 is a second's wait or the end of the month. */
function readRefusal(error: unknown, retryAfter: string | undefined, now: Instant): Outcome {
  const { statusCode, name, message } = refused.parse(error)
  // Without a status the message is Io's own; with one it is Resend's, and may repeat what we sent.
  const reason = statusCode === null ? `Resend was not heard: ${message}` : `Resend answered ${statusCode} (${name})`
  switch (name) {
    case 'invalid_idempotent_request':
      return { kind: 'unknown', reason: `${reason}: the key was used for other bytes, so those were probably sent` }
    case 'concurrent_idempotent_requests':
    case 'resource_locked':
      return later(reason)
    case 'rate_limit_exceeded':
      return later(reason, secondsIn(retryAfter))
    case 'daily_quota_exceeded':
      return later(reason, DAY - (now % DAY))
    case 'monthly_quota_exceeded':
      return later(reason, nextMonth(now) - now)
  }
  // A proxy's page and a lost answer are no word of Resend's, and the same key makes a repetition safe.
  const isPassing = name === 'unnamed' || name === 'application_error' || statusCode === 429 || (statusCode ?? 0) >= 500
  return isPassing ? later(reason) : { kind: 'never', reason }
}

function later(reason: string, afterMs: number | null = null): Outcome {
  return { kind: 'later', reason, afterMs }
}

function secondsIn(text = ''): number | null {
  return /^\d{1,6}$/.test(text) ? Number(text) * SECOND : null
}

function nextMonth(now: Instant): Instant {
  const today = new Date(now)
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1)
}
