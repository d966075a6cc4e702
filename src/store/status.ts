// What the status page reads: one statement, rows in proportion to what is watched and what is wrong, never to history.

import type { Incident } from '../core/incident/incident.ts'
import { type DayTally, type Standing, sumStandings } from '../core/kept/rollup.ts'
import { DAY } from '../core/time.ts'
import type { Health } from '../core/watch/health.ts'
import type { Maintenance } from '../core/watch/maintenance.ts'
import { askAll, fromJson } from './sql.ts'
import { type Asking, MAINTENANCE, readMaintenance } from './watch/maintenance.ts'
import { RING } from './watch/retention.ts'

const RECENT_MS = 7 * DAY
const MOST_INCIDENTS = 30

const STANDING = `select json_object('hour', hour, 'services', json(data)) as standing from standing`

const STATUS = askAll({
  newest: `select json_object('minute', minute, 'begun', (select minute from clock)) from samples
    where block = 0 and minute <= (select minute from clock)
    and slot in (select ((select minute from clock) - value) % ${RING} from json_each('[0,1,2,3,4,5]'))
    order by minute desc limit 1`,
  troubles: 'select json_group_array(json(health)) from troubles',
  incidents: `select json_group_array(json(state)) from (select state from incidents
    where ended_at is null or ended_at > ?1 order by detected_at desc limit ${MOST_INCIDENTS})`,
  maintenance: `select ${MAINTENANCE} from maintenance where until_at > ?2`,
  standing: `select json_group_array(json_object('hour', hour, 'services', json(data))) from standing`,
  clock: `select json_object('minute', minute, 'begun', begun) from clock`,
})

export type StatusFacts = {
  /** The newest minute that was measured; null: none, or none for so long that it does not matter. */
  measuredMinute: number | null
  troubles: Health[]
  incidents: Incident[]
  /** What goes on, and what is still to come. */
  maintenance: Maintenance[]
  /** By service, the newest day first. */
  standing: Record<string, DayTally[]>
  /** A letter for each of the last minutes; null before the first. */
  clock: { minute: number; begun: string } | null
}

type StatusRow = { newest: string | null; clock: string | null } & {
  [Name in 'troubles' | 'incidents' | 'maintenance' | 'standing']: string
}

export async function readStatus(db: D1Database, asking: Asking): Promise<StatusFacts> {
  const { now } = asking
  const row = await db
    .prepare(STATUS)
    .bind(now - RECENT_MS, now)
    .first<StatusRow>()
  if (row === null) throw new Error('a select without a table gave no row')
  return {
    measuredMinute: row.newest === null ? null : fromJson<{ minute: number }>(row.newest).minute,
    troubles: fromJson(row.troubles),
    incidents: fromJson(row.incidents),
    maintenance: readMaintenance(row.maintenance, asking),
    standing: sumStandings(fromJson<Standing[]>(row.standing)),
    clock: row.clock === null ? null : fromJson(row.clock),
  }
}

/** Ninety days of every service, the newest day first. */
export async function readStanding(db: D1Database): Promise<StatusFacts['standing']> {
  const { results } = await db.prepare(STANDING).all<{ standing: string }>()
  return sumStandings(results.map(({ standing }) => fromJson<Standing>(standing)))
}

/** What the watcher knows of its own minutes; null before the first. */
export async function readClock(db: D1Database): Promise<StatusFacts['clock']> {
  return await db.prepare('select minute, begun from clock').first<{ minute: number; begun: string }>()
}
