// How people write a length of time, and its milliseconds. Knows no instants.

import { DAY, HOUR, MINUTE, SECOND, spoken } from './time.ts'

/** A length of time such as `'30s'`, `'5m'`, `'2h'` or `'1d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** NaN, which lies in no range, for what is no duration. */
export function durationOf(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  return Math.round(Number(count) * (UNITS[unit] ?? Number.NaN))
}

export function durationWanted(atLeast: number, atMost: number): string {
  return `a duration such as '30s', '5m', '2h' or '1d', from ${spoken(atLeast)} to ${spoken(atMost)}`
}
