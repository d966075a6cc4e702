// What a runbook may say and what it means when it says nothing. References and the settings of a kind are judged elsewhere.

import * as z from 'zod'
import { checks } from '../checks/index.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts'
import { platforms } from '../platforms/index.ts'
import { durationBetween } from './duration.ts'

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a name in lower-case letters, digits and dashes, such as 'api-health'")
const text = z.string('a text').trim().min(1, 'a text').max(200, 'a text of at most 200 letters')
const email = z.email("an e-mail address such as 'support@example.com'")
const severity = z.enum(['P1', 'P2', 'P3', 'P4'])
const wait = durationBetween(0, DAY)
const span = durationBetween(SECOND, DAY)
const promise = durationBetween(0, 30 * DAY).nullable()
const webAddress = z.url({ protocol: /^https?$/, error: "an address such as 'https://docs.example.com/rollback'" })

const organisation = z
  .strictObject({
    name: text,
    contact: email,
    team: text.optional(),
    timeZone: z.string().refine(isTimeZone, "a time zone such as 'Europe/Berlin' or 'UTC'").default('UTC'),
  })
  .transform(({ team, ...rest }) => ({ ...rest, team: team ?? `The ${rest.name} Team` }))

const login = text.exactOptional()
const responder = z.strictObject({
  name: text,
  email,
  logins: z.strictObject({ github: login, vercel: login, railway: login }).default({}),
})

/** The settings of the platform lie beside `kind`; settings.ts hands them to the kind itself. */
const rollback = z
  .strictObject({
    mode: z.enum(['auto', 'suggest', 'off']).default('suggest'),
    platform: z.looseObject({ kind: z.enum(Object.keys(platforms)) }),
    migrations: z
      .union([z.literal('declared'), z.array(text).min(1)], "'declared' or a list of globs such as 'migrations/**'")
      .nullable()
      .default(null),
    downFor: durationBetween(0, DAY).default(5 * MINUTE),
    lookBack: durationBetween(MINUTE, 7 * DAY).default(2 * HOUR),
    settle: durationBetween(0, HOUR).default(MINUTE),
    stable: durationBetween(MINUTE, DAY).default(10 * MINUTE),
    targetMaxAge: durationBetween(HOUR, 365 * DAY).default(30 * DAY),
    perDay: z.int().min(1).max(24).default(2),
  })
  .refine(({ mode, migrations }) => mode !== 'auto' || migrations !== null, {
    path: ['migrations'],
    error:
      "'declared' or a list of globs, because mode 'auto' takes code back without asking anybody and has to know of every migration",
  })

const feature = z.strictObject({ title: text, core: z.boolean().default(false) })
const service = z.strictObject({
  title: text,
  environment: text.default('production'),
  dependsOn: z.array(z.string()).default([]),
  features: z.record(id, feature).default({}),
  links: z.array(z.strictObject({ title: text, url: webAddress })).default([]),
  rollback: rollback.optional(),
})

const times = z.int().min(1).max(10)
export const monitorOptions = {
  service: z.string(),
  feature: z.string().optional(),
  title: text.optional(),
  kind: z.enum(Object.keys(checks)),
  every: durationBetween(MINUTE, DAY)
    .refine((ms) => ms % MINUTE === 0, "whole minutes, such as '1m' or '5m'")
    .default(MINUTE),
  deadline: durationBetween(100, MINUTE).default(10 * SECOND),
  confirmations: z.int().min(0).max(5).optional(),
  confirmAfter: durationBetween(0, 30 * SECOND).default(SECOND),
  failAfter: times.default(1),
  recoverAfter: times.default(2),
}
const monitor = z.looseObject(monitorOptions).refine(({ every, deadline }) => deadline < every, {
  path: ['deadline'],
  error: 'a duration shorter than `every`, so that one probe is over before the next begins',
})

const timing = (first: number | null, update: number | null, resolution: number | null) =>
  z
    .strictObject({
      first: promise.default(first),
      update: promise.default(update),
      resolution: promise.default(resolution),
    })
    .nullable()
    .prefault({})
    .transform((said) => ({
      firstMs: said?.first ?? null,
      updateMs: said?.update ?? null,
      resolutionMs: said?.resolution ?? null,
    }))

const communication = z
  .strictObject({
    hold: wait.default(2 * MINUTE),
    timing: z
      .strictObject({
        P1: timing(30 * MINUTE, 30 * MINUTE, 0),
        P2: timing(30 * MINUTE, HOUR, HOUR),
        P3: timing(null, null, null),
        P4: timing(null, null, null),
      })
      .prefault({}),
    postmortemDays: z.int().min(1).max(30).default(5),
  })
  .refine(({ hold, timing }) => Object.values(timing).every(({ firstMs }) => firstMs === null || hold <= firstMs), {
    path: ['hold'],
    error: 'a duration no longer than the shortest promised first notice; left out, it is 2 minutes',
  })

const nativeName = text.exactOptional()

export const runbook = z.strictObject({
  organisation,
  responders: someOf(responder),
  roles: someOf(z.array(z.string()).min(1)),
  services: someOf(service),
  monitors: z.record(id, monitor),
  severity: z
    .strictObject({
      native: z.strictObject({ P1: nativeName, P2: nativeName, P3: nativeName, P4: nativeName }).default({}),
      respond: z
        .strictObject({
          P1: span.nullable().default(15 * MINUTE),
          P2: span.nullable().default(HOUR),
          P3: span.nullable().default(4 * HOUR),
          P4: span.nullable().default(null),
        })
        .prefault({}),
    })
    .prefault({}),
  escalation: z.strictObject({ fallback: z.string(), everyone: z.array(severity).default(['P1']) }),
  communication: communication.prefault({}),
  verification: z
    .strictObject({
      watch: durationBetween(MINUTE, DAY).default(30 * MINUTE),
      reopen: durationBetween(0, 7 * DAY).default(2 * HOUR),
    })
    .prefault({}),
})

function someOf<Entry extends z.ZodType>(entry: Entry) {
  return z.record(id, entry).refine((entries) => Object.keys(entries).length > 0, 'at least one')
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
