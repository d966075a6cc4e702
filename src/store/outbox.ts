// The effects owed. A lease keeps two deliverers apart; it lives in story time, so a killed one is replaced next minute.

import type { Settled } from '../core/desk/ground.ts'
import { type Instant, SECOND } from '../core/time.ts'
import { fromJson } from './sql.ts'

/** Longer than any single call may take, shorter than a minute. */
const LEASE_MS = 45 * SECOND

/** The carrier of an assessment: no vendor, but a look around. */
export const ASSESSMENT = 'assessment'

/** The same of what a false alarm counted. */
export const AMENDMENT = 'amendment'

/** One vendor call, ready to leave. */
export type OwedCall = {
  key: string
  carrier: string
  what: Settled['what']
  incident: string | null
  service: string | null
  call: string
  recipients: string[]
}

export function addToOutbox(db: D1Database, owed: OwedCall, now: Instant): D1PreparedStatement {
  const { key, carrier, what, incident, service, call, recipients } = owed
  return db
    .prepare(
      `insert into outbox (key, carrier, what, incident, service, call, recipients, owed_at, not_before)
       values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8) on conflict do nothing`,
    )
    .bind(key, carrier, what, incident, service, call, JSON.stringify(recipients), now)
}

export type Leased = Omit<OwedCall, 'recipients'> & {
  /** Including the one that is about to be made. */
  attempts: number
  owedAt: Instant
  firstTriedAt: Instant
}

/** People first, then production, then customers: the message that wakes somebody waits behind no other. */
export async function leaseOwed(db: D1Database, now: Instant): Promise<Leased | null> {
  return await db
    .prepare(
      `update outbox set lease_until = ?2, attempts = attempts + 1, first_tried_at = coalesce(first_tried_at, ?1)
       where key = (select key from outbox where state = 'owed' and not_before <= ?1
         and (lease_until is null or lease_until <= ?1)
         order by case what when 'call' then 0 when 'rollback' then 1 else 2 end, not_before, owed_at limit 1)
       returning key, carrier, what, incident, service, call, attempts, owed_at as owedAt, first_tried_at as firstTriedAt`,
    )
    .bind(now, now + LEASE_MS)
    .first<Leased>()
}

/** Where a notice stands among those of its incident. */
export type Course = { later: number; earlierInFlight: number; heard: number }

export async function readCourse(db: D1Database, { incident, owedAt }: Leased, now: Instant): Promise<Course> {
  const course = await db
    .prepare(
      `select coalesce(sum(owed_at > ?2), 0) as later,
       coalesce(sum(owed_at < ?2 and state = 'owed' and lease_until > ?3), 0) as earlierInFlight,
       coalesce(sum(state in ('done', 'unknown')), 0) as heard
       from outbox where incident = ?1 and what in ('first', 'update', 'resolution')`,
    )
    .bind(incident, owedAt, now)
    .first<Course>()
  return course ?? { later: 0, earlierInFlight: 0, heard: 0 }
}

/** When something is owed next, leased or not; null: nothing is. */
export async function nextOwed(db: D1Database): Promise<Instant | null> {
  const row = await db
    .prepare(`select min(max(not_before, coalesce(lease_until, 0))) as next from outbox where state = 'owed'`)
    .first<{ next: Instant | null }>()
  return row?.next ?? null
}

type Delay = { notBefore: Instant; reason: string }

/** Not tried after all: the attempt does not count, and it comes up again at `notBefore`. */
export async function giveBack(db: D1Database, key: string, { notBefore, reason }: Delay): Promise<void> {
  await db
    .prepare(
      `update outbox set lease_until = null, attempts = attempts - 1, not_before = ?2, reason = ?3,
       first_tried_at = iif(attempts = 1, null, first_tried_at) where key = ?1 and state = 'owed'`,
    )
    .bind(key, notBefore, reason)
    .run()
}

export type OutboxLine = {
  key: string
  what: Settled['what']
  recipients: string[]
  owedAt: Instant
  state: 'owed' | 'done' | 'never' | 'unknown'
  attempts: number
  notBefore: Instant
  settledAt: Instant | null
  reason: string | null
}

export async function listOutbox(db: D1Database, incident: string): Promise<OutboxLine[]> {
  const { results } = await db
    .prepare(
      `select key, what, recipients, owed_at as owedAt, state, attempts, not_before as notBefore, settled_at as settledAt, reason
       from outbox where incident = ?1 order by owed_at, key`,
    )
    .bind(incident)
    .all<Omit<OutboxLine, 'recipients'> & { recipients: string }>()
  return results.map((row) => ({ ...row, recipients: fromJson<string[]>(row.recipients) }))
}
