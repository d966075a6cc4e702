// Times in which a responder cannot be called.

import type { Instant } from '../../core/time.ts'

export type Absence = { id: string; responder: string; from: Instant; until: Instant; author: string }

export async function putAbsence(db: D1Database, it: Absence): Promise<void> {
  await db
    .prepare('insert into absences (id, responder, from_at, until_at, author) values (?1, ?2, ?3, ?4, ?5)')
    .bind(it.id, it.responder, it.from, it.until, it.author)
    .run()
}

/** Those that go on, and those to come. */
export async function listAbsences(db: D1Database, now: Instant): Promise<Absence[]> {
  const { results } = await db
    .prepare(
      `select id, responder, from_at as "from", until_at as "until", author from absences
       where until_at > ?1 order by from_at`,
    )
    .bind(now)
    .all<Absence>()
  return results
}

/** False: there is no such absence, or it is over. */
export async function endAbsence(db: D1Database, id: string, now: Instant): Promise<boolean> {
  const { meta } = await db
    .prepare('update absences set until_at = ?2, from_at = min(from_at, ?2) where id = ?1 and until_at > ?2')
    .bind(id, now)
    .run()
  return meta.changes > 0
}
