// The switches with which people stop what Watchkeeper would do by itself.

import type { Hold } from '../core/runbook.ts'
import type { Instant } from '../core/time.ts'

export async function putHold(db: D1Database, hold: Hold, now: Instant): Promise<void> {
  const { id, scope, service, author, reason, until } = hold
  await db
    .prepare(
      `insert into holds (id, scope, service, author, reason, from_at, until_at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
    )
    .bind(id, scope, service, author, reason, now, until)
    .run()
}

/** A released hold ends now and stays on record. False: there is none that could end. */
export async function releaseHold(db: D1Database, id: string, now: Instant): Promise<boolean> {
  const { meta } = await db
    .prepare('update holds set until_at = ?2 where id = ?1 and until_at > ?2')
    .bind(id, now)
    .run()
  return meta.changes > 0
}

export async function activeHolds(db: D1Database, now: Instant): Promise<Hold[]> {
  const { results } = await db
    .prepare(
      'select id, scope, service, author, reason, until_at as until from holds where until_at > ?1 order by from_at',
    )
    .bind(now)
    .all<Hold>()
  return results
}
