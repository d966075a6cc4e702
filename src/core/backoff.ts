// When a call that did not go through is tried again, and when trying ends.

import { HOUR, type Instant, MINUTE, SECOND } from './time.ts'

const STEPS_MS = [5 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE]
const LONGEST_MS = 15 * MINUTE

/** The vendor forgets idempotency keys after 24 h; a mail tried later than this could be sent twice. */
const MAIL_GIVE_UP_MS = 23 * HOUR

/** An order that could not be placed for so long answers a question nobody asks any more. */
const ORDER_GIVE_UP_MS = 10 * MINUTE

/** What customers are told about the present is true for so long; that it is over, or that somebody is needed, for longer. */
const MESSAGE_LIFE_MS = 2 * HOUR

/** Held back or refused for so long that it would tell people yesterday's news. */
export function isOutdated(what: string, owedAt: Instant, now: Instant): boolean {
  if (what === 'rollback' || what === 'probe') return false
  return now - owedAt > (what === 'first' || what === 'update' ? MESSAGE_LIFE_MS : MAIL_GIVE_UP_MS)
}

/** `attempts` counts those already made. A vendor's own word on when to come back is never undercut. */
export function nextTry(now: Instant, attempts: number, afterMs: number | null): Instant {
  const step = STEPS_MS[Math.max(0, attempts - 1)] ?? LONGEST_MS
  return now + Math.max(step, afterMs ?? 0)
}

export function isTooLate(what: string, firstTriedAt: Instant, now: Instant): boolean {
  const isOrder = what === 'rollback' || what === 'probe'
  return now - firstTriedAt > (isOrder ? ORDER_GIVE_UP_MS : MAIL_GIVE_UP_MS)
}
