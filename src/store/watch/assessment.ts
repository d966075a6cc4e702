// What is stored of how everything stands, for the assessment of an incident: one statement for all of its questions, and one
// for what senders told of late.

import type { Known } from '../../core/assess/known.ts'
import type { LastLook } from '../../core/assess/told.ts'
import { type Standing, sumStandings } from '../../core/kept/rollup.ts'
import { type Place, readLooks } from '../../core/kept/sample.ts'
import { HOUR, type Instant, minuteOf } from '../../core/time.ts'
import type { Delivered } from '../inbox.ts'
import { askAll, fromJson, listOf } from '../sql.ts'
import { placesOf } from './retention.ts'

/** How far back a deploy is told, before the trouble began. */
const SHIPPED_MS = 2 * HOUR
const SEEN_MINUTES = 60

/** A row of samples is told by the layout it begins with; of several the newest with an entry counts. */
const LOOKS = `select value->>'monitor' as monitor, max(minute) as minute, data ->> (value->>'entry') as entry
  from json_each(?3) join samples on block = value->>'block' and slot in ${placesOf('?4')}
  where minute > ?5 and data ->> 0 = value->>'layout' and data ->> (value->>'entry') <> '' group by 1`

const KNOWN = askAll({
  incident: 'select state from incidents where ref = ?1',
  troubles: 'select json_group_array(json(health)) from troubles',
  deploys: `select json_group_array(json(record)) from (select record from deploys
    where coalesce(finished_at, reported_at) >
      min(?2, coalesce((select state->>'outageStartedAt' from incidents where ref = ?1), ?2)) - ${SHIPPED_MS}
    order by coalesce(finished_at, reported_at) desc)`,
  standing: `select json_group_array(json_object('hour', hour, 'services', json(data))) from standing`,
  looks: `select json_group_array(json_object('monitor', monitor, 'minute', minute, 'entry', entry)) from (${LOOKS})`,
  numbers: `select json_group_array(json_object('monitor', monitor, 'at', at, 'latest', latest)) from readings
    where monitor in (select value->>'monitor' from json_each(?3))`,
})

export type AssessmentQuery = { ref: string; now: Instant; places: readonly (Place & { monitor: string })[] }

type KnownRow = { incident: string | null } & { [Name in Exclude<keyof Known, 'incident'>]: string }

/** null: there is no such incident. */
export async function readKnown(db: D1Database, { ref, now, places }: AssessmentQuery): Promise<Known | null> {
  const newest = minuteOf(now)
  const minutes = listOf(newest - SEEN_MINUTES + 1, newest + 1)
  const row = await db
    .prepare(KNOWN)
    .bind(ref, now, JSON.stringify(places), minutes, newest - SEEN_MINUTES)
    .first<KnownRow>()
  if (row === null || row.incident === null) return null
  return {
    incident: fromJson(row.incident),
    troubles: fromJson(row.troubles),
    deploys: fromJson(row.deploys),
    standing: sumStandings(fromJson<Standing[]>(row.standing)),
    looks: fromJson<(Pick<LastLook, 'monitor' | 'minute'> & { entry: string })[]>(row.looks).flatMap(
      ({ monitor, minute, entry }) =>
        readLooks(entry)
          .slice(-1)
          .map((look) => ({ ...look, monitor, minute })),
    ),
    numbers: fromJson(row.numbers),
  }
}

/** Read together: so many, and no more than is worth the time while an incident waits. */
const MOST_DELIVERIES = 200
const MOST_BYTES = 2_000_000

export type Lately = { deliveries: Delivered[]; isMore: boolean }

/** The newest that came within an hour from senders of these kinds; what has not been understood yet is among them. */
export async function deliveriesOfLate(db: D1Database, sources: readonly string[], now: Instant): Promise<Lately> {
  const { results } = await db
    .prepare(
      `select source, key, received_at as receivedAt, body, headers, many from
       (select *, count(*) over () as many, sum(length(body)) over (order by received_at desc, rowid desc) as size from
         (select rowid, * from inbox where received_at > ?2 and source in (select value from json_each(?1))))
       where size < ${MOST_BYTES} limit ${MOST_DELIVERIES}`,
    )
    .bind(JSON.stringify(sources), now - HOUR)
    .all<Omit<Delivered, 'headers'> & { headers: string; many: number }>()
  const deliveries = results.map(({ many: _, headers, ...row }) => ({
    ...row,
    headers: fromJson<Delivered['headers']>(headers),
  }))
  return { deliveries, isMore: (results[0]?.many ?? 0) > results.length }
}
