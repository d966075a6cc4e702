// Times in which what is seen calls nobody.

import type { Silence } from '../../core/desk/silence.ts'
import { DAY, type Instant } from '../../core/time.ts'
import { fromJson } from '../sql.ts'

/** Rows of silences as one JSON list, inside a larger question. */
export const SILENCES = `json_group_array(json_object('id', id, 'service', service, 'monitor', monitor, 'from', from_at,
  'until', until_at, 'reason', reason, 'author', author))`

export async function putSilence(db: D1Database, it: Silence): Promise<void> {
  await db
    .prepare(
      `insert into silences (id, service, monitor, from_at, until_at, reason, author) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
    )
    .bind(it.id, it.service, it.monitor, it.from, it.until, it.reason, it.author)
    .run()
}

/**
 * It ends no later than now and stays on record; what has not begun never does. A timer makes the desk read what it kept back.
 * False: there is none that could end.
 */
export async function endSilence(db: D1Database, id: string, now: Instant): Promise<boolean> {
  const [ended] = await db.batch([
    db
      .prepare('update silences set until_at = ?2, from_at = min(from_at, ?2) where id = ?1 and until_at > ?2')
      .bind(id, now),
    db
      .prepare(
        `insert into timers (key, kind, due_at) select ?3, 'levels', ?2 from silences where id = ?1 and until_at = ?2
         on conflict (key) do update set fired_at = null`,
      )
      .bind(id, now, `levels/${now}`),
  ])
  return (ended?.meta.changes ?? 0) > 0
}

/** What goes on or is still to come, and what ended within the last day. */
export async function listSilences(db: D1Database, now: Instant): Promise<Silence[]> {
  const row = await db
    .prepare(`select ${SILENCES} as stored from (select * from silences where until_at > ?1 order by from_at)`)
    .bind(now - DAY)
    .first<{ stored: string }>()
  return fromJson(row?.stored ?? '[]')
}
