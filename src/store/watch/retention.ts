// How long the rings are. It is stored, so that D1 finds every place by itself and no reader has to know; when the runbook wants
// other lengths, all rows move in one batch.

import type { Runbook } from '../../core/runbook.ts'
import { HOUR, MINUTE } from '../../core/time.ts'

export const RING = '(select ring from clock)'
export const HOURS_RING = '(select hours_ring from clock)'

type Retention = Runbook['retention']

export const RETENTION = `select json_object('samplesMs', ring * ${MINUTE}, 'hoursMs', hours_ring * ${HOUR}) from clock`

/** The places of minutes, or of hours, that come as a list. */
export function placesOf(list: string, ring = RING): string {
  return `(select value % ${ring} from json_each(${list}))`
}

/**
 * Age is counted from the newest row: what is left then fits the ring, and after a long pause the hours of a day that has yet to
 * be closed are still there. A place may be taken by a row that has to go elsewhere, so the way leads over negative ones;
 * what a minute of the old length has written meanwhile must not stop it for ever.
 */
function move(table: string, number: string, ring: string): string[] {
  return [
    `delete from ${table} where ${number} <= (select max(${number}) from ${table}) - ${ring}`,
    `update or replace ${table} set slot = -1 - ${number} % ${ring} where slot <> ${number} % ${ring}`,
    `update or replace ${table} set slot = -1 - slot where slot < 0`,
  ]
}

const MOVES = [...move('samples', 'minute', RING), ...move('hours', 'hour', HOURS_RING)]

/** Done twice, or by two minutes at once, it changes nothing more. */
export async function changeRetention(
  db: D1Database,
  stored: Retention,
  { samplesMs, hoursMs }: Retention,
): Promise<void> {
  if (stored.samplesMs === samplesMs && stored.hoursMs === hoursMs) return
  const lengths = db.prepare('update clock set ring = ?1, hours_ring = ?2').bind(samplesMs / MINUTE, hoursMs / HOUR)
  await db.batch([lengths, ...MOVES.map((sql) => db.prepare(sql))])
}
