// Deploys as they were told to us. A later word on the same deploy replaces the earlier one; that it proved good stays.

import type { Deploy } from '../core/rollback/deploy.ts'
import type { Instant } from '../core/time.ts'
import { addToOutbox, type OwedCall } from './outbox.ts'
import { fromJson } from './sql.ts'

export function addDeploys(db: D1Database, deploys: readonly Deploy[]): D1PreparedStatement[] {
  if (deploys.length === 0) return []
  return [
    db
      .prepare(
        `insert into deploys (id, service, finished_at, known_good_at, record)
         select value->>'id', value->>'service', value->>'finishedAt', value->>'knownGoodAt', value from json_each(?1) where true
         on conflict (id) do update set service = excluded.service, finished_at = excluded.finished_at,
         known_good_at = coalesce(deploys.known_good_at, excluded.known_good_at), record = excluded.record`,
      )
      .bind(JSON.stringify(deploys)),
  ]
}

export type DeployBatch = {
  deploy: Deploy
  timers: readonly { key: string; dueAt: Instant }[]
  owed: readonly OwedCall[]
}

/** One batch: the deploy, the moment at which it will have proven itself, and the call that tries the platform. */
export async function storeDeploy(db: D1Database, { deploy, timers, owed }: DeployBatch, now: Instant): Promise<void> {
  await db.batch([
    ...addDeploys(db, [deploy]),
    ...timers.map(({ key, dueAt }) =>
      db
        .prepare(`insert into timers (key, kind, due_at) values (?1, 'known-good', ?2) on conflict do nothing`)
        .bind(key, dueAt),
    ),
    ...owed.map((call) => addToOutbox(db, call, now)),
  ])
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
