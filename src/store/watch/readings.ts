// Numbers that were pushed, gathered until the minute that judges them has begun.

import type { Instant } from '../../core/time.ts'

export type PushedNumber = { monitor: string; at: Instant; value: number }

/**
 * What comes before the next minute begins lies together; the first after that starts anew. It is the watcher's minute and
 * not the wall's, because a number that is pushed after the full minute and before the cron has come is not judged yet.
 */
const GATHER = `insert into readings (monitor, minute, at, count, sum, least, most, latest)
  select value->>'monitor', coalesce((select minute from clock), 0), value->>'at', 1,
    value->>'value', value->>'value', value->>'value', value->>'value' from json_each(?1) where true
  on conflict (monitor) do update set
    count = iif(excluded.minute > minute, 0, count) + 1,
    sum = iif(excluded.minute > minute, 0, sum) + excluded.sum,
    least = iif(excluded.minute > minute, excluded.least, min(least, excluded.least)),
    most = iif(excluded.minute > minute, excluded.most, max(most, excluded.most)),
    latest = iif(excluded.at >= at, excluded.latest, latest),
    at = max(at, excluded.at),
    minute = excluded.minute`

export async function gatherReadings(db: D1Database, numbers: readonly PushedNumber[]): Promise<void> {
  await db.prepare(GATHER).bind(JSON.stringify(numbers)).run()
}
