// What single monitors saw over the last minutes, taken out of their blocks inside the database.

import type { SampleRow } from '../../core/kept/sample.ts'
import { fromJson, listOf } from '../sql.ts'
import { placesOf } from './retention.ts'

/** Where a monitor's looks are: the entry of its block's rows, under the layout that put them there. */
export type WindowQuery = { monitor: string; block: number; entry: number; layout: string; minutes: number }

export type WindowRow = { monitor: string; minute: number; looks: string }

/** Oldest first, without the minute that is asked from. */
export async function loadWindows(
  db: D1Database,
  minute: number,
  windows: readonly WindowQuery[],
): Promise<WindowRow[]> {
  if (windows.length === 0) return []
  const longest = Math.max(...windows.map(({ minutes }) => minutes))
  const { results } = await db
    .prepare(
      `select it.value->>'monitor' as monitor, minute, data->>('$[' || (it.value->>'entry') || ']') as looks
       from json_each(?1) as it join samples on block = it.value->>'block' and slot in ${placesOf('?2')}
       where minute < ?3 and minute >= ?3 - (it.value->>'minutes') and data->>0 = it.value->>'layout' order by minute`,
    )
    .bind(JSON.stringify(windows), listOf(minute - longest, minute), minute)
    .all<WindowRow>()
  return results
}

/** Whole rows of the minutes up to this one, oldest first. */
export async function loadRows(db: D1Database, minute: number, { minutes, blocks }: RowsQuery): Promise<SampleRow[]> {
  const { results } = await db
    .prepare(
      `select block, minute, data from samples where block in (select value from json_each(?1))
       and slot in ${placesOf('?2')} and minute > ?3 and minute <= ?4 order by minute`,
    )
    .bind(JSON.stringify(blocks), listOf(minute - minutes + 1, minute + 1), minute - minutes, minute)
    .all<Omit<SampleRow, 'data'> & { data: string }>()
  return results.map(({ data, ...row }) => ({ ...row, data: fromJson(data) }))
}

export type RowsQuery = { minutes: number; blocks: readonly number[] }
