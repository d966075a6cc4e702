// Closed hours, closed days and what the page says of them. Every write is one row, and repeating it changes nothing.

import type { Standing, StoredRollups } from '../../core/kept/rollup.ts'
import type { Layout, SampleRow } from '../../core/kept/sample.ts'
import { askAll, fromJson, listOf } from '../sql.ts'
import { HOURS_RING, placesOf, RING } from './retention.ts'

/** How far a block has come. */
export type Cursor = {
  block: number
  /** The hour up to which its standing counts; null: none yet. */
  counted: number | null
  /** The minute from which on nothing is counted; null: it was never sampled. */
  since: number | null
  /** Whether the hour of `since` has been folded, and whether the day of `counted` has. */
  isFolded: boolean
  isDayFolded: boolean
}

/**
 * Of all blocks that were ever sampled: what one saw that the runbook has outgrown is still folded. One without a standing
 * begins with its first sample; text that is no list was written by an older house. What has left the ring is passed over.
 */
const CURSORS = `with recursive
  blocks(block) as (select 0 union all select block + 1 from blocks where block < (select max(block) from samples)),
  cursors as materialized (
    select blocks.block, hour as counted, max((cast(?1 as integer) - ${RING} + 60) / 60 * 60, coalesce((hour + 1) * 60,
      (select min(minute) from samples where samples.block = blocks.block and json_valid(data)))) as since
    from blocks left join standing on standing.block = blocks.block)
  select json_group_array(json_object('block', block, 'counted', counted, 'since', since,
    'isFolded', json(iif(exists (select 1 from hours where hours.block = cursors.block
      and slot = since / 60 % ${HOURS_RING} and hour = since / 60), 'true', 'false')),
    'isDayFolded', json(iif(exists (select 1 from days where days.block = cursors.block
      and day = counted / 24), 'true', 'false')))) as cursors
  from cursors`

export async function loadCursors(db: D1Database, minute: number): Promise<Cursor[]> {
  const row = await db.prepare(CURSORS).bind(minute).first<{ cursors: string }>()
  return fromJson(row?.cursors ?? '[]')
}

/** From a minute to the end of its hour, which is not part of it any more. */
export type HourSpan = { block: number; from: number; to: number }
export type HourSamples = { rows: SampleRow[]; came: number[]; layouts: Layout[] }

/** A ring is whole hours, so an hour lies in it in one piece. */
const OF_HOUR = `minute >= ?2 and minute < ?3 and slot >= ?2 % ${RING} and slot < ?2 % ${RING} + ?3 - ?2`

/** All blocks of a minute are written in one statement, so the first one knows whether anybody came. */
const HOUR = askAll({
  rows: `select json_group_array(json_object('block', block, 'minute', minute, 'data', json(data)))
    from (select * from samples where block = ?1 and ${OF_HOUR} order by slot)`,
  came: `select json_group_array(minute) from (select minute from samples where block = 0 and ${OF_HOUR} order by slot)`,
  layouts: `select json_group_array(json_object('name', name, 'monitors', json(monitors))) from layouts
    where name in (select data ->> 0 from samples where block = ?1 and ${OF_HOUR})`,
})

export async function readHour(db: D1Database, { block, from, to }: HourSpan): Promise<HourSamples> {
  const row = await db.prepare(HOUR).bind(block, from, to).first<Record<keyof HourSamples, string>>()
  if (row === null) throw new Error('a select without a table gave no row')
  return { rows: fromJson(row.rows), came: fromJson(row.came), layouts: fromJson(row.layouts) }
}

export type HourKey = { block: number; hour: number }

export async function writeHour(db: D1Database, { block, hour }: HourKey, data: StoredRollups): Promise<void> {
  await db
    .prepare(
      `insert into hours (block, slot, hour, data) values (?1, ?2 % ${HOURS_RING}, ?2, ?3)
       on conflict (block, slot) do update set hour = excluded.hour, data = excluded.data
       where excluded.hour > hours.hour`,
    )
    .bind(block, hour, JSON.stringify(data))
    .run()
}

const BEFORE_COUNTING = askAll({
  hour: `select data from hours where block = ?1 and slot = ?2 % ${HOURS_RING} and hour = ?2`,
  standing: `select json_object('hour', hour, 'services', json(data)) from standing where block = ?1`,
})

/** A folded hour, and the standing that has yet to count it. */
export async function readUncounted(
  db: D1Database,
  { block, hour }: HourKey,
): Promise<{ hour: StoredRollups; standing: Standing | null }> {
  const row = await db
    .prepare(BEFORE_COUNTING)
    .bind(block, hour)
    .first<{ hour: string | null; standing: string | null }>()
  return { hour: fromJson(row?.hour ?? '{}'), standing: row?.standing ? fromJson(row.standing) : null }
}

/** The one that counts further wins. */
export async function writeStanding(db: D1Database, block: number, { hour, services }: Standing): Promise<void> {
  await db
    .prepare(
      `insert into standing (block, hour, data) values (?1, ?2, ?3)
       on conflict (block) do update set hour = excluded.hour, data = excluded.data
       where excluded.hour > standing.hour`,
    )
    .bind(block, hour, JSON.stringify(services))
    .run()
}

export type DayKey = { block: number; day: number }

export async function readHoursOfDay(db: D1Database, { block, day }: DayKey): Promise<StoredRollups[]> {
  const { results } = await db
    .prepare(
      `select data from hours where block = ?1 and slot in ${placesOf('?2', HOURS_RING)} and hour / 24 = ?3 order by hour`,
    )
    .bind(block, listOf(day * 24, (day + 1) * 24), day)
    .all<{ data: string }>()
  return results.map(({ data }) => fromJson(data))
}

export async function writeDay(db: D1Database, { block, day }: DayKey, data: StoredRollups): Promise<void> {
  await db
    .prepare('insert into days (block, day, data) values (?1, ?2, ?3) on conflict (block, day) do nothing')
    .bind(block, day, JSON.stringify(data))
    .run()
}
