// Incidents as they are read: the projection for lists, the events for the story.

import type { Incident } from '../core/incident/incident.ts'
import type { IncidentEvent } from '../core/incident/incident-event.ts'
import type { Instant } from '../core/time.ts'
import { fromJson } from './sql.ts'

export async function findIncident(db: D1Database, ref: string): Promise<Incident | null> {
  const row = await db.prepare('select state from incidents where ref = ?1').bind(ref).first<{ state: string }>()
  return row === null ? null : fromJson(row.state)
}

export async function eventsOf(db: D1Database, ref: string): Promise<IncidentEvent[]> {
  const { results } = await db
    .prepare('select event from incident_events where incident = ?1 order by seq')
    .bind(ref)
    .all<{ event: string }>()
  return results.map((row) => fromJson<IncidentEvent>(row.event))
}

/** The newest of them, in the order in which they happened. */
export async function latestEvents(db: D1Database, ref: string, many: number): Promise<IncidentEvent[]> {
  const { results } = await db
    .prepare('select event from incident_events where incident = ?1 order by seq desc limit ?2')
    .bind(ref, many)
    .all<{ event: string }>()
  return results.map((row) => fromJson<IncidentEvent>(row.event)).reverse()
}

/** Open ones first, then those that ended last. However many there are, no more are read. */
export async function listIncidents(db: D1Database, limit: number): Promise<Incident[]> {
  const { results } = await db
    .prepare(
      `select state from (select state from incidents where ended_at is null order by detected_at desc limit ?1)
       union all
       select state from (select state from incidents where ended_at > 0 order by ended_at desc limit ?1) limit ?1`,
    )
    .bind(limit)
    .all<{ state: string }>()
  return results.map((row) => fromJson<Incident>(row.state))
}

export type DueClock = { kind: string; dueAt: Instant }

export async function clocksOf(db: D1Database, ref: string): Promise<DueClock[]> {
  const { results } = await db
    .prepare('select kind, due_at as dueAt from timers where incident = ?1 and fired_at is null order by due_at')
    .bind(ref)
    .all<DueClock>()
  return results
}
