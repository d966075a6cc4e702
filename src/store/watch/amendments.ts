// Looks and what was added up from them, of one block and some time: read at once, and written back in one batch.

import type { Standing, StoredRollups } from '../../core/kept/rollup.ts'
import type { Layout, SampleRow } from '../../core/kept/sample.ts'
import { askAll, fromJson } from '../sql.ts'
import { HOURS_RING, RING } from './retention.ts'

export type Span = { block: number; from: number; to: number }

export type Kept = {
  rows: SampleRow[]
  layouts: Layout[]
  hours: { hour: number; data: StoredRollups }[]
  days: { day: number; data: StoredRollups }[]
  standing: Standing | null
}

const KEPT = askAll({
  rows: `select json_group_array(json_object('block', block, 'minute', minute, 'data', json(data))) from samples
    where block = ?1 and minute >= ?2 and minute <= ?3`,
  layouts: `select json_group_array(json_object('name', name, 'monitors', json(monitors))) from layouts`,
  hours: `select json_group_array(json_object('hour', hour, 'data', json(data))) from hours
    where block = ?1 and hour >= ?2 / 60 and hour <= ?3 / 60`,
  days: `select json_group_array(json_object('day', day, 'data', json(data))) from days
    where block = ?1 and day >= ?2 / 1440 and day <= ?3 / 1440`,
  standing: `select json_object('hour', hour, 'services', json(data)) from standing where block = ?1`,
})

export async function loadKept(db: D1Database, { block, from, to }: Span): Promise<Kept> {
  const row = await db
    .prepare(KEPT)
    .bind(block, from, to)
    .first<Record<Exclude<keyof Kept, 'standing'>, string> & { standing: string | null }>()
  if (row === null) throw new Error('a select without a table gave no row')
  return {
    rows: fromJson(row.rows),
    layouts: fromJson(row.layouts),
    hours: fromJson(row.hours),
    days: fromJson(row.days),
    standing: row.standing === null ? null : fromJson(row.standing),
  }
}

/** What has been overwritten or counted further meanwhile stays as it is. */
export async function writeKept(db: D1Database, block: number, kept: Omit<Kept, 'layouts'>): Promise<void> {
  const { rows, hours, days, standing } = kept
  const statements = [
    db
      .prepare(
        `insert into samples (block, slot, minute, data)
         select ?2, value->>'minute' % ${RING}, value->>'minute', value->>'data' from json_each(?1) where true
         on conflict (block, slot) do update set data = excluded.data where samples.minute = excluded.minute`,
      )
      .bind(JSON.stringify(rows), block),
    db
      .prepare(
        `insert into hours (block, slot, hour, data)
         select ?2, value->>'hour' % ${HOURS_RING}, value->>'hour', value->>'data' from json_each(?1) where true
         on conflict (block, slot) do update set data = excluded.data where hours.hour = excluded.hour`,
      )
      .bind(JSON.stringify(hours), block),
    db
      .prepare(
        `insert into days (block, day, data) select ?2, value->>'day', value->>'data' from json_each(?1) where true
         on conflict (block, day) do update set data = excluded.data`,
      )
      .bind(JSON.stringify(days), block),
  ]
  if (standing !== null) {
    const counted = db.prepare('update standing set data = ?3 where block = ?1 and hour = ?2')
    statements.push(counted.bind(block, standing.hour, JSON.stringify(standing.services)))
  }
  await db.batch(statements)
}
