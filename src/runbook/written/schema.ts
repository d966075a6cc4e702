// What a runbook may say and what it means when it says nothing. References and the settings of a kind are judged elsewhere.

import * as z from 'zod'
import { checkOf, checks } from '../../checks/index.ts'
import { WEEKDAYS } from '../../core/calendar.ts'
import { VITALS } from '../../core/runbook.ts'
import { DAY, HOUR, MINUTE, SECOND, spoken } from '../../core/time.ts'
import { PLACES } from '../../core/watch/ballot.ts'
import { kindsWith } from '../../platforms/index.ts'
import { durationBetween } from './duration.ts'
import { escalation } from './escalation.ts'
import { contacts, feature, links, slo } from './knowledge.ts'
import { maintenance } from './maintenance.ts'
import { secrets } from './secrets.ts'
import { severity } from './severity.ts'
import { id, isOnceEach, text, timeOfDay, timeZone, webAddress } from './values.ts'

const email = z.email("an e-mail address such as 'support@example.com'")
const wait = durationBetween(0, DAY)
const promise = durationBetween(0, 30 * DAY).nullable()
const organisation = z
  .strictObject({
    name: text,
    contact: email,
    team: text.optional(),
    timeZone: timeZone.default('UTC'),
  })
  .transform(({ team, ...rest }) => ({ ...rest, team: team ?? `The ${rest.name} Team` }))

const login = text.exactOptional()
const responder = z.strictObject({
  name: text,
  email,
  timeZone: timeZone.optional(),
  logins: z.strictObject({ github: login, vercel: login, railway: login }).default({}),
})

const workingTime = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
    from: timeOfDay.default(9 * HOUR),
    until: timeOfDay.default(17 * HOUR),
    holidays: z.array(z.iso.date("a date such as '2026-12-25'")).max(200).default([]),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'a time of day after `from`' })

/** The settings of the platform lie beside `kind`; settings.ts hands them to the kind itself. */
const rollback = z
  .strictObject({
    mode: z.enum(['auto', 'suggest', 'off']).default('suggest'),
    platform: z.looseObject({ kind: z.enum(kindsWith('act')) }),
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

const sleeps = z.strictObject({
  platform: z.looseObject({ kind: z.enum(kindsWith('machines')) }),
  wakesWithin: durationBetween(SECOND, 5 * MINUTE).default(10 * SECOND),
  sleepsWithin: durationBetween(MINUTE, HOUR).default(5 * MINUTE),
})

const service = z.strictObject({
  title: text,
  environment: text.default('production'),
  grace: durationBetween(0, 15 * MINUTE).default(30 * SECOND),
  dependsOn: z.array(z.string()).default([]),
  features: z.record(id, feature).default({}),
  links,
  contacts,
  slo: slo.optional(),
  rollback: rollback.optional(),
  sleeps: sleeps.optional(),
  statusPage: webAddress.optional(),
})

const places = z.array(z.enum(PLACES)).refine(isOnceEach, 'each place once')
const times = z.int().min(1).max(10)
const interval = durationBetween(10 * SECOND, DAY).refine(
  (ms) => ms % MINUTE === 0 || (ms < MINUTE && MINUTE % ms === 0),
  "whole minutes, such as '5m', or one of 10s, 12s, 15s, 20s and 30s",
)
export const monitorOptions = {
  service: z.string(),
  feature: z.string().optional(),
  title: text.optional(),
  kind: z.enum(Object.keys(checks)),
  every: interval.optional(),
  closely: interval.optional(),
  wakes: durationBetween(HOUR, 30 * DAY).optional(),
  writes: z.boolean().optional(),
  perDay: z.int().min(1).max(1440).optional(),
  places: places.min(2).optional(),
  quorum: z.int().min(1).max(PLACES.length).optional(),
  tells: z.enum(VITALS).optional(),
  deadline: durationBetween(100, MINUTE).optional(),
  confirmations: z.int().min(0).max(5).optional(),
  confirmAfter: durationBetween(0, 30 * SECOND).default(SECOND),
  failAfter: times.default(1),
  failFor: wait.default(0),
  recoverAfter: times.default(2),
  impact: z.enum(['outage', 'degradation', 'advice']).default('outage'),
}

const USUAL_DEADLINE_MS = 10 * SECOND
/** Of many requests, which nothing shortens: what they saw is kept when all of a minute is back. */
const LONG_DEADLINE_MS = 50 * SECOND

const monitor = z
  .looseObject(monitorOptions)
  .transform((written) => {
    const usual = checkOf(written.kind)?.deadlineMs ?? USUAL_DEADLINE_MS
    return { ...written, deadline: written.deadline ?? usual }
  })
  .refine(({ kind, deadline }) => deadline <= LONG_DEADLINE_MS || checkOf(kind)?.deadlineMs === undefined, {
    path: ['deadline'],
    error: `a duration of at most ${spoken(LONG_DEADLINE_MS)}, so that all of it is over within its minute`,
  })
  .refine(({ every = MINUTE, closely = every, deadline }) => deadline < Math.min(every, closely), {
    path: ['deadline'],
    error: 'a duration shorter than `every` and `closely`, so that one probe is over before the next begins',
  })
  .refine(({ places = [], quorum = 0 }) => quorum <= places.length, {
    path: ['quorum'],
    error: 'no more than the places that it is watched from',
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

/** Whatever looks back, a metric's window or the hours that vouch, needs less than the least of it. */
const retention = z.strictObject({
  samples: durationBetween(12 * HOUR, 14 * DAY)
    .refine((ms) => ms % HOUR === 0, "whole hours, such as '48h'")
    .default(2 * DAY),
  hours: durationBetween(7 * DAY, 400 * DAY)
    .refine((ms) => ms % DAY === 0, "whole days, such as '90d'")
    .default(90 * DAY),
})

export const runbook = z.strictObject({
  organisation,
  responders: someOf(responder),
  workingTime: workingTime.prefault({}),
  roles: someOf(z.array(z.string()).min(1)),
  services: someOf(service),
  links,
  contacts,
  linksGoStaleAfter: durationBetween(DAY, 3650 * DAY).default(90 * DAY),
  secrets,
  monitors: z.record(id, monitor),
  maintenance: z.array(maintenance).max(100).default([]),
  elsewhere: z
    .strictObject({ places: places.min(1), quorum: z.int().min(1).optional() })
    .refine(({ places, quorum = 1 }) => quorum <= places.length + 1, {
      path: ['quorum'],
      error: 'no more than these places and the one that saw it first',
    })
    .optional(),
  severity,
  escalation,
  communication: communication.prefault({}),
  verification: z
    .strictObject({
      watch: durationBetween(MINUTE, DAY).default(30 * MINUTE),
      reopen: durationBetween(0, 7 * DAY).default(2 * HOUR),
    })
    .prefault({}),
  retention: retention.prefault({}),
})

function someOf<Entry extends z.ZodType>(entry: Entry) {
  return z.record(id, entry).refine((entries) => Object.keys(entries).length > 0, 'at least one')
}
