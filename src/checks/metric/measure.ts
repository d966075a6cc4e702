// What many numbers come to: the last one, their mean, an end or a percentile; and which numbers a metric has to count.

import { durationOf } from '../../core/duration.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { MINUTE, minuteOf, spoken } from '../../core/time.ts'
import type { Reading, StoredFacts } from '../../core/watch/facts.ts'
import type { Look } from '../../core/watch/look.ts'
import type { Measure, Settings } from './settings.ts'

const SILENT_AFTER_MS = 5 * MINUTE
const LEAST_OVER_TIME = 3

/** Of how many samples, how many there should be at least, and what of it is kept as this minute's value. */
type Measured = { value: number; count: number; least: number; kept: number | null }

/** An error where there is nothing to count at all. */
export function measured(settings: Settings, facts: StoredFacts): Result<Measured> {
  const { of, over, pushed, measure = 'last', leastSamples } = settings
  const least = leastSamples ?? (over === undefined ? 1 : LEAST_OVER_TIME)
  if (of !== undefined) {
    const values = of.measure === 'error-rate' ? outcomesOf(facts.window) : numbersOf(facts.window.filter(isKnown))
    const value = measureOf(values, of.measure === 'error-rate' ? 'mean' : of.measure)
    return ok({ value, count: values.length, least, kept: values.length < least ? null : value })
  }
  const earlier = numbersOf(facts.window.filter(({ kind }) => kind !== 'maintenance'))
  if (pushed === undefined) return ok({ value: measureOf(earlier, measure), count: earlier.length, least, kept: null })

  const { reading, now } = facts
  if (reading === null) return err('has never been pushed')
  const silentMs = now - reading.at
  if (silentMs > silentAfterMs(settings)) return err(`has not been pushed for ${spoken(silentMs)}`)
  const own = measureOfReading(reading, measure)
  if (over === undefined) return ok({ value: own, count: reading.count, least, kept: own })
  // What was pushed earlier is among the samples of its own minute.
  const isFresh = minuteOf(now) - minuteOf(reading.at) <= 1
  const values = isFresh ? [...earlier, own] : earlier
  return ok({ value: measureOf(values, measure), count: values.length, least, kept: isFresh ? own : null })
}

function silentAfterMs({ silentAfter }: Settings): number {
  return silentAfter === undefined ? SILENT_AFTER_MS : durationOf(silentAfter)
}

function isKnown({ kind }: Look): boolean {
  return kind === 'pass' || kind === 'warn' || kind === 'fail'
}

/** In percent, so that their mean is the error rate. */
function outcomesOf(looks: readonly Look[]): number[] {
  return looks.filter(isKnown).map(({ kind }) => (kind === 'fail' ? 100 : 0))
}

function numbersOf(looks: readonly Look[]): number[] {
  return looks.flatMap(({ value }) => (value === null ? [] : [value]))
}

/** Oldest first. NaN: of nothing. */
function measureOf(values: readonly number[], measure: Measure): number {
  switch (measure) {
    case 'last':
      return values.at(-1) ?? Number.NaN
    case 'mean':
      return values.reduce((sum, value) => sum + value, 0) / values.length
    case 'least':
      return Math.min(...values)
    case 'most':
      return Math.max(...values)
    default:
      return percentile(values, Number(measure.slice(1)))
  }
}

/** Of one minute's numbers only the sum and the ends are known; in a percentile over many minutes their mean stands for them. */
function measureOfReading({ sum, count, least, most, latest }: Reading, measure: Measure): number {
  switch (measure) {
    case 'last':
      return latest
    case 'least':
      return least
    case 'most':
      return most
    default:
      return sum / count
  }
}

/** The smallest value that so many percent do not exceed. */
function percentile(values: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length))
  return values.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}
