// Claiming a minute, what it has to know before it begins, and the samples it leaves behind.

import { DAY, type Instant, MINUTE } from '../core/time.ts'
import type { Health } from '../core/watch/health.ts'
import { schemaProblem } from './schema-version.ts'
import { askAll, fromJson } from './sql.ts'

/** Two days of minutes; the ring is as long as raw samples are kept. */
export const RING = 2_880

/** False when somebody has claimed this minute before: a doubled cron run ends here. */
export async function claimMinute(db: D1Database, minute: number, startedAt: Instant): Promise<boolean> {
  const [claim] = await db.batch([
    db
      .prepare(
        `insert into minutes (slot, minute, started_at) values (cast(?1 as integer) % ${RING}, ?1, ?2)
         on conflict (slot) do update set minute = excluded.minute, started_at = excluded.started_at
         where excluded.minute > minutes.minute`,
      )
      .bind(minute, startedAt),
    db
      .prepare(
        `insert into clock (id, minute) values (1, ?1)
         on conflict (id) do update set minute = excluded.minute where excluded.minute > clock.minute`,
      )
      .bind(minute),
  ])
  return (claim?.meta.changes ?? 0) > 0
}

export type MinuteGround = {
  newestMinute: number
  /** The last one before this whose samples were kept; a day back when none was for an hour. */
  measuredMinute: number
  troubles: Health[]
  hasOpenIncidents: boolean
  /** Instants at which something is due in this minute or before it, in order. */
  due: Instant[]
  hasUnread: boolean
  owed: number
}

const MINUTE_GROUND = askAll({
  migrations: 'select count(*) from d1_migrations',
  newestMinute: 'select minute from clock',
  measuredMinute: `select max(minute) from samples where block = 0 and minute < ?3
    and slot in (select value from json_each(?4))`,
  troubles: `select json_group_array(json(health)) from troubles`,
  open: 'select exists (select 1 from incidents where ended_at is null)',
  due: `select json_group_array(due_at) from (select distinct due_at from timers where fired_at is null and due_at < ?2
    order by due_at)`,
  unread: 'select exists (select 1 from inbox where is_unread = 1)',
  owed: `select count(*) from outbox where state = 'owed' and not_before <= ?1`,
})

type MinuteRow = {
  migrations: number
  newestMinute: number
  measuredMinute: number | null
  troubles: string
  open: number
  due: string
  unread: number
  owed: number
}

export async function loadMinute(db: D1Database, minute: number, now: Instant): Promise<MinuteGround> {
  const row = await db
    .prepare(MINUTE_GROUND)
    .bind(now, now + MINUTE, minute, JSON.stringify(slotsBefore(minute)))
    .first<MinuteRow>()
  if (row === null) throw new Error('a select without a table gave no row')
  const problem = schemaProblem(row.migrations)
  if (problem !== null) throw new Error(problem)
  return {
    newestMinute: row.newestMinute,
    measuredMinute: row.measuredMinute ?? minute - DAY / MINUTE,
    troubles: fromJson(row.troubles),
    hasOpenIncidents: row.open === 1,
    due: fromJson(row.due),
    hasUnread: row.unread === 1,
    owed: row.owed,
  }
}

/** The ring's places of the hour before a minute. */
function slotsBefore(minute: number): number[] {
  return Array.from({ length: 60 }, (_, ago) => (minute - ago - 1) % RING)
}

/** Longer than any lease and any retry of a single minute. */
const LEFT_BEHIND_MS = 3 * MINUTE

/** What should have been done minutes ago: the audit that comes before anybody is told that all is well. */
export async function countLeftBehind(db: D1Database, now: Instant): Promise<number> {
  const row = await db
    .prepare(
      `select (select count(*) from timers where fired_at is null and due_at <= ?1)
       + (select count(*) from outbox where state = 'owed' and not_before <= ?1)
       + (select count(*) from inbox where is_unread = 1 and received_at <= ?1) as count`,
    )
    .bind(now - LEFT_BEHIND_MS)
    .first<{ count: number }>()
  return row?.count ?? 0
}

export type SampleRow = { block: number; data: string }

/** A minute that comes late never overwrites the newer one that took its place in the ring. */
export async function writeSamples(db: D1Database, minute: number, rows: readonly SampleRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .prepare(
      `insert into samples (block, slot, minute, data)
       select value->>'block', cast(?2 as integer) % ${RING}, ?2, value->>'data' from json_each(?1) where true
       on conflict (block, slot) do update set minute = excluded.minute, data = excluded.data
       where excluded.minute > samples.minute`,
    )
    .bind(JSON.stringify(rows), minute)
    .run()
}
