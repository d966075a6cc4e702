// A length of time in the options that all share: read as its milliseconds.

import * as z from 'zod'
import { durationOf, durationWanted } from '../../core/duration.ts'
import { HOUR, MINUTE } from '../../core/time.ts'

export type { Duration } from '../../core/duration.ts'

/** A duration inside a range, which the problem names when it is left. */
export function durationBetween(atLeast: number, atMost: number) {
  const wanted = durationWanted(atLeast, atMost)
  return z.string(wanted).transform((text, context) => {
    const ms = durationOf(text)
    if (ms >= atLeast && ms <= atMost) return ms
    context.addIssue({ code: 'custom', message: wanted })
    return z.NEVER
  })
}

/** By the clock on the wall: how long after midnight. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day such as '09:00'")
  .transform((clock) => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number)
    return hours * HOUR + minutes * MINUTE
  })
