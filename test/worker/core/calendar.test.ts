import { describe, expect, it } from 'vitest'
import {
  afterWorkingDays,
  instantOf,
  nextWorkingTime,
  type WorkingTime,
  wallClock,
} from '../../../src/core/calendar.ts'
import { HOUR, iso } from '../../../src/core/time.ts'

const BERLIN: WorkingTime = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  fromMs: 9 * HOUR,
  untilMs: 17 * HOUR,
  holidays: ['2026-12-25'],
}

describe('the clock on the wall', () => {
  it.each([
    ['2026-01-15T12:30:15Z', 'Europe/Berlin', '2026-01-15', 'thu', 13.5],
    ['2026-07-15T12:30:15Z', 'Europe/Berlin', '2026-07-15', 'wed', 14.5],
    ['2026-01-01T03:30:15Z', 'America/Chicago', '2025-12-31', 'wed', 21.5],
    ['2026-01-01T18:30:15Z', 'Asia/Kathmandu', '2026-01-02', 'fri', 0.25],
  ])('at %s in %s', (at, zone, date, weekday, hours) => {
    const sinceMidnightMs = hours * HOUR + 15_000
    expect(wallClock(Date.parse(at), zone)).toEqual({ date, weekday, sinceMidnightMs })
  })

  it.each([
    ['a plain day', '2026-01-15', 9, '2026-01-15T08:00:00.000Z'],
    ['in summer', '2026-07-15', 9, '2026-07-15T07:00:00.000Z'],
    ['a time that the change of clocks leaves out', '2026-03-29', 2.5, '2026-03-29T01:30:00.000Z'],
    ['a time that comes twice', '2026-10-25', 2.5, '2026-10-25T01:30:00.000Z'],
  ])('names an instant: %s', (_, date, hours, at) => {
    expect(iso(instantOf(date, hours * HOUR, 'Europe/Berlin'))).toBe(at)
  })
})

it('chooses the second of two equal times on either side of Greenwich', () => {
  expect(iso(instantOf('2026-11-01', 1.5 * HOUR, 'America/Chicago'))).toBe('2026-11-01T07:30:00.000Z')
  expect(iso(instantOf('2026-11-01', 0.5 * HOUR, 'America/Chicago'))).toBe('2026-11-01T05:30:00.000Z')
  expect(iso(instantOf('2026-04-05', 1.75 * HOUR, 'Australia/Lord_Howe'))).toBe('2026-04-04T15:15:00.000Z')
})

describe('working time', () => {
  it.each([
    ['while people work', '2026-11-20T10:15:00Z', '2026-11-20T10:15:00.000Z'],
    ['early in the morning', '2026-11-20T04:00:00Z', '2026-11-20T08:00:00.000Z'],
    ['in the second in which they go home', '2026-11-19T16:00:00Z', '2026-11-20T08:00:00.000Z'],
    ['on a Friday evening', '2026-11-20T19:00:00Z', '2026-11-23T08:00:00.000Z'],
    ['before a holiday and a weekend', '2026-12-24T20:00:00Z', '2026-12-28T08:00:00.000Z'],
    ['over a change of clocks', '2026-03-27T20:00:00Z', '2026-03-30T07:00:00.000Z'],
  ])('begins next: %s', (_, at, next) => {
    expect(iso(nextWorkingTime(Date.parse(at), BERLIN))).toBe(next)
  })

  it.each([
    ['five days of a Friday', '2026-11-20T10:00:00Z', 5, '2026-11-27T16:00:00.000Z'],
    ['one day of a Saturday', '2026-11-21T10:00:00Z', 1, '2026-11-23T16:00:00.000Z'],
    ['over a holiday', '2026-12-23T10:00:00Z', 2, '2026-12-28T16:00:00.000Z'],
    ['a day counts by the clock of the people', '2026-11-22T23:30:00Z', 1, '2026-11-24T16:00:00.000Z'],
  ])('ends after so many days: %s', (_, at, days, end) => {
    expect(iso(afterWorkingDays(Date.parse(at), days, BERLIN))).toBe(end)
  })

  it('asks at once whom no day is a working day', () => {
    const nobody = { ...BERLIN, days: [] }
    const at = Date.parse('2026-11-20T19:00:00Z')
    expect(nextWorkingTime(at, nobody)).toBe(at)
    expect(afterWorkingDays(at, 5, nobody)).toBeGreaterThan(at)
  })
})
