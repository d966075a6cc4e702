// What is owed and no emergency, as it is read, finished, and owed anew by the runbook.

import type { Duty } from '../../core/people/people.ts'
import type { Standing, Stored } from '../../core/people/standing.ts'
import type { Instant } from '../../core/time.ts'

export type DutyLine = Omit<Duty, 'remindAt'> & {
  remindAt: Instant | null
  doneAt: Instant | null
  doneBy: string | null
}

const LINES = `select key, kind, incident, what, owner, due_at as dueAt, remind_at as remindAt, done_at as doneAt,
  done_by as doneBy from duties`

/** The open ones, the soonest due first; then those that were done since, the newest first. */
export async function listDuties(db: D1Database, since: Instant): Promise<DutyLine[]> {
  const { results } = await db
    .prepare(`${LINES} where done_at is null or done_at > ?1 order by done_at is not null, done_at desc, due_at, key`)
    .bind(since)
    .all<DutyLine>()
  return results
}

export async function findDuty(db: D1Database, key: string): Promise<DutyLine | null> {
  return await db.prepare(`${LINES} where key = ?1`).bind(key).first<DutyLine>()
}

/** False: somebody else was first, or there is no such duty beyond the incidents. */
export async function finishDuty(
  db: D1Database,
  key: string,
  { at, by }: { at: Instant; by: string },
): Promise<boolean> {
  const { meta } = await db
    .prepare('update duties set done_at = ?2, done_by = ?3 where key = ?1 and done_at is null and incident is null')
    .bind(key, at, by)
    .run()
  return meta.changes > 0
}

/** Of the kinds that the runbook makes somebody owe. */
export async function standingDuties(db: D1Database): Promise<Stored[]> {
  const { results } = await db
    .prepare(`select key, done_at as doneAt from duties where kind in ('rotation', 'link')`)
    .all<Stored>()
  return results
}

/** Each with the timer that wakes the desk for it. */
export async function storeStanding(db: D1Database, { fresh, dropped }: Standing): Promise<void> {
  if (fresh.length === 0 && dropped.length === 0) return
  const owed = JSON.stringify(fresh)
  await db.batch([
    db
      .prepare(
        `insert into duties (key, kind, incident, what, owner, due_at, remind_at)
         select value->>'key', value->>'kind', null, value->>'what', value->>'owner', value->>'dueAt', value->>'remindAt'
         from json_each(?1) where true on conflict do nothing`,
      )
      .bind(owed),
    db
      .prepare(
        `insert into timers (key, kind, incident, due_at)
         select distinct 'duties/' || (value->>'remindAt'), 'duties', null, value->>'remindAt' from json_each(?1)
         where true on conflict (key) do update set fired_at = null`,
      )
      .bind(owed),
    db
      .prepare('delete from duties where done_at is null and key in (select value from json_each(?1))')
      .bind(JSON.stringify(dropped)),
  ])
}
