// One monitor over time. What was kept is told apart by the monitor's name, so it outlives every change of the runbook.

import { addRollups, type Rollup, readRollup } from '../../core/kept/rollup.ts'
import { type KeptLook, type Minute, readLooks } from '../../core/kept/sample.ts'
import { DAY, HOUR, type Instant, MINUTE } from '../../core/time.ts'
import { listOf } from '../sql.ts'
import { HOURS_RING, placesOf } from './retention.ts'

/** `to` itself does not belong to it. */
export type SeriesQuery = { monitor: string; from: Instant; to: Instant }

/** Blocks are numbered without a gap, so that the ring's places can be asked for in each. A row is told by how it begins. */
const MINUTES = `with recursive blocks(block) as
    (select 0 union all select block + 1 from blocks where block < (select max(block) from samples)),
  places(name, place) as materialized (select name, key + 1 from layouts, json_each(monitors) where value = ?1)
  select minute, data ->> place as entry from blocks
  join samples on samples.block = blocks.block and slot in ${placesOf('?2')}
  join places on instr(data, '["' || name || '"') = 1
  where minute >= ?3 and minute < ?4 order by minute`

/** With what each place saw, where it was kept. */
export type KeptMinute = Minute & { looks: KeptLook[] }

/** As far back as the ring goes; a minute in which the monitor was not due is left out. */
export async function readMinutes(db: D1Database, { monitor, from, to }: SeriesQuery): Promise<KeptMinute[]> {
  const [begin, end] = [Math.ceil(from / MINUTE), Math.ceil(to / MINUTE)]
  const { results } = await db
    .prepare(MINUTES)
    .bind(monitor, listOf(begin, end), begin, end)
    .all<{ minute: number; entry: string }>()
  return results
    .filter(({ entry }) => entry !== '')
    .map(({ minute, entry }) => ({ minute, monitor, looks: readLooks(entry) }))
}

export type Point = Rollup & { at: Instant }

const SERIES = {
  hours: { ms: HOUR, statement: seriesOf('hours', 'hour', `and slot in ${placesOf('?2', HOURS_RING)}`) },
  days: { ms: DAY, statement: seriesOf('days', 'day') },
} as const

function seriesOf(table: string, number: string, placed = ''): string {
  return `select ${number} as number, data ->> ('$."' || ?1 || '"') as text from ${table}
    where block in (select block from standing) and ${number} in (select value from json_each(?2)) ${placed}
    and text is not null order by ${number}`
}

/** One point for every hour or day that is closed and has anything to say; a monitor that changed its block meanwhile is one. */
export async function readSeries(
  db: D1Database,
  { monitor, of, from, to }: SeriesQuery & { of: keyof typeof SERIES },
): Promise<Point[]> {
  const { ms, statement } = SERIES[of]
  const { results } = await db
    .prepare(statement)
    .bind(monitor, listOf(Math.ceil(from / ms), Math.ceil(to / ms)))
    .all<{ number: number; text: string }>()
  const byNumber = Map.groupBy(results, ({ number }) => number)
  return [...byNumber].map(([number, its]) => ({
    at: number * ms,
    ...addRollups(its.map(({ text }) => readRollup(text))),
  }))
}
