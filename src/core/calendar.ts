// The calendar of people: wall clocks, working days and working hours in a named time zone. Instants go in and come out.

import { TZDateMini } from '@date-fns/tz'
import { DAY, HOUR, type Instant, MINUTE } from './time.ts'

/** In the order in which a calendar counts them. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

export type Weekday = (typeof WEEKDAYS)[number]

export type WorkingTime = {
  timeZone: string
  days: readonly Weekday[]
  /** After midnight, by the clock on the wall. */
  fromMs: number
  untilMs: number
  /** `2026-12-25`: days on which nobody works. */
  holidays: readonly string[]
}

export type WallClock = { date: string; weekday: Weekday; sinceMidnightMs: number }

export function wallClock(at: Instant, timeZone: string): WallClock {
  const local = new TZDateMini(at, timeZone)
  const [year, month, day] = [local.getFullYear(), local.getMonth() + 1, local.getDate()]
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const sinceMidnightMs = local.getHours() * HOUR + local.getMinutes() * MINUTE + (at % MINUTE)
  return { date, weekday: WEEKDAYS[local.getDay()] ?? 'sun', sinceMidnightMs }
}

/** A time that a change of clocks leaves out is the same stretch later; of one that comes twice it is the second. */
export function instantOf(date: string, sinceMidnightMs: number, timeZone: string): Instant {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const found = new TZDateMini(year, month - 1, day, 0, Math.floor(sinceMidnightMs / MINUTE), timeZone)
  const at = found.getTime()
  const putBackBy = new TZDateMini(at + CHANGE_WITHIN_MS, timeZone).getTimezoneOffset() - found.getTimezoneOffset()
  const again = at + putBackBy * MINUTE
  return putBackBy > 0 && isSameWall(at, again, timeZone) ? again : at
}

/** Of two equal times the library gives now the first, now the second; so far ahead of the first the clock has been put back. */
const CHANGE_WITHIN_MS = 3 * HOUR

function isSameWall(a: Instant, b: Instant, timeZone: string): boolean {
  const [one, other] = [wallClock(a, timeZone), wallClock(b, timeZone)]
  return one.date === other.date && one.sinceMidnightMs === other.sinceMidnightMs
}

/** `2026-03-31` and 1 are `2026-04-01`. */
export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'
}

/** Longer than any row of days off; whoever works on no day at all is asked at once. */
const MOST_DAYS_OFF = 60

/** The instant itself while people work, or else when they next begin. */
export function nextWorkingTime(at: Instant, working: WorkingTime): Instant {
  const { date, sinceMidnightMs } = wallClock(at, working.timeZone)
  if (isWorkday(date, working) && sinceMidnightMs < working.untilMs) {
    return sinceMidnightMs >= working.fromMs ? at : instantOf(date, working.fromMs, working.timeZone)
  }
  for (let days = 1; days <= MOST_DAYS_OFF; days++) {
    const next = dateAfter(date, days)
    if (isWorkday(next, working)) return instantOf(next, working.fromMs, working.timeZone)
  }
  return at
}

/** The end of the last of so many working days that follow the day of `at`. */
export function afterWorkingDays(at: Instant, count: number, working: WorkingTime): Instant {
  let { date } = wallClock(at, working.timeZone)
  let daysOff = 0
  for (let left = count; left > 0 && daysOff < MOST_DAYS_OFF; ) {
    date = dateAfter(date, 1)
    const isWork = isWorkday(date, working)
    left -= isWork ? 1 : 0
    daysOff = isWork ? 0 : daysOff + 1
  }
  return instantOf(date, working.untilMs, working.timeZone)
}

function isWorkday(date: string, { days, holidays }: WorkingTime): boolean {
  return days.includes(weekdayOf(date)) && !holidays.includes(date)
}
