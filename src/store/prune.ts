// Deletes by age, in portions, so that a long pause never makes one statement too large.

import type { Instant } from '../core/time.ts'

const MOST_AT_ONCE = 500

const STATEMENTS = [
  `delete from timers where key in (select key from timers where fired_at < ?1 limit ${MOST_AT_ONCE})`,
  `delete from inbox where rowid in (select rowid from inbox where is_unread = 0 and received_at < ?1 limit ${MOST_AT_ONCE})`,
  // That somebody was told stays; what was in the message goes.
  `update outbox set call = '' where key in
   (select key from outbox where state <> 'owed' and settled_at < ?1 and call <> '' limit ${MOST_AT_ONCE})`,
]

export async function pruneOlderThan(db: D1Database, before: Instant): Promise<number> {
  const results = await db.batch(STATEMENTS.map((sql) => db.prepare(sql).bind(before)))
  return results.reduce((sum, result) => sum + result.meta.changes, 0)
}
