// How instants and durations are written for people.

import { describe, expect, it } from 'vitest'
import { DAY, HOUR, iso, MINUTE, minuteOf, SECOND, spoken, utc } from '../../../src/core/time.ts'
import { T0 } from './acme.ts'

describe('a duration is spoken', () => {
  it.each([
    ['30 minutes', 30 * MINUTE],
    ['1 minute', MINUTE],
    ['1 hour', HOUR],
    ['90 minutes', 90 * MINUTE],
    ['2 hours', 2 * HOUR],
    ['130 minutes', 2 * HOUR + 10 * MINUTE],
    ['7 hours', 7 * HOUR + 10 * MINUTE],
    ['36 hours', 36 * HOUR],
    ['1 day', DAY],
    ['5 days', 5 * DAY],
    ['0 seconds', 0],
    ['45 seconds', 45 * SECOND],
    ['1 second', 900],
    ['90 seconds', 90 * SECOND],
  ])('%s', (words, ms) => {
    expect(spoken(ms)).toBe(words)
  })

  it('never says less than nothing', () => {
    expect(spoken(-5 * MINUTE)).toBe('0 seconds')
  })
})

it('writes an instant as people outside read it, in UTC and to the minute', () => {
  expect(utc(T0 + 59 * SECOND)).toBe('2026-03-15 14:30 UTC')
  expect(iso(T0)).toBe('2026-03-15T14:30:00.000Z')
})

it('counts an instant to the minute it lies in', () => {
  expect(minuteOf(T0 + MINUTE - 1)).toBe(minuteOf(T0))
  expect(minuteOf(T0 + MINUTE)).toBe(minuteOf(T0) + 1)
})
