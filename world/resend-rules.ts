// Owns Resend's rules for one mail and what it reads from the wire; pure, it neither sends nor remembers.
import { isRecord } from './call.ts'
import type { Mail } from './mails.ts'

export type Draft = Omit<Mail, 'id' | 'at' | 'idempotencyKey'>
export type MailProblem = { kind: 'problem'; name: string; message: string }
export type MailRead = { kind: 'draft'; draft: Draft } | MailProblem
export type MailConditions = { isBatch: boolean; rejectRecipient: string[] }

type Wire = Record<string, unknown>
type Rule = (mail: Wire, conditions: MailConditions) => MailProblem | null

const mostRecipients = 50
const addressForm = /^(?:[^<>]*<)?([^\s<>@,]+@[^\s<>@,]+\.[^\s<>@,]+)>?$/
const tagForm = /^[A-Za-z0-9_-]{1,256}$/

/** In the order in which they are applied; the first problem is the answer. */
const rules: Rule[] = [
  hasFields,
  hasContent,
  hasGoodFrom,
  hasGoodAddresses,
  hasGoodHeaders,
  hasGoodTags,
  fitsBatch,
  isDeliverable,
]

export function readMail(value: unknown, conditions: MailConditions): MailRead {
  if (!isRecord(value)) return problem('validation_error', 'A mail must be an object.')
  for (const rule of rules) {
    const found = rule(value, conditions)
    if (found) return found
  }
  return { kind: 'draft', draft: toDraft(value) }
}

function problem(name: string, message: string): MailProblem {
  return { kind: 'problem', name, message }
}

function hasFields(mail: Wire): MailProblem | null {
  const missing = ['from', 'to', 'subject'].find((field) => mail[field] === undefined || mail[field] === null)
  return missing ? problem('missing_required_field', `Missing \`${missing}\` field.`) : null
}

function hasContent(mail: Wire): MailProblem | null {
  const wrong = ['subject', 'html', 'text'].find(
    (field) => mail[field] !== undefined && typeof mail[field] !== 'string',
  )
  if (wrong) return problem('validation_error', `The \`${wrong}\` field must be a \`string\`.`)
  const hasBody = mail.html !== undefined || mail.text !== undefined
  if (!hasBody && !isRecord(mail.template)) return problem('validation_error', 'Missing `html` or `text` field.')
  return hasBody && mail.template ? problem('validation_error', 'A `template` excludes `html` and `text`.') : null
}

function hasGoodFrom(mail: Wire): MailProblem | null {
  return addressOf(mail.from) ? null : problem('invalid_from_address', badAddress('from'))
}

function hasGoodAddresses(mail: Wire): MailProblem | null {
  for (const field of ['to', 'cc', 'bcc', 'reply_to']) {
    const all = listOf(mail[field])
    if (all.length > mostRecipients || (field === 'to' && all.length === 0)) {
      return problem('validation_error', `The \`${field}\` field takes 1 to ${mostRecipients} addresses.`)
    }
    if (!all.every(addressOf)) return problem('validation_error', badAddress(field))
  }
  return null
}

function hasGoodHeaders({ headers }: Wire): MailProblem | null {
  if (headers === undefined || isTextRecord(headers)) return null
  return problem('validation_error', 'The `headers` field must be an object of strings.')
}

function hasGoodTags({ tags }: Wire): MailProblem | null {
  if (tags === undefined || (Array.isArray(tags) && tags.every(isTag))) return null
  return problem(
    'validation_error',
    'Tags have a `name` and a `value` of 1 to 256 ASCII letters, numbers, underscores or dashes.',
  )
}

function fitsBatch(mail: Wire, { isBatch }: MailConditions): MailProblem | null {
  const extra = ['attachments', 'scheduled_at'].find((field) => isBatch && mail[field] !== undefined)
  return extra ? problem('validation_error', `The \`${extra}\` field is not supported in a batch.`) : null
}

function isDeliverable(mail: Wire, { rejectRecipient }: MailConditions): MailProblem | null {
  const unwanted = new Set(rejectRecipient.map((address) => address.toLowerCase()))
  const rejected = listOf(mail.to)
    .map(addressOf)
    .find((address) => unwanted.has(address ?? ''))
  return rejected ? problem('validation_error', `Invalid \`to\` field. ${rejected} cannot be delivered to.`) : null
}

function toDraft(mail: Wire): Draft {
  return {
    from: String(mail.from),
    to: listOf(mail.to).map(String),
    cc: listOf(mail.cc).map(String),
    bcc: listOf(mail.bcc).map(String),
    replyTo: listOf(mail.reply_to).map(String),
    subject: String(mail.subject),
    html: typeof mail.html === 'string' ? mail.html : null,
    text: typeof mail.text === 'string' ? mail.text : null,
    headers: isTextRecord(mail.headers) ? mail.headers : {},
    tags: listOf(mail.tags).filter(isTag),
  }
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

function addressOf(value: unknown): string | undefined {
  return typeof value === 'string' ? addressForm.exec(value.trim())?.[1]?.toLowerCase() : undefined
}

function badAddress(field: string): string {
  return `Invalid \`${field}\` field. An address looks like \`email@example.com\` or \`Name <email@example.com>\`.`
}

function isTag(value: unknown): value is { name: string; value: string } {
  return isRecord(value) && [value.name, value.value].every((text) => typeof text === 'string' && tagForm.test(text))
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((one) => typeof one === 'string')
}
