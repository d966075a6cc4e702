// What Sentry's integration platform tells us: issue alerts, metric alerts and the fate of issues.
// Only the body is signed, so nothing here believes a header: what kind of delivery it is shows in the body's own shape.

import * as z from 'zod'
import { DAY, type Instant } from '../core/time.ts'
import type { Impact, SignalChange } from '../core/watch/signal.ts'
import type { Counts, Delivery, Meaning, Proof, Source, SourceContext, SourceMap, StoredDelivery } from './contract.ts'

const SECRET = 'SENTRY_WEBHOOK_SECRET'
const MOST_CHARACTERS = 120

const id = z.union([z.string(), z.number()]).transform(String)
const text = z.string().nullish().catch(null)
/** Events come as a text, users as a number. */
const count = z.coerce.number().int().min(1).nullable().catch(null)

const event = z.object({
  event_id: text,
  issue_id: id,
  title: text,
  url: text,
  datetime: text,
  tags: z.array(z.tuple([z.string(), z.string()])).catch([]),
})
const metricAlert = z.object({
  id,
  title: text,
  projects: z.array(z.string()).catch([]),
  date_started: text,
  date_closed: text,
})
const issue = z.object({
  id,
  title: text,
  level: text,
  firstSeen: text,
  lastSeen: text,
  project: z.object({ slug: z.string() }).nullish().catch(null),
  count,
  userCount: count,
})
const envelope = z.object({
  action: z.string(),
  data: z.object({
    event: event.optional(),
    triggered_rule: text,
    metric_alert: metricAlert.optional(),
    description_text: text,
    issue: issue.optional(),
    error: z.object({ event_id: text }).optional(),
  }),
})

type Said = z.output<typeof envelope>
type IssueEvent = z.output<typeof event>
type MetricAlert = z.output<typeof metricAlert>
type Issue = z.output<typeof issue>

type Failing = {
  key: string
  impact: Impact
  summary: string
  saysEnd?: true
  startedAt: string | null | undefined
  hints: string[]
}
type Recovered = Extract<SignalChange, { kind: 'recovered' }>
type Nothing = Extract<Meaning, { kind: 'nothing' }>
type Told = { kind: 'failing'; failing: Failing } | Recovered | Nothing

const METRIC_IMPACTS: ReadonlyMap<string, Impact> = new Map([
  ['critical', 'outage'],
  ['open', 'degradation'],
  ['warning', 'degradation'],
])

export const sentry: Source = {
  kind: 'sentry',
  needs: [SECRET],
  keeps: ['request-id', 'sentry-hook-resource', 'sentry-hook-timestamp'],
  prove,
  deliveryKey,
  read,
  tracks: { title: 'Sentry', count: countOf },
}

async function prove({ body, headers }: Delivery, { secret }: SourceContext): Promise<Proof> {
  // Several while a secret is being rotated.
  const secrets = (secret(SECRET) ?? '').split(/[\s,]+/).filter((one) => one !== '')
  if (secrets.length === 0) return { kind: 'refused', reason: `${SECRET} is not set` }
  const signature = bytesOf(headers.get('sentry-hook-signature') ?? '')
  if (signature === null) return { kind: 'refused', reason: 'no signature of 64 hexadecimal digits' }
  if (body.byteLength === 0) return { kind: 'refused', reason: 'an empty body' }
  for (const one of secrets) {
    if (await isSigned(body, signature, one)) return { kind: 'proven' }
  }
  return { kind: 'refused', reason: 'the signature does not match the body' }
}

async function isSigned(body: Uint8Array, signature: Uint8Array, secret: string): Promise<boolean> {
  const raw = new TextEncoder().encode(secret)
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
  return crypto.subtle.verify('HMAC', key, signature, body)
}

function bytesOf(hex: string): Uint8Array | null {
  if (!/^[\da-f]{64}$/i.test(hex)) return null
  return Uint8Array.from({ length: 32 }, (_, n) => Number.parseInt(hex.slice(2 * n, 2 * n + 2), 16))
}

