// All tables but those of what is watched, which lie in watch/schema.ts. The migrations are generated from both, and the
// statements beside them are the only SQL of the house.
// Migrations only ever add: a generated table rebuild silently deletes children on D1.

import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/** Opening takes the next number: the insert of a second desk collides, and with it everything it had decided. */
export const board = sqliteTable('board', {
  number: integer('number').primaryKey(),
  incident: text('incident').notNull(),
  at: integer('at').notNull(),
})

/** The projection of an incident's events. */
export const incidents = sqliteTable(
  'incidents',
  {
    ref: text('ref').primaryKey(),
    seq: integer('seq').notNull(),
    phase: text('phase').notNull(),
    detectedAt: integer('detected_at').notNull(),
    endedAt: integer('ended_at'),
    state: text('state').notNull(),
  },
  (table) => [index('incidents_by_end').on(table.endedAt)],
)

/** The truth about an incident. Two desks that both add event n collide here. */
export const incidentEvents = sqliteTable(
  'incident_events',
  {
    incident: text('incident').notNull(),
    seq: integer('seq').notNull(),
    at: integer('at').notNull(),
    event: text('event').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incident, table.seq] })],
)

/** The incident that a signal was last part of: what comes back long after its end names it. */
export const signals = sqliteTable('signals', {
  key: text('key').primaryKey(),
  incident: text('incident').notNull(),
  at: integer('at').notNull(),
})

export const timers = sqliteTable(
  'timers',
  {
    key: text('key').primaryKey(),
    kind: text('kind').notNull(),
    incident: text('incident'),
    dueAt: integer('due_at').notNull(),
    firedAt: integer('fired_at'),
  },
  (table) => [index('timers_due').on(table.dueAt).where(sql`fired_at is null`)],
)

/** One row is one vendor call, frozen when it became owed. */
export const outbox = sqliteTable(
  'outbox',
  {
    key: text('key').primaryKey(),
    /** The registry entry that carries it out, e.g. `channel:email`, `platform:webhook`. */
    carrier: text('carrier').notNull(),
    what: text('what').notNull(),
    incident: text('incident'),
    service: text('service'),
    call: text('call').notNull(),
    recipients: text('recipients').notNull(),
    owedAt: integer('owed_at').notNull(),
    /** owed, done, never or unknown. */
    state: text('state').notNull().default('owed'),
    notBefore: integer('not_before').notNull(),
    attempts: integer('attempts').notNull().default(0),
    firstTriedAt: integer('first_tried_at'),
    leaseUntil: integer('lease_until'),
    settledAt: integer('settled_at'),
    reason: text('reason'),
  },
  (table) => [
    index('outbox_owed').on(table.notBefore).where(sql`state = 'owed'`),
    index('outbox_by_incident').on(table.incident),
  ],
)

export const inbox = sqliteTable(
  'inbox',
  {
    source: text('source').notNull(),
    key: text('key').notNull(),
    receivedAt: integer('received_at').notNull(),
    body: text('body').notNull(),
    headers: text('headers').notNull(),
    /** 1 until read, 2 while a silence keeps it back; the index over it stays as small as what is waiting. */
    isUnread: integer('is_unread').notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.key] }),
    index('inbox_unread').on(table.receivedAt).where(sql`is_unread = 1`),
  ],
)

/** Having been read is an insert in the batch it explains. */
export const inboxReads = sqliteTable(
  'inbox_reads',
  {
    source: text('source').notNull(),
    key: text('key').notNull(),
    readAt: integer('read_at').notNull(),
    meaning: text('meaning').notNull(),
  },
  (table) => [primaryKey({ columns: [table.source, table.key] })],
)

export const deploys = sqliteTable(
  'deploys',
  {
    id: text('id').primaryKey(),
    service: text('service').notNull(),
    finishedAt: integer('finished_at'),
    knownGoodAt: integer('known_good_at'),
    record: text('record').notNull(),
    /** When we last heard of it: one that never ends is not watched for ever. */
    reportedAt: integer('reported_at'),
  },
  (table) => [index('deploys_by_end').on(table.finishedAt)],
)

export const rollbacks = sqliteTable(
  'rollbacks',
  {
    id: text('id').primaryKey(),
    incident: text('incident').notNull(),
    service: text('service').notNull(),
    state: text('state').notNull(),
    orderedAt: integer('ordered_at').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [
    uniqueIndex('rollbacks_one_running').on(table.service).where(sql`state in ('ordered', 'changed', 'unknown')`),
    index('rollbacks_by_time').on(table.orderedAt),
  ],
)

export const quarantine = sqliteTable(
  'quarantine',
  {
    service: text('service').notNull(),
    sha: text('sha').notNull(),
    incident: text('incident').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.service, table.sha] })],
)

/** When a service's platform last answered us at all. */
export const sightings = sqliteTable('sightings', {
  service: text('service').primaryKey(),
  at: integer('at').notNull(),
})

export const tenants = sqliteTable('tenants', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  isActive: integer('is_active').notNull().default(1),
  services: text('services').notNull(),
  features: text('features').notNull(),
})

export const contacts = sqliteTable(
  'contacts',
  {
    tenant: text('tenant').notNull(),
    email: text('email').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant, table.email] })],
)

/** Responders who cannot be called for a while. */
export const absences = sqliteTable(
  'absences',
  {
    id: text('id').primaryKey(),
    responder: text('responder').notNull(),
    fromAt: integer('from_at').notNull(),
    untilAt: integer('until_at').notNull(),
    author: text('author').notNull(),
  },
  (table) => [index('absences_by_end').on(table.untilAt)],
)

/** What is owed and no emergency: it asks in working hours until somebody has done it, and never pages. */
export const duties = sqliteTable(
  'duties',
  {
    key: text('key').primaryKey(),
    kind: text('kind').notNull(),
    incident: text('incident'),
    /** What it is about, in words. */
    what: text('what').notNull(),
    /** A responder; null: whoever the fallback role names. */
    owner: text('owner'),
    dueAt: integer('due_at').notNull(),
    /** When it asks next; null: never again. */
    remindAt: integer('remind_at'),
    doneAt: integer('done_at'),
    doneBy: text('done_by'),
  },
  (table) => [
    index('duties_open').on(table.remindAt).where(sql`done_at is null`),
    index('duties_by_incident').on(table.incident),
  ],
)

export const holds = sqliteTable('holds', {
  id: text('id').primaryKey(),
  scope: text('scope').notNull(),
  service: text('service'),
  author: text('author').notNull(),
  reason: text('reason').notNull(),
  fromAt: integer('from_at').notNull(),
  untilAt: integer('until_at').notNull(),
})
