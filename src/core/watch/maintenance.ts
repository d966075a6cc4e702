// Declared times in which a service may be away: neither up nor down, and nobody is called for it.

import { dateAfter, instantOf, type Weekday, wallClock, weekdayOf } from '../calendar.ts'
import { DAY, type Instant, iso } from '../time.ts'

export type Maintenance = {
  id: string
  service: string
  from: Instant
  until: Instant
  author: string
  reason: string
}

/** When it begins: once, or again and again by a clock on a wall. */
type Beginning =
  | { kind: 'once'; from: Instant }
  | { kind: 'weekly'; days: readonly Weekday[]; atMs: number; timeZone: string }
  | { kind: 'monthly'; day: number; atMs: number; timeZone: string }

/** What the runbook itself declares. What comes again lasts a day at most. */
export type RegularMaintenance = { services: readonly string[]; reason: string; lastsMs: number; begins: Beginning }

/** Names of what the runbook declares begin so: it ends there and nowhere else. */
export const IN_RUNBOOK = 'runbook/'

/** When it will be over for a service; null: it is not away on purpose. */
export function awayUntil(declared: readonly Maintenance[], service: string, at: Instant): Instant | null {
  const ends = declared
    .filter((it) => it.service === service && it.from <= at && at < it.until)
    .map(({ until }) => until)
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Trouble that began while it was away on purpose begins when that was over, and with it whatever went on by then. */
export function sinceAfter(declared: readonly Maintenance[], service: string, since: Instant): Instant {
  const end = awayUntil(declared, service, since)
  return end === null ? since : sinceAfter(declared, service, end)
}

/** Of the runbook's: what ended within the last day, what goes on, and the next that is to come. */
export function occurrencesAround(regular: readonly RegularMaintenance[], at: Instant): Maintenance[] {
  return regular.flatMap(({ services, reason, lastsMs, begins }) => {
    const near = beginningsAround(begins, at).filter((from) => from + lastsMs > at - DAY)
    const next = near.find((from) => from > at)
    return near
      .filter((from) => from <= at || from === next)
      .flatMap((from) =>
        services.map((service) => {
          const id = `${IN_RUNBOOK}${service}/${iso(from)}`
          return { id, service, from, until: from + lastsMs, author: 'the runbook', reason }
        }),
      )
  })
}

/** What began so many days ago can have ended within the last one; what comes once a week comes within the next seven. */
const DAYS_BACK = 3
const DAYS_AHEAD = 7

function beginningsAround(begins: Beginning, at: Instant): Instant[] {
  if (begins.kind === 'once') return [begins.from]
  const { date: today } = wallClock(at, begins.timeZone)
  return Array.from({ length: DAYS_BACK + 1 + DAYS_AHEAD }, (_, day) => dateAfter(today, day - DAYS_BACK))
    .filter((date) => isItsDay(begins, date))
    .map((date) => instantOf(date, begins.atMs, begins.timeZone))
}

function isItsDay(begins: Exclude<Beginning, { kind: 'once' }>, date: string): boolean {
  return begins.kind === 'weekly' ? begins.days.includes(weekdayOf(date)) : Number(date.slice(-2)) === begins.day
}
