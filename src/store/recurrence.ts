// Which incident a signal was last part of, how that one ended, and which came back from it.

import type { Ground } from '../core/desk/ground.ts'
import type { Incident } from '../core/incident/incident.ts'
import type { Past } from '../core/view/insight-view.ts'
import { fromJson } from './sql.ts'

export async function earlierOf(db: D1Database, keys: readonly string[]): Promise<Ground['earlier']> {
  if (keys.length === 0) return []
  const { results } = await db
    .prepare('select key, incident from signals where key in (select value from json_each(?1))')
    .bind(JSON.stringify(keys))
    .all<{ key: string; incident: string }>()
  return results
}

/** null: it does not come back from any. */
export async function pastOf(db: D1Database, ref: string | null): Promise<Past | null> {
  if (ref === null) return null
  const row = await db
    .prepare(
      `select ref, detected_at as at, (select event from incident_events where incident = ref
         and event->>'kind' in ('resolved', 'closed', 'dismissed') order by seq desc limit 1) as end
       from incidents where ref = ?1`,
    )
    .bind(ref)
    .first<{ ref: string; at: number; end: string | null }>()
  return row && { ...row, end: row.end === null ? null : fromJson<NonNullable<Past['end']>>(row.end) }
}

const MOST_RECURRENCES = 10

/** The newest first. What comes back ends after what it comes back from. */
export async function recurrencesOf(db: D1Database, { ref, resolvedAt }: Incident): Promise<string[]> {
  if (resolvedAt === null) return []
  const { results } = await db
    .prepare(
      `select ref from incidents where (ended_at is null or ended_at > ?2) and state->>'$.insight.recursFrom' = ?1
       order by detected_at desc limit ${MOST_RECURRENCES}`,
    )
    .bind(ref, resolvedAt)
    .all<{ ref: string }>()
  return results.map((row) => row.ref)
}
