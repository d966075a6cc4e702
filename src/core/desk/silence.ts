// Times in which nobody is called for what is seen. Unlike maintenance they change nothing of what is seen.

import type { Instant } from '../time.ts'

export type Silence = {
  id: string
  service: string
  /** null: all of the service's, and what sources say of it. */
  monitor: string | null
  from: Instant
  until: Instant
  author: string
  reason: string
}

/** A monitor of a service, or null for what is none. */
type Source = { id: string | null; service: string }

/** When it will be over; null: it is not silenced. */
export function silencedUntil(silences: readonly Silence[], { id, service }: Source, at: Instant): Instant | null {
  const ends = silences
    .filter(
      (it) => it.service === service && (it.monitor === null || it.monitor === id) && it.from <= at && at < it.until,
    )
    .map(({ until }) => until)
  return ends.length === 0 ? null : Math.max(...ends)
}
