// A length of time in the options that all share: read as its milliseconds.

import * as z from 'zod'
import { durationOf, durationWanted } from '../../core/duration.ts'

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
