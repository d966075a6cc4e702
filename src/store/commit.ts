// A round becomes one atomic batch: what happened, what follows from it, and every message owed because of it.
// Guards are inserts that collide; a conditional update that matches nothing would not stop the rest of the batch.

import { nextTry } from '../core/backoff.ts'
import type { Settled } from '../core/desk/ground.ts'
import type { Round } from '../core/desk/round.ts'
import { isOpen } from '../core/incident/incident.ts'
import type { Instant } from '../core/time.ts'
import { addDeploys } from './deploys.ts'
import { addToOutbox, type OwedCall } from './outbox.ts'
import { isCollision } from './sql.ts'

/** False: somebody else was first, nothing of this round is stored, and it has to be decided again. */
export async function commitRound(db: D1Database, round: Round, owed: readonly OwedCall[]): Promise<boolean> {
  const each = over(db, round.now)
  const statements = [
    ...guards(each, round),
    ...projections(each, round),
    ...addDeploys(db, round.deploys, round.now),
    ...consequences(each, round),
    ...owed.map((call) => addToOutbox(db, call, round.now)),
    ...round.settled.map((settled) => settle(db, settled, round.now)),
    ...sight(each, round),
  ]
  if (statements.length === 0) return true
  try {
    await db.batch(statements)
    return true
  } catch (thrown) {
    if (isCollision(thrown)) return false
    throw thrown
  }
}

type Each = (sql: string, rows: readonly unknown[]) => D1PreparedStatement[]

/** Runs a statement once over all rows, as ?1, with the round's instant as ?2; an empty list costs nothing. */
function over(db: D1Database, now: Instant): Each {
  return (sql, rows) => (rows.length === 0 ? [] : [db.prepare(sql).bind(JSON.stringify(rows), now)])
}

function guards(each: Each, { openedNumbers, events, reads, held }: Round): D1PreparedStatement[] {
  return [
    ...each(
      `insert into board (number, incident, at) select value, 'INC-' || value, ?2 from json_each(?1)`,
      openedNumbers,
    ),
    ...each(
      `insert into incident_events (incident, seq, at, event)
       select value->>'incident', value->>'seq', ?2, value->'event' from json_each(?1)`,
      events,
    ),
    ...each(
      `insert into inbox_reads (source, key, read_at, meaning)
       select value->>'source', value->>'key', ?2, value->>'meaning' from json_each(?1)`,
      reads,
    ),
    ...each(
      `update inbox set is_unread = 0 where ?2 > 0 and (source, key) in
       (select value->>'source', value->>'key' from json_each(?1))`,
      reads,
    ),
    ...each(
      `update inbox set is_unread = 2 where ?2 > 0 and (source, key) in
       (select value->>'source', value->>'key' from json_each(?1))`,
      held,
    ),
  ]
}

function projections(each: Each, { incidents, troubles }: Round): D1PreparedStatement[] {
  const rows = incidents.map((incident) => ({
    ref: incident.ref,
    seq: incident.seq,
    phase: incident.phase,
    detectedAt: incident.detectedAt,
    endedAt: isOpen(incident) ? null : incident.resolvedAt,
    state: incident,
  }))
  return [
    ...each(
      `insert into incidents (ref, seq, phase, detected_at, ended_at, state)
       select value->>'ref', value->>'seq', value->>'phase', value->>'detectedAt', value->>'endedAt', value->'state'
       from json_each(?1) where ?2 > 0
       on conflict (ref) do update set seq = excluded.seq, phase = excluded.phase, ended_at = excluded.ended_at,
       state = excluded.state`,
      rows,
    ),
    ...each(
      `insert into troubles (monitor, health) select value->>'monitor', value from json_each(?1) where ?2 > 0
       on conflict (monitor) do update set health = excluded.health`,
      troubles.kept,
    ),
    ...each('delete from troubles where ?2 > 0 and monitor in (select value from json_each(?1))', troubles.healed),
  ]
}

function consequences(each: Each, round: Round): D1PreparedStatement[] {
  return [
    // Fired first: a timer that is asked again is armed by the next statement.
    ...each('update timers set fired_at = ?2 where key in (select value from json_each(?1))', round.firedTimers),
    ...each(
      `insert into timers (key, kind, incident, due_at)
       select value->>'key', value->>'kind', value->>'incident', value->>'dueAt' from json_each(?1) where ?2 > 0
       on conflict (key) do update set due_at = excluded.due_at, fired_at = null`,
      round.timers,
    ),
    ...each(
      `insert into signals (key, incident, at)
       select value->'event'->'signal'->>'key', value->>'incident', ?2 from json_each(?1) where true
       on conflict (key) do update set incident = excluded.incident, at = excluded.at`,
      round.events.filter(({ event }) => event.kind === 'opened' || event.kind === 'signal_joined'),
    ),
    ...each(
      `insert into rollbacks (id, incident, service, state, ordered_at, changed_at)
       select value->>'id', value->>'incident', value->>'service', value->>'state', ?2, ?2 from json_each(?1) where true
       on conflict (id) do update set state = excluded.state, changed_at = excluded.changed_at`,
      round.rollbacks,
    ),
    ...each(
      `insert into duties (key, kind, incident, what, owner, due_at, remind_at)
       select value->>'key', value->>'kind', value->>'incident', value->>'what', value->>'owner', value->>'dueAt',
       value->>'remindAt' from json_each(?1) where ?2 > 0
       on conflict (key) do update set what = excluded.what, owner = excluded.owner, due_at = excluded.due_at,
       remind_at = excluded.remind_at, done_at = null, done_by = null`,
      round.duties,
    ),
    // With a duty whatever is filed under it: `rotation/NAME` ends every `rotation/NAME/…`, and `0` comes right after `/`.
    ...each(
      `update duties set done_at = ?2, done_by = given.who
       from (select value->>'key' as duty, value->>'by' as who from json_each(?1)) as given
       where (duties.key = given.duty or (duties.key > given.duty || '/' and duties.key < given.duty || '0'))
       and duties.done_at is null`,
      round.dutiesDone,
    ),
    ...each('update deploys set known_good_at = ?2 where id in (select value from json_each(?1))', round.knownGood),
    ...each(
      `insert into quarantine (service, sha, incident, at)
       select value->>'service', value->>'sha', value->>'incident', ?2 from json_each(?1) where true on conflict do nothing`,
      round.quarantine,
    ),
  ]
}

function settle(db: D1Database, { key, outcome, attempts }: Settled, now: Instant): D1PreparedStatement {
  if (outcome.kind === 'later') {
    return db
      .prepare(`update outbox set not_before = ?2, lease_until = null, reason = ?3 where key = ?1 and state = 'owed'`)
      .bind(key, nextTry(now, attempts, outcome.afterMs), outcome.reason)
  }
  const reason = outcome.kind === 'done' ? [outcome.receipt, outcome.remark].filter(Boolean).join('; ') : outcome.reason
  return db
    .prepare(`update outbox set state = ?2, settled_at = ?3, reason = ?4 where key = ?1 and state = 'owed'`)
    .bind(key, outcome.kind, now, reason)
}

/** A call that went through proves that the platform can be called. */
function sight(each: Each, { settled }: Round): D1PreparedStatement[] {
  const seen = settled.filter((it) => it.service !== null && it.outcome.kind === 'done').map((it) => it.service)
  return each(
    `insert into sightings (service, at) select value, ?2 from json_each(?1) where true
     on conflict (service) do update set at = excluded.at`,
    seen,
  )
}
