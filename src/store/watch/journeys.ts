// What each step of a journey came to: the last run in every hour, for a week.

import type { Sample } from '../../core/kept/sample.ts'
import { HOUR, MINUTE } from '../../core/time.ts'

const HOURS = 168

/** An hour's place is its number modulo a week; a minute that comes late never overwrites a newer run. */
export async function writeJourneys(db: D1Database, minute: number, samples: readonly Sample[]): Promise<void> {
  const runs = samples.flatMap(({ monitor, at, steps }) => (steps === undefined ? [] : [{ monitor, at, steps }]))
  if (runs.length === 0) return
  await db
    .prepare(
      `insert into journeys (monitor, slot, at, steps)
       select value->>'monitor', cast(?2 as integer), value->>'at', value->'steps' from json_each(?1) where true
       on conflict (monitor, slot) do update set at = excluded.at, steps = excluded.steps
       where excluded.at > journeys.at`,
    )
    .bind(JSON.stringify(runs), Math.floor((minute * MINUTE) / HOUR) % HOURS)
    .run()
}
