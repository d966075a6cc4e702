// Deploys as they were told to us. A later word on the same deploy replaces the earlier one; that it proved good stays.

import type { Deploy } from '../core/rollback/deploy.ts'
import type { Instant } from '../core/time.ts'
import type { Maintenance } from '../core/watch/maintenance.ts'
import { addToOutbox, type OwedCall } from './outbox.ts'
import { fromJson } from './sql.ts'
import { declare, endEarly } from './watch/maintenance.ts'

export function addDeploys(db: D1Database, deploys: readonly Deploy[], now: Instant): D1PreparedStatement[] {
  if (deploys.length === 0) return []
  return [
    db
      .prepare(
        `insert into deploys (id, service, finished_at, known_good_at, record, reported_at)
         select value->>'id', value->>'service', value->>'finishedAt', value->>'knownGoodAt', value, ?2 from json_each(?1) where true
         on conflict (id) do update set service = excluded.service, finished_at = excluded.finished_at,
         known_good_at = coalesce(deploys.known_good_at, excluded.known_good_at), record = excluded.record,
         reported_at = excluded.reported_at`,
      )
      .bind(JSON.stringify(deploys), now),
  ]
}

export type DeployBatch = {
  deploy: Deploy
  timers: readonly { key: string; kind: 'known-good' | 'deployed'; dueAt: Instant }[]
  owed: readonly OwedCall[]
  /** The time in which its service may be away; null: it may not, or not any more. */
  away: Maintenance | null
}

/** One batch: the deploy, how long its service may be away, when it will have proven itself, the call that tries the platform. */
export async function storeDeploy(
  db: D1Database,
  { deploy, timers, owed, away }: DeployBatch,
  now: Instant,
): Promise<void> {
  await db.batch([
    ...addDeploys(db, [deploy], now),
    away === null ? endEarly(db, awayName(deploy.id), now) : declare(db, away),
    ...timers.map(({ key, kind, dueAt }) =>
      db
        .prepare(`insert into timers (key, kind, due_at) values (?1, ?2, ?3) on conflict do nothing`)
        .bind(key, kind, dueAt),
    ),
    ...owed.map((call) => addToOutbox(db, call, now)),
  ])
}

/** One a deploy, so that a later word moves it or ends it. */
export function awayName(deploy: string): string {
  return `deploy/${deploy}`
}

export async function findDeploy(db: D1Database, id: string): Promise<Deploy | null> {
  const row = await db
    .prepare('select record, known_good_at as knownGoodAt from deploys where id = ?1')
    .bind(id)
    .first<{ record: string; knownGoodAt: Instant | null }>()
  return row === null ? null : { ...fromJson<Deploy>(row.record), knownGoodAt: row.knownGoodAt }
}

export async function listDeploys(db: D1Database, limit: number): Promise<Deploy[]> {
  const { results } = await db
    .prepare('select record, known_good_at as knownGoodAt from deploys order by finished_at desc limit ?1')
    .bind(limit)
    .all<{ record: string; knownGoodAt: Instant | null }>()
  return results.map((row) => ({ ...fromJson<Deploy>(row.record), knownGoodAt: row.knownGoodAt }))
}
