// What the API takes. Unknown keys are refused, so that a misspelt one is not silently lost.

import * as z from 'zod'
import { DEPLOY_STATUSES, MIGRATION_KINDS } from '../../core/rollback/deploy.ts'
import { REPORTED } from '../../core/watch/signal.ts'

/** Of what becomes more with time: incidents and deploys. */
export const MOST_LISTED = 100

/** Also no half characters, and none that turn the direction of what stands beside them. */
const LINE = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]*$/u, 'has control characters')
const TEXT = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .regex(/^[[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]\t\n\r]*$/v, 'has control characters')
const NAME = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dots, dashes; at most 64')
  .refine((name) => !(name in Object.prototype), 'a name that every object has')
const SHA = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{3,63}$/, 'a commit or release name of 4 to 64 letters, digits, dots, dashes')
const INSTANT = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const WEEK_MINUTES = 7 * 24 * 60
const LONGEST_DOWNTIME = 120

export const DEPLOY = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/, 'letters, digits, dots, dashes, slashes; at most 128')
    .optional(),
  service: NAME,
  environment: NAME.optional(),
  sha: SHA,
  version: LINE.optional(),
  author: LINE.optional(),
  mergedBy: LINE.optional(),
  status: z.enum(DEPLOY_STATUSES).default('succeeded'),
  migration: z.enum(MIGRATION_KINDS).optional(),
  restore: z.array(TEXT).max(20).optional(),
  variablesChanged: z.boolean().optional(),
  finishedAt: INSTANT.optional(),
  verified: z.boolean().optional(),
  downtimeMinutes: z.int().min(1).max(LONGEST_DOWNTIME).optional(),
})

export const MAINTENANCE = z.strictObject({
  service: NAME,
  from: INSTANT.optional(),
  minutes: z.int().min(1).max(WEEK_MINUTES),
  author: LINE,
  reason: TEXT,
})

export const ABSENCE = z
  .strictObject({ responder: NAME, from: INSTANT.optional(), until: INSTANT, by: LINE })
  .refine(({ from, until }) => from === undefined || from < until, { path: ['until'], error: 'later than `from`' })

/** The key of a link's duty has its address in it. */
export const DUTY_DONE = z.strictObject({ key: TEXT, by: LINE })

export const SILENCE = MAINTENANCE.extend({ monitor: NAME.optional() })

export const TENANT = z.strictObject({
  id: NAME,
  name: LINE,
  isActive: z.boolean().default(true),
  services: z.array(NAME).min(1).max(100).transform(onceEach),
  features: z.array(NAME).max(100).transform(onceEach).default([]),
  contacts: z.array(z.email().max(254)).max(20).transform(onceToEach).default([]),
})

export const HOLD = z.strictObject({
  scope: z.enum(['rollbacks', 'mail']),
  service: NAME.nullable().default(null),
  author: LINE,
  reason: TEXT,
  minutes: z.int().min(1).max(WEEK_MINUTES),
})

const METRIC = z.strictObject({ monitor: NAME, value: z.number(), at: INSTANT.optional() })

/** One may come without the list around it. */
export const METRICS = z.preprocess(
  (body) => (typeof body === 'object' && body !== null && !('metrics' in body) ? { metrics: [body] } : body),
  z.strictObject({ metrics: z.array(METRIC).min(1).max(100) }),
)

/** Left out: the last of them. */
export const SERIES = z.strictObject({
  of: z.enum(['minutes', 'hours', 'days']).default('minutes'),
  from: INSTANT.optional(),
  to: INSTANT.optional(),
})

export const REPORT = z.strictObject({
  id: NAME.optional(),
  service: NAME,
  feature: NAME.optional(),
  impact: z.enum(REPORTED).default('outage'),
  summary: LINE,
  tenants: z.array(NAME).max(100).transform(onceEach).optional(),
  secret: z.union([NAME.transform((name) => [name]), z.array(NAME).min(1).max(20).transform(onceEach)]).optional(),
  startedAt: INSTANT.optional(),
  by: LINE,
})

const NAMES = z.array(NAME).max(100).default([])
const WISH = z.strictObject({ add: NAMES, remove: NAMES })

/** What a command needs differs; that it is there is the incident's own rule. */
export const COMMAND = z.strictObject({
  by: LINE,
  text: TEXT.optional(),
  cause: TEXT.optional(),
  severity: LINE.optional(),
  item: LINE.optional(),
  reason: TEXT.optional(),
  condition: TEXT.optional(),
  actions: TEXT.optional(),
  needs: TEXT.optional(),
  owner: NAME.optional(),
  date: LINE.optional(),
  id: NAME.optional(),
  from: LINE.optional(),
  into: LINE.optional(),
  services: WISH.optional(),
  tenants: WISH.optional(),
})

function onceEach(names: string[]): string[] {
  return [...new Set(names)]
}

/** Addresses that differ in capitals only are one mailbox, and nobody is told twice. */
function onceToEach(addresses: string[]): string[] {
  return [...new Map(addresses.map((address) => [address.toLowerCase(), address])).values()]
}

export const COMMANDS = [
  'acknowledge',
  'note',
  'suppose',
  'escalate',
  'schedule-postmortem',
  'write-postmortem',
  'add-action',
  'finish-action',
  'mitigate',
  'resolve',
  'close',
  'classify',
  'rescope',
  'merge',
  'dismiss',
  'approve',
  'tick',
] as const
