// Everything a round of the desk has to know, in one statement.

import type { Ground } from '../core/desk/ground.ts'
import { VOUCHING_MS } from '../core/desk/vouch.ts'
import { MUTED_MS } from '../core/incident/dismiss.ts'
import type { Layout, SampleRow } from '../core/kept/sample.ts'
import type { Deploy } from '../core/rollback/deploy.ts'
import { DAY, type Instant, minuteOf } from '../core/time.ts'
import { MONITOR } from '../core/watch/signal.ts'
import { schemaProblem } from './schema-version.ts'
import { askAll, fromJson, listOf } from './sql.ts'
import { type Asking, MAINTENANCE, readMaintenance } from './watch/maintenance.ts'
import { placesOf } from './watch/retention.ts'
import { SILENCES } from './watch/silences.ts'

/** How far back a deploy can still be suspected or gone back to. */
const DEPLOYS_KEPT_MS = 60 * DAY

/** Of each service and environment: busy staging must not push out what production can go back to. */
const MOST_DEPLOYS = 20

const GROUND = askAll({
  newestMinute: 'select coalesce(max(minute), 0) from clock',
  nextNumber: 'select coalesce(max(number), 0) + 1 from board',
  incidents: `select json_group_array(json(state)) from incidents
    where ended_at is null or ended_at > ?2 or (ended_at > ?6 and state->>'dismissedAt' is not null) or ref in (select value from json_each(?3)
      union select incident from timers where fired_at is null and due_at <= ?1
      union select incident from rollbacks where state in ('ordered', 'changed', 'unknown'))`,
  troubles: 'select json_group_array(json(health)) from troubles',
  holds: `select json_group_array(json_object('id', id, 'scope', scope, 'service', service, 'author', author,
    'reason', reason, 'until', until_at)) from holds where until_at > ?1`,
  deploys: `select json_group_array(json_object('record', json(record), 'knownGoodAt', known_good_at)) from
    (select * from (select *, row_number() over
      (partition by service, record->>'environment' order by finished_at desc) as age from deploys where finished_at > ?4)
     where age <= ${MOST_DEPLOYS} order by finished_at desc)`,
  earlier: `select json_group_array(json_object('key', key, 'incident', incident)) from signals
    where key in (select '${MONITOR}:' || monitor from troubles)`,
  quarantine: `select json_group_array(json_object('service', service, 'sha', sha)) from quarantine`,
  rollbacks: `select json_group_array(json_object('id', id, 'service', service, 'orderedAt', ordered_at,
    'isRunning', json(iif(state in ('ordered', 'changed', 'unknown'), 'true', 'false')))) from rollbacks
    where ordered_at > ?5 or state in ('ordered', 'changed', 'unknown')`,
  sightings: 'select json_group_object(service, at) from sightings',
  maintenance: `select ${MAINTENANCE} from maintenance where until_at > ?5`,
  silences: `select ${SILENCES} from silences where until_at > ?1`,
  tenants: `select json_group_array(json_object('id', id, 'name', name, 'services', json(services),
    'features', json(features), 'isReachable', json(iif(exists (select 1 from contacts where tenant = tenants.id),
    'true', 'false')))) from tenants where is_active = 1`,
  hasUnread: 'select exists (select 1 from inbox where is_unread = 1)',
  duties: `select json_group_array(json_object('key', key, 'kind', kind, 'incident', incident, 'what', what,
    'owner', owner, 'dueAt', due_at, 'remindAt', remind_at)) from duties where done_at is null and remind_at <= ?1`,
  absent: 'select json_group_array(distinct responder) from absences where from_at <= ?1 and until_at > ?1',
  timers: `select json_group_array(json_object('key', key, 'kind', kind, 'incident', incident, 'dueAt', due_at))
    from timers where fired_at is null and due_at <= ?1`,
  migrations: 'select count(*) from d1_migrations',
})

type GroundRow = { [Name in Exclude<keyof Ground, 'passes'>]: string } & { migrations: number }
type StoredDeploy = { record: Deploy; knownGoodAt: Instant | null }

export type GroundQuery = Asking & { reopenMs: number; refs: readonly string[] }

export async function loadGround(db: D1Database, query: GroundQuery): Promise<Ground> {
  const { now, reopenMs, refs } = query
  const row = await db
    .prepare(GROUND)
    .bind(now, now - reopenMs, JSON.stringify(refs), now - DEPLOYS_KEPT_MS, now - DAY, now - MUTED_MS)
    .first<GroundRow>()
  if (row === null) throw new Error('a select without a table gave no row')
  const problem = schemaProblem(row.migrations)
  if (problem !== null) throw new Error(problem)
  return {
    newestMinute: Number(row.newestMinute),
    nextNumber: Number(row.nextNumber),
    incidents: fromJson(row.incidents),
    troubles: fromJson(row.troubles),
    holds: fromJson(row.holds),
    deploys: fromJson<StoredDeploy[]>(row.deploys).map(({ record, knownGoodAt }) => ({ ...record, knownGoodAt })),
    earlier: fromJson(row.earlier),
    quarantine: fromJson(row.quarantine),
    rollbacks: fromJson(row.rollbacks),
    sightings: fromJson(row.sightings),
    maintenance: readMaintenance(row.maintenance, query),
    silences: fromJson(row.silences),
    tenants: fromJson(row.tenants),
    hasUnread: Number(row.hasUnread) === 1,
    duties: fromJson(row.duties),
    absent: fromJson(row.absent),
    timers: fromJson(row.timers),
    passes: [],
  }
}

const SAMPLES = `from samples where block in (select value from json_each(?1))
  and slot in ${placesOf('?2')} and minute >= ?3`

const KEPT = askAll({
  rows: `select json_group_array(json_object('block', block, 'minute', minute, 'data', json(data))) ${SAMPLES}`,
  layouts: `select json_group_array(json_object('name', name, 'monitors', json(monitors))) from layouts
    where name in (select distinct data->>0 ${SAMPLES})`,
})

export type Kept = { rows: SampleRow[]; layouts: Layout[] }

/** The samples that may vouch for something, of the blocks that are asked for, and whose their entries are. */
export async function loadSamples(db: D1Database, blocks: readonly number[], now: Instant): Promise<Kept> {
  if (blocks.length === 0) return { rows: [], layouts: [] }
  const oldest = minuteOf(now - VOUCHING_MS)
  const row = await db
    .prepare(KEPT)
    .bind(JSON.stringify(blocks), listOf(oldest, minuteOf(now) + 1), oldest)
    .first<{ rows: string; layouts: string }>()
  return { rows: fromJson(row?.rows ?? '[]'), layouts: fromJson(row?.layouts ?? '[]') }
}
