// Percentiles out of buckets, held against the exact ones. A failure prints its seed and the smallest list that shows it.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countOf,
  histogramOf,
  mergeHistograms,
  percentile,
  readHistogram,
  writeHistogram,
} from '../../../src/core/kept/histogram.ts'

const RUNS = { seed: 20_260_315, numRuns: 500 }
const PERCENTS = [0, 1, 50, 90, 95, 99, 99.9, 100]

const ms = fc.integer({ min: 1, max: 600_000 })
const metric = fc.double({ min: 1e-9, max: 1e12, noNaN: true })
/** Right at the edge of a bucket, where rounding decides. */
const edge = fc.integer({ min: -250, max: 250 }).map((power) => 1.1 ** power)
const value = fc.oneof(
  ms,
  metric,
  edge,
  fc.constant(0),
  ms.map((it) => -it),
  metric.map((it) => -it),
)
const values = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 200 }),
  fc.array(ms, { minLength: 1, maxLength: 200 }),
  // Nearly all the same, and a few far away.
  fc
    .tuple(value, fc.nat(200), fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([one, many, few]) => [...Array<number>(many).fill(one), ...few]),
)
const histogram = fc.array(value, { maxLength: 50 }).map(histogramOf)

describe('a percentile', () => {
  it('is within 5 % of the exact one', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(...PERCENTS), (all, percent) => {
        const exact = exactly(all, percent)
        const close = percentile(histogramOf(all), percent) ?? Number.NaN
        expect(Math.abs(close - exact)).toBeLessThanOrEqual(0.05 * Math.abs(exact))
      }),
      RUNS,
    )
  })

  it('is none where nothing was measured', () => {
    expect(percentile(histogramOf([]), 50)).toBeNull()
  })

  it.each([
    ['nothing but zeros', [0, 0, 0], 50, 0],
    ['a small metric', [0.04], 50, 0.04],
    ['a large metric', [12_345.6], 50, 12_345.6],
    ['frost', [-20, -10, 0, 10], 50, -10],
    ['one slow among a hundred', [...Array<number>(99).fill(80), 9_000], 99, 80],
    ['the slowest', [...Array<number>(99).fill(80), 9_000], 100, 9_000],
    ['what no one measures', [1e300], 50, 2.74e12],
  ])('%s', (_name, all, percent, expected) => {
    const close = percentile(histogramOf(all), percent) ?? Number.NaN
    expect(Math.abs(close - expected)).toBeLessThanOrEqual(0.05 * Math.abs(expected))
  })
})

describe('adding up', () => {
  it('does not ask for an order', () => {
    fc.assert(
      fc.property(histogram, histogram, histogram, (a, b, c) => {
        const whole = writeHistogram(mergeHistograms([a, b, c]))
        expect(writeHistogram(mergeHistograms([mergeHistograms([c, a]), b]))).toBe(whole)
        expect(writeHistogram(mergeHistograms([b, mergeHistograms([a, c])]))).toBe(whole)
      }),
      RUNS,
    )
  })

  it('is the same as having measured all of it at once', () => {
    fc.assert(
      fc.property(values, values, (some, others) => {
        const apart = mergeHistograms([histogramOf(some), histogramOf(others)])
        expect(apart).toEqual(histogramOf([...some, ...others]))
        expect(countOf(apart)).toBe(some.length + others.length)
      }),
      RUNS,
    )
  })
})

describe('the text', () => {
  it('says all of it', () => {
    fc.assert(
      fc.property(histogram, (one) => {
        expect(readHistogram(writeHistogram(one))).toEqual(one)
      }),
      RUNS,
    )
  })

  it.each([
    ['nothing', [], ''],
    ['one value', [100], '349:1'],
    ['neighbours and a gap', [100, 110, 110, 130], '349:1 2 2:1'],
    ['both sides of zero', [-1, 0, 1], '-301:1 301:1 301:1'],
  ])('%s', (_name, all, text) => {
    expect(writeHistogram(histogramOf(all))).toBe(text)
  })
})

function exactly(all: readonly number[], percent: number): number {
  const rank = Math.max(1, Math.ceil((percent / 100) * all.length))
  return all.toSorted((a, b) => a - b)[rank - 1] ?? Number.NaN
}
