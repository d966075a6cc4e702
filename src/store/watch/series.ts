// One monitor over time. What was kept is told apart by the monitor's name, so it outlives every change of the runbook.

import { DAY, HOUR, type Instant, MINUTE } from '../../core/time.ts'
import { addRollups, type Rollup, readRollup } from '../../core/watch/rollup.ts'
import { type KeptLook, type Minute, readLooks } from '../../core/watch/sample.ts'
import { RETENTION, type Retention } from './rollups.ts'

/** `to` itself does not belong to it. */
export type SeriesQuery = { monitor: string; from: Instant; to: Instant }

/** Blocks are numbered without a gap, so that the ring's places can be asked for in each. A row is told by how it begins. */
const MINUTES = `with recursive blocks(block) as
    (select 0 union all select block + 1 from blocks where block < (select max(block) from samples)),
  places(name, place) as materialized (select name, key + 1 from layouts, json_each(monitors) where value = ?1)
  select minute, data ->> place as entry from blocks
  join samples on samples.block = blocks.block and slot in (select value from json_each(?2))
  join places on instr(data, '["' || name || '"') = 1
  where minute >= ?3 and minute < ?4 order by minute`

/** With what each place saw, where it was kept. */
export type KeptMinute = Minute & { looks: KeptLook[] }

/** As far back as the ring goes; a minute in which the monitor was not due is left out. */
export async function readMinutes(
  db: D1Database,
  { monitor, from, to }: SeriesQuery,
  { minutes: ring }: Retention = RETENTION,
): Promise<KeptMinute[]> {
  const end = Math.ceil(to / MINUTE)
  const begin = Math.max(Math.ceil(from / MINUTE), end - ring)
  const slots = Array.from({ length: Math.max(0, end - begin) }, (_, ahead) => (begin + ahead) % ring)
  const { results } = await db
    .prepare(MINUTES)
    .bind(monitor, JSON.stringify(slots), begin, end)
    .all<{ minute: number; entry: string }>()
  return results
    .filter(({ entry }) => entry !== '')
    .map(({ minute, entry }) => ({ minute, monitor, looks: readLooks(entry) }))
}

export type Point = Rollup & { at: Instant }

const SERIES = {
  hours: { ms: HOUR, statement: seriesOf('hours', 'hour') },
  days: { ms: DAY, statement: seriesOf('days', 'day') },
} as const

/** Grouped, because a ring whose length was changed may hold an hour twice. */
function seriesOf(table: string, number: string): string {
  return `select ${number} as number, data ->> ('$."' || ?1 || '"') as text from ${table}
    where block in (select block from standing) and ${number} >= ?2 and ${number} < ?3 and text is not null
    group by block, ${number} order by ${number}`
}

/** One point for every hour or day that is closed and has anything to say; a monitor that changed its block meanwhile is one. */
export async function readSeries(
  db: D1Database,
  { monitor, of, from, to }: SeriesQuery & { of: keyof typeof SERIES },
): Promise<Point[]> {
  const { ms, statement } = SERIES[of]
  const { results } = await db
    .prepare(statement)
    .bind(monitor, Math.ceil(from / ms), Math.ceil(to / ms))
    .all<{ number: number; text: string }>()
  const byNumber = Map.groupBy(results, ({ number }) => number)
  return [...byNumber].map(([number, its]) => ({
    at: number * ms,
    ...addRollups(its.map(({ text }) => readRollup(text))),
  }))
}