/** Sentry draws a new Request-ID for every attempt, so only the meaning tells a repetition. */
async function deliveryKey({ body }: StoredDelivery): Promise<string> {
  const parts = semanticParts(open(body)) ?? ['other', body]
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return `${parts[0]}/${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

function semanticParts(said: Said | null): [string, ...unknown[]] | null {
  if (said === null) return null
  const { event, metric_alert: alert, issue, error } = said.data
  // The text holds the measured number: a second critical after a warning is news, not a repetition.
  if (alert) return ['metric_alert', alert.id, said.action, alert.date_closed, said.data.description_text]
  if (event) return ['event_alert', event.issue_id, said.data.triggered_rule, event.event_id]
  if (issue) return ['issue', issue.id, said.action === 'ignored' ? 'archived' : said.action, issue.lastSeen]
  return error ? ['error', said.action, error.event_id] : null
}

function read({ body, receivedAt }: StoredDelivery, map: SourceMap): Meaning {
  const told = tell(open(body))
  if (told.kind === 'nothing') return told
  if (told.kind === 'recovered') return { kind: 'signals', changes: [told] }
  const { hints, startedAt, ...signal } = told.failing
  const place = map(hints)
  if (place === null) return { kind: 'nothing', why: 'no service in the runbook claims it' }
  const started = { source: 'sentry', ...place, startedAt: instantOf(startedAt, receivedAt) }
  return { kind: 'signals', changes: [{ kind: 'failing', signal: { ...signal, ...started } }] }
}

/** Only an issue knows how often it has happened, and to how many; it says so of its whole life. */
function countOf({ body }: StoredDelivery): Counts {
  const issue = open(body)?.data.issue
  return { events: issue?.count ?? null, users: issue?.userCount ?? null }
}

function tell(said: Said | null): Told {
  if (said === null) return nothing('it is not a delivery as Sentry sends them')
  const { action, data } = said
  if (data.metric_alert) return tellMetricAlert(said, data.metric_alert)
  if (data.event) return tellIssueAlert(said, data.event)
  if (data.issue) return tellIssue(action, data.issue)
  if (data.error) return nothing('single errors are left to the alert rules')
  return nothing(`a delivery called "${tidy(action)}" means nothing to us yet`)
}

function tellMetricAlert({ action, data }: Said, { id, title, date_started, projects }: MetricAlert): Told {
  const key = `sentry:metric:${id}`
  if (action === 'resolved') return { kind: 'recovered', key, summary: `${tidy(title)} is resolved in Sentry` }
  const impact = METRIC_IMPACTS.get(action)
  if (impact === undefined) return nothing(`a metric alert that is "${tidy(action)}" means nothing to us yet`)
  const summary = `Sentry metric alert ${tidy(title)}: ${tidy(data.description_text ?? action)}`
  return { kind: 'failing', failing: { key, impact, summary, saysEnd: true, startedAt: date_started, hints: projects } }
}

/** Sentry never takes an issue alert back, so it shares its key with the issue, whose resolution ends it. */
function tellIssueAlert({ action, data }: Said, { issue_id, title, url, datetime, tags }: IssueEvent): Told {
  if (action !== 'triggered') return nothing(`an issue alert that is "${tidy(action)}" means nothing to us yet`)
  const key = `sentry:issue:${issue_id}`
  const summary = `Sentry rule ${tidy(data.triggered_rule)} fired: ${tidy(title)}`
  const tagged = ['component', 'service'].flatMap((name) =>
    tags.filter(([tag]) => tag === name).map(([, value]) => value),
  )
  // The event names its project by number; the slug that people know is in its address only.
  const slug = /\/projects\/[^/]+\/([^/]+)\//.exec(url ?? '')?.[1]
  const hints = slug === undefined ? tagged : [...tagged, slug]
  return { kind: 'failing', failing: { key, impact: 'degradation', summary, startedAt: datetime, hints } }
}

function tellIssue(action: string, { id, title, level, firstSeen, lastSeen, project }: Issue): Told {
  const key = `sentry:issue:${id}`
  const name = tidy(title)
  const hints = project ? [project.slug] : []
  switch (action) {
    case 'resolved':
    case 'archived':
    case 'ignored':
      return { kind: 'recovered', key, summary: `${name} is ${action} in Sentry` }
    case 'created':
    case 'unresolved': {
      if (level !== 'error' && level !== 'fatal') return nothing(`an issue of level ${tidy(level)} hurts nobody`)
      const startedAt = action === 'created' ? firstSeen : lastSeen
      const summary = `Sentry issue ${action === 'created' ? 'is new' : 'came back'}: ${name}`
      return { kind: 'failing', failing: { key, impact: 'degradation', summary, startedAt, hints } }
    }
    default:
      return nothing(`an issue that is "${tidy(action)}" means nothing to us yet`)
  }
}

function nothing(why: string): Nothing {
  return { kind: 'nothing', why }
}

function open(body: string): Said | null {
  try {
    return envelope.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

/** Names come from the watched program, and programs put their users' addresses into error texts. */
function tidy(name: string | null | undefined): string {
  const line = (name ?? '')
    .slice(0, 5 * MOST_CHARACTERS)
    .replace(/[^\s<>"']+@[^\s<>"']+/g, '[address]')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (line === '') return 'without a name'
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1)}…` : line
}

/** A clock that is wrong over there must not date an outage into the future or into last year. */
function instantOf(written: string | null | undefined, receivedAt: Instant): Instant {
  const at = Date.parse(written ?? '')
  return at <= receivedAt && at >= receivedAt - DAY ? at : receivedAt
}
