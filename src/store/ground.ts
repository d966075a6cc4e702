// Everything a round of the desk has to know, in one statement.

import type { Deploy } from '../core/deploy.ts'
import type { Ground } from '../core/ground.ts'
import { DAY, type Instant, minuteOf } from '../core/time.ts'
import { VOUCHING_MS } from '../core/vouch.ts'
import { RING } from './minutes.ts'
import { askAll, fromJson } from './sql.ts'

/** How far back a deploy can still be suspected or gone back to. */
const DEPLOYS_KEPT_MS = 60 * DAY
const MOST_DEPLOYS = 200

const GROUND = askAll({
  newestMinute: 'select coalesce(max(minute), 0) from clock',
  nextNumber: 'select coalesce(max(number), 0) + 1 from board',
  incidents: `select json_group_array(json(state)) from incidents
    where ended_at is null or ended_at > ?2 or ref in (select value from json_each(?3)
      union select incident from timers where fired_at is null and due_at <= ?1
      union select incident from rollbacks where state in ('ordered', 'changed', 'unknown'))`,
  troubles: 'select json_group_array(json(health)) from troubles',
  holds: `select json_group_array(json_object('id', id, 'scope', scope, 'service', service, 'author', author,
    'reason', reason, 'until', until_at)) from holds where until_at > ?1`,
  deploys: `select json_group_array(json_object('record', json(record), 'knownGoodAt', known_good_at)) from
    (select * from deploys where finished_at > ?4 order by finished_at desc limit ${MOST_DEPLOYS})`,
  quarantine: `select json_group_array(json_object('service', service, 'sha', sha)) from quarantine`,
  rollbacks: `select json_group_array(json_object('id', id, 'service', service, 'orderedAt', ordered_at,
    'isRunning', json(iif(state in ('ordered', 'changed', 'unknown'), 'true', 'false')))) from rollbacks
    where ordered_at > ?5 or state in ('ordered', 'changed', 'unknown')`,
  sightings: 'select json_group_object(service, at) from sightings',
  tenants: `select json_group_array(json_object('id', id, 'name', name, 'services', json(services),
    'features', json(features))) from tenants where is_active = 1`,
  timers: `select json_group_array(json_object('key', key, 'kind', kind, 'incident', incident, 'dueAt', due_at))
    from timers where fired_at is null and due_at <= ?1`,
  completed: `select json_group_array(minute) from samples
    where block = 0 and slot in (select value from json_each(?6)) and minute > ?7`,
})

type GroundRow = { [Name in keyof Ground]: string }
type StoredDeploy = { record: Deploy; knownGoodAt: Instant | null }

export type GroundQuery = { now: Instant; reopenMs: number; refs: readonly string[] }

export async function loadGround(db: D1Database, { now, reopenMs, refs }: GroundQuery): Promise<Ground> {
  const oldest = minuteOf(now - VOUCHING_MS)
  const slots = Array.from({ length: minuteOf(now) - oldest + 1 }, (_, i) => (oldest + i) % RING)
  const row = await db
    .prepare(GROUND)
    .bind(
      now,
      now - reopenMs,
      JSON.stringify(refs),
      now - DEPLOYS_KEPT_MS,
      now - DAY,
      JSON.stringify(slots),
      oldest - 1,
    )
    .first<GroundRow>()
  if (row === null) throw new Error('a select without a table gave no row')
  return {
    newestMinute: Number(row.newestMinute),
    nextNumber: Number(row.nextNumber),
    incidents: fromJson(row.incidents),
    troubles: fromJson(row.troubles),
    holds: fromJson(row.holds),
    deploys: fromJson<StoredDeploy[]>(row.deploys).map(({ record, knownGoodAt }) => ({ ...record, knownGoodAt })),
    quarantine: fromJson(row.quarantine),
    rollbacks: fromJson(row.rollbacks),
    sightings: fromJson(row.sightings),
    tenants: fromJson(row.tenants),
    timers: fromJson(row.timers),
    completed: fromJson(row.completed),
  }
}
