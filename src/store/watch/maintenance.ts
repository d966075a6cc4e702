// Declared times in which a service may be away.

import { DAY, type Instant } from '../../core/time.ts'
import { type Maintenance, occurrencesAround, type RegularMaintenance } from '../../core/watch/maintenance.ts'
import { fromJson } from '../sql.ts'

/** Rows of maintenance as one JSON list, inside a larger question. */
export const MAINTENANCE = `json_group_array(json_object('id', id, 'service', service, 'from', from_at, 'until', until_at,
  'reason', reason, 'author', author))`

/** Whom maintenance is asked for: what the runbook declares belongs to whatever is stored, for everybody who asks. */
export type Asking = { now: Instant; regular: readonly RegularMaintenance[] }

export function readMaintenance(stored: string, { now, regular }: Asking): Maintenance[] {
  return [...fromJson<Maintenance[]>(stored), ...occurrencesAround(regular, now)].toSorted((a, b) => a.from - b.from)
}

/** Said again under the same name, it is moved. */
export function declare(db: D1Database, it: Maintenance): D1PreparedStatement {
  return db
    .prepare(
      `insert into maintenance (id, service, from_at, until_at, reason, author) values (?1, ?2, ?3, ?4, ?5, ?6)
       on conflict (id) do update set service = excluded.service, from_at = excluded.from_at, until_at = excluded.until_at,
       reason = excluded.reason, author = excluded.author`,
    )
    .bind(it.id, it.service, it.from, it.until, it.reason, it.author)
}

/** False: there is no such maintenance, or it is over. */
export async function endMaintenance(db: D1Database, id: string, now: Instant): Promise<boolean> {
  const { meta } = await endEarly(db, id, now).run()
  return meta.changes > 0
}

/** It ends no later than now; what has not begun never does. */
export function endEarly(db: D1Database, id: string, now: Instant): D1PreparedStatement {
  return db
    .prepare('update maintenance set until_at = ?2, from_at = min(from_at, ?2) where id = ?1 and until_at > ?2')
    .bind(id, now)
}

/** What goes on or is still to come, and what ended within the last day. */
export async function listMaintenance(db: D1Database, asking: Asking): Promise<Maintenance[]> {
  const row = await db
    .prepare(`select ${MAINTENANCE} as stored from maintenance where until_at > ?1`)
    .bind(asking.now - DAY)
    .first<{ stored: string }>()
  return readMaintenance(row?.stored ?? '[]', asking)
}
