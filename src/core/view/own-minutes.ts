// The watcher's own minutes: those in which nobody came are said, and never taken for good ones.

import { DAY, type Instant, MINUTE, minuteOf } from '../time.ts'
import type { RespondListView, Span } from './page-view.ts'

/** The newest minute, and a letter for each up to it, itself last: 1 begun, 0 nobody came, a dash before anybody began. */
type Begun = { minute: number; begun: string }

/** null: the first minute is still to come. */
export type OwnClock = Begun | null

const HOUR_OF_MINUTES = 60

/** Of the last day, the newest first. */
export function gapsOf(clock: OwnClock, now: Instant): Span[] {
  if (clock === null) return []
  const { minute, begun } = clock
  const first = minute - begun.length + 1
  return [...begun.matchAll(/0+/g)]
    .map(({ index, 0: gap }) => ({ from: (first + index) * MINUTE, until: (first + index + gap.length) * MINUTE }))
    .filter(({ until }) => until > now - DAY)
    .toReversed()
}

/** Of the last hour; the minute that has only just come may still be on its way. */
export function minutesOf(clock: OwnClock, now: Instant): RespondListView['minutes'] {
  if (clock === null) return { done: 0, of: 0 }
  const { minute, begun } = clock
  const late = Math.max(0, minuteOf(now) - 1 - minute)
  const last = `${begun}${'0'.repeat(Math.min(late, HOUR_OF_MINUTES))}`.slice(-HOUR_OF_MINUTES).replaceAll('-', '')
  return { done: last.replaceAll('0', '').length, of: last.length }
}
