// Declared times in which a service may be away: neither up nor down, and nobody is called for it.

import type { Instant } from '../time.ts'

export type Maintenance = {
  id: string
  service: string
  from: Instant
  until: Instant
  author: string
  reason: string
}

/** When it will be over for a service; null: it is not away on purpose. */
export function awayUntil(declared: readonly Maintenance[], service: string, at: Instant): Instant | null {
  const ends = declared
    .filter((it) => it.service === service && it.from <= at && at < it.until)
    .map(({ until }) => until)
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Trouble that began while it was away on purpose begins when that was over. */
export function sinceAfter(declared: readonly Maintenance[], service: string, since: Instant): Instant {
  return awayUntil(declared, service, since) ?? since
}
