// How a runbook writes a length of time, and its milliseconds. Knows no instants.

import * as z from 'zod'
import { DAY, HOUR, MINUTE, SECOND, spoken } from '../core/time.ts'

/** A length of time such as `'30s'`, `'5m'`, `'2h'` or `'1d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** A duration inside a range, which the problem names when it is left. */
export function durationBetween(atLeast: number, atMost: number) {
  const wanted = `a duration such as '30s', '5m', '2h' or '1d', from ${spoken(atLeast)} to ${spoken(atMost)}`
  return z.string(wanted).transform((text, context) => {
    const ms = readDuration(text)
    if (ms !== null && ms >= atLeast && ms <= atMost) return ms
    context.addIssue({ code: 'custom', message: wanted })
    return z.NEVER
  })
}

function readDuration(text: string): number | null {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  const size = unit === undefined ? undefined : UNITS[unit]
  return size === undefined ? null : Math.round(Number(count) * size)
}
