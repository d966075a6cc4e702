// Maintenance in a runbook: how a person writes it, what it may say, and the form that decisions ask.

import * as z from 'zod'
import { WEEKDAYS, type Weekday } from '../../core/calendar.ts'
import { DAY, MINUTE } from '../../core/time.ts'
import type { RegularMaintenance } from '../../core/watch/maintenance.ts'
import { type Duration, durationBetween } from './duration.ts'
import { text, timeOfDay, timeZone } from './values.ts'

export type MaintenanceInput<Service> = {
  /** Which may be away. */
  services: readonly Service[]
  /** For responders; customers read only when. */
  reason: string
  /** From `1m` to `7d`, or to `1d` where it comes again. */
  lasts: Duration
} & (
  | { /** Once: an instant with its offset, such as `'2026-11-21T22:00:00+01:00'`. */ from: string }
  | { /** Every week on these days. */ weekly: { days: readonly Weekday[] } & ClockInput }
  | { /** Every month on this day, 1 to 28. */ monthly: { day: number } & ClockInput }
)

type ClockInput = {
  /** By the clock on the wall, such as `'02:00'`. */
  at: string
  /** Whose clock. Default: the organisation's. */
  timeZone?: string
}

const clock = { at: timeOfDay, timeZone: timeZone.optional() }
const monthDay = z.int().min(1).max(28, 'a day from 1 to 28, which every month has')

export const maintenance = z
  .strictObject({
    services: z.array(z.string()).min(1),
    reason: text,
    lasts: durationBetween(MINUTE, 7 * DAY),
    from: z.iso
      .datetime({ offset: true, error: "an instant with its offset, such as '2026-11-21T22:00:00+01:00'" })
      .transform((written) => Date.parse(written))
      .optional(),
    weekly: z.strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1), ...clock }).optional(),
    monthly: z.strictObject({ day: monthDay, ...clock }).optional(),
  })
  .refine(({ from, weekly, monthly }) => [from, weekly, monthly].filter((it) => it !== undefined).length === 1, {
    error: 'exactly one of `from`, `weekly` and `monthly`',
  })
  .refine(({ from, lasts }) => from !== undefined || lasts <= DAY, {
    path: ['lasts'],
    error: 'a duration of at most 1 day, as it comes again',
  })
  .refine(({ weekly, lasts }) => weekly === undefined || new Set(weekly.days).size * lasts < 7 * DAY, {
    path: ['lasts'],
    error: 'a duration that leaves some of the week, or nobody would ever be called',
  })

export function maintenanceOf(written: z.output<typeof maintenance>, home: string): RegularMaintenance {
  const { services, reason, lasts, from, weekly, monthly } = written
  const its = { services, reason, lastsMs: lasts }
  if (weekly !== undefined) {
    const { days, at, timeZone = home } = weekly
    return { ...its, begins: { kind: 'weekly', days, atMs: at, timeZone } }
  }
  if (monthly !== undefined) {
    const { day, at, timeZone = home } = monthly
    return { ...its, begins: { kind: 'monthly', day, atMs: at, timeZone } }
  }
  return { ...its, begins: { kind: 'once', from: from ?? 0 } }
}
