// Claiming a minute, what it has to know before it begins, and the samples it leaves behind.

import type { Block } from '../../core/kept/sample.ts'
import type { Runbook } from '../../core/runbook.ts'
import { DAY, type Instant, MINUTE } from '../../core/time.ts'
import type { Heartbeat, Reading } from '../../core/watch/facts.ts'
import type { Health } from '../../core/watch/health.ts'
import type { Maintenance } from '../../core/watch/maintenance.ts'
import { DEPLOY_UNDER_WAY_MS, DEPLOY_WATCH_MS, type FreshDeploy } from '../../core/watch/plan.ts'
import { schemaProblem } from '../schema-version.ts'
import { askAll, fromJson } from '../sql.ts'
import { type Asking, MAINTENANCE, readMaintenance } from './maintenance.ts'
import { RETENTION, RING } from './retention.ts'

/** Two days of minutes, however long their samples are kept. */
export const LETTERS = 2_880

/** So many of a letter; SQLite has no function that repeats one. */
const times = (count: string, letter: string) => `replace(hex(zeroblob(${count})), '00', '${letter}')`

/**
 * One letter for each of the last minutes, the newest last: 1 begun, 0 skipped, a dash before anybody began. A minute that
 * comes late takes its place among them; one that was begun before, or is older than all of them, takes none.
 */
const CLAIM = `insert into clock (id, minute, begun) values (1, ?1, ${times(`${LETTERS} - 1`, '-')} || '1')
  on conflict (id) do update set
   begun = case when ?1 > minute
    then substr(begun || ${times(`min(?1 - minute - 1, ${LETTERS})`, '0')} || '1', -${LETTERS})
    else substr(begun, 1, length(begun) - (minute - ?1) - 1) || '1' || substr(begun, length(begun) - (minute - ?1) + 1) end,
   minute = max(minute, ?1)
  where ?1 > minute or (minute - ?1 < length(begun) and substr(begun, length(begun) - (minute - ?1), 1) <> '1')`.replaceAll(
  '?1',
  'cast(?1 as integer)',
)

export type MinuteGround = {
  newestMinute: number
  /** As the rings are laid out; the runbook may say otherwise by now. */
  retention: Runbook['retention']
  /** One of the minutes just before was begun and has kept nothing yet: it may still be under way. */
  isOverlapped: boolean
  /** Which of the minutes just before were begun, a letter each. */
  before: string
  /** Minutes of the last hour in which nobody came. */
  skipped: number
  /** The last one before this whose samples were kept; a day back when none was for minutes, so that all is looked at. */
  measuredMinute: number
  troubles: Health[]
  hasOpenIncidents: boolean
  /** Instants at which something is due in this minute or before it, in order. */
  due: Instant[]
  hasUnread: boolean
  owed: number
  /** Names of those layouts that are stored. */
  layouts: string[]
  maintenance: Maintenance[]
  deploys: FreshDeploy[]
  errands: Record<string, number>
  heartbeats: Record<string, Heartbeat>
  readings: Record<string, Reading>
}

/** Longer than a minute can take or come late. */
const NEAR = 15

const AGO = JSON.stringify(Array.from({ length: NEAR }, (_, before) => before + 1))

/** The rows that the minutes just before have left, of the block that every minute has. */
const JUST_BEFORE = `block = 0 and minute < ?3 and minute >= ?3 - ${NEAR}
  and slot in (select (cast(?3 as integer) - value) % ${RING} from json_each('${AGO}'))`

/** Their letters. Whoever begins one of them while this one is under way changes them. */
const BEFORE = `select substr(begun, length(begun) - (minute - ?3) - ${NEAR}, ${NEAR}) from clock`

const MINUTE_GROUND = askAll({
  migrations: 'select count(*) from d1_migrations',
  newestMinute: 'select minute from clock',
  retention: RETENTION,
  before: BEFORE,
  kept: `select count(*) from samples where ${JUST_BEFORE}`,
  skipped: `select length(recent) - length(replace(recent, '0', '')) from (select substr(begun, -60) as recent from clock)`,
  measuredMinute: `select max(minute) from samples where ${JUST_BEFORE}`,
  troubles: `select json_group_array(json(health)) from troubles`,
  open: 'select exists (select 1 from incidents where ended_at is null)',
  due: `select json_group_array(due_at) from (select distinct due_at from timers where fired_at is null and due_at < ?2
    order by due_at)`,
  unread: 'select exists (select 1 from inbox where is_unread = 1)',
  owed: `select count(*) from outbox where state = 'owed' and not_before <= ?1`,
  layouts: `select json_group_array(name) from layouts where name in (select value from json_each(?4))`,
  maintenance: `select ${MAINTENANCE} from maintenance where until_at > ?1 and from_at <= ?2`,
  deploys: `select json_group_array(json_object('service', service, 'finishedAt', finished_at)) from deploys
    where finished_at > ?1 - ${DEPLOY_WATCH_MS} or (finished_at is null and reported_at > ?1 - ${DEPLOY_UNDER_WAY_MS})`,
  errands: 'select json_group_object(monitor, slot) from errands',
  heartbeats: `select json_group_object(monitor, json_object('startedAt', started_at, 'endedAt', ended_at,
    'exitCode', exit_code, 'runMs', run_ms)) from heartbeats`,
  readings: `select json_group_object(monitor, json_object('at', at, 'count', count, 'sum', sum, 'least', least,
    'most', most, 'latest', latest)) from readings`,
})

