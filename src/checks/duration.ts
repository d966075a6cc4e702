// A length of time among the settings of a kind. It stays as it is written: settings are read again by their own schema.

import * as z from 'zod'
import { type Duration, durationOf, durationWanted } from '../core/duration.ts'

/** A duration inside a range, which the problem names when it is left. */
export function durationBetween(atLeast: number, atMost: number) {
  const isInside = (ms: number) => ms >= atLeast && ms <= atMost
  return z.custom<Duration>((value) => typeof value === 'string' && isInside(durationOf(value)), {
    error: durationWanted(atLeast, atMost),
    abort: true,
  })
}
