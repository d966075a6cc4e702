// Deliveries as they arrived. Stored first, understood later: a parser's mistake never loses one.

import type { Instant } from '../core/time.ts'
import { fromJson } from './sql.ts'

export type Delivered = {
  source: string
  key: string
  receivedAt: Instant
  body: string
  headers: Readonly<Record<string, string>>
}

/** False when this delivery has arrived before; that it was read is known for longer than what was in it. */
export async function storeDelivery(db: D1Database, delivered: Delivered): Promise<boolean> {
  const { source, key, receivedAt, body, headers } = delivered
  const { meta } = await db
    .prepare(
      `insert into inbox (source, key, received_at, body, headers) select ?1, ?2, ?3, ?4, ?5
       where not exists (select 1 from inbox_reads where source = ?1 and key = ?2) on conflict do nothing`,
    )
    .bind(source, key, receivedAt, body, JSON.stringify(headers))
    .run()
  return meta.changes > 0
}

/** Read together: so many, and no more than fits well into a Worker's 128 MB. */
const MOST_AT_ONCE = 200
const MOST_BYTES = 8_000_000

/** At least one, however large it is. */
export async function unreadDeliveries(db: D1Database): Promise<Delivered[]> {
  const { results } = await db
    .prepare(
      `select source, key, received_at as receivedAt, body, headers from
       (select *, sum(length(body)) over (order by received_at, rowid) - length(body) as before from
         (select rowid, * from inbox where is_unread = 1 order by received_at, rowid limit ${MOST_AT_ONCE}))
       where before < ${MOST_BYTES}`,
    )
    .all<Row>()
  return results.map(deliveredOf)
}

/** What a silence keeps back. It has no index, so nobody asks unless there is a silence. */
export async function heldDeliveries(db: D1Database): Promise<Delivered[]> {
  const { results } = await db
    .prepare(
      `select source, key, received_at as receivedAt, body, headers from inbox where is_unread = 2
       order by received_at, rowid`,
    )
    .all<Row>()
  return results.map(deliveredOf)
}

type Row = Omit<Delivered, 'headers'> & { headers: string }

function deliveredOf(row: Row): Delivered {
  return { ...row, headers: fromJson<Record<string, string>>(row.headers) }
}
