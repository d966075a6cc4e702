// Values that several parts of a runbook are made of.

import * as z from 'zod'
import { HOUR, MINUTE } from '../../core/time.ts'

export const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "a name in lower-case letters, digits and dashes, such as 'api-health'")
  .refine((name) => !(name in Object.prototype), 'another name, as every object has something of this one')

export const text = z.string('a text').trim().min(1, 'a text').max(200, 'a text of at most 200 letters')

export const webAddress = z.url({
  protocol: /^https?$/,
  error: "an address such as 'https://docs.example.com/rollback'",
})

export const day = z.iso.date("a date such as '2026-03-27'").transform((date) => Date.parse(date))

/** Its milliseconds after midnight. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as '09:00'")
  .transform((clock) => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number)
    return hours * HOUR + minutes * MINUTE
  })

export const timeZone = z.string().refine(isTimeZone, "a time zone such as 'Europe/Berlin' or 'UTC'")

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export function isOnceEach(all: readonly string[]): boolean {
  return new Set(all).size === all.length
}
