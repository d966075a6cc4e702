// What jobs say of themselves: one row a monitor, its newest beginning and its newest end.

import { DAY, type Instant, minuteOf } from '../../core/time.ts'
import type { Heartbeat } from '../../core/watch/facts.ts'

/** `exitCode` is null where a run begins. */
export type Beat = { monitor: string; at: Instant; exitCode: number | null }

const MOST_IN_A_MINUTE = 30

/**
 * Runs have no names, so an end is that of the newest run. Without a beginning since the last end nobody knows how long it
 * took, unless it comes so soon that it is the last end, said again.
 */
const NOTE = `insert into heartbeats (monitor, minute, pings, started_at, ended_at, exit_code)
  values (?1, ?2, 1, iif(?4 is null, ?3, null), iif(?4 is null, null, ?3), ?4)
  on conflict (monitor) do update set
   minute = excluded.minute,
   pings = iif(minute = excluded.minute, pings + 1, 1),
   started_at = coalesce(excluded.started_at, started_at),
   ended_at = coalesce(excluded.ended_at, ended_at),
   exit_code = coalesce(excluded.exit_code, exit_code),
   run_ms = case
    when excluded.ended_at is null then run_ms
    when started_at > coalesce(ended_at, 0) and excluded.ended_at - started_at <= ${DAY} then excluded.ended_at - started_at
    when started_at <= ended_at and minute = excluded.minute then run_ms end
  where minute <> excluded.minute or pings < ${MOST_IN_A_MINUTE}`

/** False when its job has said so much within this minute that nothing more is kept. */
export async function noteBeat(db: D1Database, { monitor, at, exitCode }: Beat): Promise<boolean> {
  const { meta } = await db.prepare(NOTE).bind(monitor, minuteOf(at), at, exitCode).run()
  return meta.changes > 0
}

export async function listHeartbeats(db: D1Database): Promise<Map<string, Heartbeat>> {
  const { results } = await db
    .prepare(
      'select monitor, started_at as startedAt, ended_at as endedAt, exit_code as exitCode, run_ms as runMs from heartbeats',
    )
    .all<Heartbeat & { monitor: string }>()
  return new Map(results.map(({ monitor, ...heartbeat }) => [monitor, heartbeat]))
}