/** Everything that comes as JSON; the rest comes as it is. */
type AsJson =
  | 'retention'
  | 'troubles'
  | 'due'
  | 'layouts'
  | 'maintenance'
  | 'deploys'
  | 'errands'
  | 'heartbeats'
  | 'readings'
type MinuteRow = { [Name in AsJson]: string } & {
  migrations: number
  newestMinute: number
  before: string
  kept: number
  skipped: number
  measuredMinute: number | null
  open: number
  unread: number
  owed: number
}

export type MinuteQuery = Asking & { minute: number; layouts: readonly string[] }

/** Claims a minute and says what it has to know; null when somebody has claimed it before: a doubled cron run ends here. */
export async function beginMinute(db: D1Database, query: MinuteQuery): Promise<MinuteGround | null> {
  const { minute, now, layouts } = query
  const claim = db.prepare(CLAIM).bind(minute)
  const load = db.prepare(MINUTE_GROUND).bind(now, now + MINUTE, minute, JSON.stringify(layouts))
  const [claimed, loaded] = await db.batch([claim, load])
  if (claimed?.meta.changes === 0) return null
  const row = loaded?.results[0] as MinuteRow | undefined
  if (row === undefined) throw new Error('a select without a table gave no row')
  const problem = schemaProblem(row.migrations)
  if (problem !== null) throw new Error(problem)
  return {
    newestMinute: row.newestMinute,
    retention: fromJson(row.retention),
    before: row.before,
    isOverlapped: row.newestMinute === minute && row.before.replaceAll(/[^1]/g, '').length > row.kept,
    skipped: row.skipped,
    measuredMinute: row.measuredMinute ?? minute - DAY / MINUTE,
    troubles: fromJson(row.troubles),
    hasOpenIncidents: row.open === 1,
    due: fromJson(row.due),
    hasUnread: row.unread === 1,
    owed: row.owed,
    layouts: fromJson(row.layouts),
    maintenance: readMaintenance(row.maintenance, query),
    deploys: fromJson(row.deploys),
    errands: fromJson(row.errands),
    heartbeats: fromJson(row.heartbeats),
    readings: fromJson(row.readings),
  }
}

/** What fell due while the minute ran is not in what was loaded at its beginning. */
export async function loadDue(db: D1Database, until: Instant): Promise<Instant[]> {
  const { results } = await db
    .prepare('select distinct due_at as at from timers where fired_at is null and due_at < ?1 order by due_at')
    .bind(until)
    .all<{ at: Instant }>()
  return results.map(({ at }) => at)
}

/** Longer than any lease and any retry of a single minute. */
const LEFT_BEHIND_MS = 3 * MINUTE

/** What should have been done minutes ago: the audit that comes before anybody is told that all is well. */
export async function countLeftBehind(db: D1Database, now: Instant): Promise<number> {
  const row = await db
    .prepare(
      `select (select count(*) from timers where fired_at is null and due_at <= ?1)
       + (select count(*) from outbox where state = 'owed' and not_before <= ?1)
       + (select count(*) from inbox where is_unread = 1 and received_at <= ?1) as count`,
    )
    .bind(now - LEFT_BEHIND_MS)
    .first<{ count: number }>()
  return row?.count ?? 0
}

export type MinuteSamples = { minute: number; blocks: readonly Block[]; known: readonly string[] }

/**
 * A minute that comes late never overwrites the newer one that took its place in the ring. Says which of the minutes just
 * before were begun by now; null where nothing was kept.
 */
export async function writeSamples(db: D1Database, { minute, blocks, known }: MinuteSamples): Promise<string | null> {
  const rows = blocks.map(({ block, data }) => ({ block, data }))
  const fresh = blocks.map(({ layout }) => layout).filter(({ name }) => !known.includes(name))
  const samples = db
    .prepare(
      `insert into samples (block, slot, minute, data)
       select value->>'block', cast(?2 as integer) % ${RING}, ?2, value->'data' from json_each(?1) where true
       on conflict (block, slot) do update set minute = excluded.minute, data = excluded.data
       where excluded.minute > samples.minute
       returning (${BEFORE.replace('?3', '?2')}) as before`,
    )
    .bind(JSON.stringify(rows), minute)
  const [kept] = await db.batch<{ before: string }>(fresh.length === 0 ? [samples] : [samples, keepLayouts(db, fresh)])
  return kept?.results[0]?.before ?? null
}

function keepLayouts(db: D1Database, layouts: readonly Block['layout'][]): D1PreparedStatement {
  return db
    .prepare(
      `insert into layouts (name, monitors) select value->>'name', value->'monitors' from json_each(?1) where true
       on conflict do nothing`,
    )
    .bind(JSON.stringify(layouts))
}
