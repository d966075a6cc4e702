// Checks that write: each run is claimed before it begins, so that nobody runs it twice and none more often than allowed.

import { DAY, MINUTE } from '../../core/time.ts'

export type Errand = { monitor: string; perDay: number }

/** Those that may run in this minute. What is claimed and then killed is not run again before its next turn. */
export async function claimErrands(db: D1Database, minute: number, errands: readonly Errand[]): Promise<string[]> {
  if (errands.length === 0) return []
  const { results } = await db
    .prepare(
      `insert into errands (monitor, slot, day, runs)
       select value->>'monitor', cast(?2 as integer), cast(?3 as integer), 1 from json_each(?1) where true
       on conflict (monitor) do update set slot = excluded.slot, day = excluded.day,
       runs = iif(errands.day = excluded.day, errands.runs + 1, 1)
       where excluded.slot > errands.slot and (errands.day <> excluded.day or errands.runs <
        (select value->>'perDay' from json_each(?1) where value->>'monitor' = excluded.monitor))
       returning monitor`,
    )
    .bind(JSON.stringify(errands), minute, Math.floor((minute * MINUTE) / DAY))
    .all<{ monitor: string }>()
  return results.map(({ monitor }) => monitor)
}
