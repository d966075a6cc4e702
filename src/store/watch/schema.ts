// The tables of what is watched: minutes, looks and what is left of them. Generated into migrations with those of schema.ts.

import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Not written any more: `clock` holds the same in one row. Migrations only add, so it stays. */
export const minutes = sqliteTable('minutes', {
  slot: integer('slot').primaryKey(),
  minute: integer('minute').notNull(),
  startedAt: integer('started_at').notNull(),
})

/** The newest minute ever begun, in its one row: the story never runs behind it. */
export const clock = sqliteTable('clock', {
  id: integer('id').primaryKey(),
  minute: integer('minute').notNull(),
  /** A letter for each of the last minutes, the newest last: 1 where it was begun, 0 where nobody came. */
  begun: text('begun').notNull().default('1'),
  /** How many minutes `samples` holds of a block, and how many hours `hours` does. */
  ring: integer('ring').notNull().default(2_880),
  hoursRing: integer('hours_ring').notNull().default(2_160),
})

/** Whose places the entries of a row are, by the name the row carries; samples outlive the runbook they were made by. */
export const layouts = sqliteTable('layouts', {
  name: text('name').primaryKey(),
  monitors: text('monitors').notNull(),
})

/** A ring of minutes for each block of 100 monitors. The newest row carries the last observation of every monitor in it. */
export const samples = sqliteTable(
  'samples',
  {
    block: integer('block').notNull(),
    slot: integer('slot').notNull(),
    minute: integer('minute').notNull(),
    data: text('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.block, table.slot] })],
)

/** A ring of closed hours for each block: counts and a histogram for every monitor in it. */
export const hours = sqliteTable(
  'hours',
  {
    block: integer('block').notNull(),
    slot: integer('slot').notNull(),
    hour: integer('hour').notNull(),
    data: text('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.block, table.slot] })],
)

/** Closed days, for ever. */
export const days = sqliteTable(
  'days',
  {
    block: integer('block').notNull(),
    day: integer('day').notNull(),
    data: text('data').notNull(),
  },
  (table) => [primaryKey({ columns: [table.block, table.day] })],
)

/** What the page says of the last ninety days, one row a block, so that a view never reads history. */
export const standing = sqliteTable('standing', {
  block: integer('block').primaryKey(),
  hour: integer('hour').notNull(),
  data: text('data').notNull(),
})

/** What a job last said of itself, and how often it spoke in the minute of its last word. */
export const heartbeats = sqliteTable('heartbeats', {
  monitor: text('monitor').primaryKey(),
  minute: integer('minute').notNull(),
  pings: integer('pings').notNull(),
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  /** Of the run that ended last; 0 is success. */
  exitCode: integer('exit_code'),
  runMs: integer('run_ms'),
})

/** Numbers that were pushed for a monitor, gathered by minute until they are judged. */
export const readings = sqliteTable('readings', {
  monitor: text('monitor').primaryKey(),
  minute: integer('minute').notNull(),
  at: integer('at').notNull(),
  count: integer('count').notNull(),
  sum: real('sum').notNull(),
  least: real('least').notNull(),
  most: real('most').notNull(),
  latest: real('latest').notNull(),
})

/** When a check that writes last ran, and how often today: the claim that keeps it from running twice. */
export const errands = sqliteTable('errands', {
  monitor: text('monitor').primaryKey(),
  slot: integer('slot').notNull(),
  day: integer('day').notNull(),
  runs: integer('runs').notNull(),
})

/** What each step of a journey came to, of the last run in every hour of a week. */
export const journeys = sqliteTable(
  'journeys',
  {
    monitor: text('monitor').notNull(),
    slot: integer('slot').notNull(),
    at: integer('at').notNull(),
    steps: text('steps').notNull(),
  },
  (table) => [primaryKey({ columns: [table.monitor, table.slot] })],
)

/** Declared times in which a service may be away. */
export const maintenance = sqliteTable(
  'maintenance',
  {
    id: text('id').primaryKey(),
    service: text('service').notNull(),
    fromAt: integer('from_at').notNull(),
    untilAt: integer('until_at').notNull(),
    reason: text('reason').notNull(),
    author: text('author').notNull(),
  },
  (table) => [index('maintenance_by_end').on(table.untilAt)],
)

/** Times in which what is seen calls nobody; unlike maintenance it changes nothing of what is seen. */
export const silences = sqliteTable(
  'silences',
  {
    id: text('id').primaryKey(),
    service: text('service').notNull(),
    /** null: all of the service's. */
    monitor: text('monitor'),
    fromAt: integer('from_at').notNull(),
    untilAt: integer('until_at').notNull(),
    reason: text('reason').notNull(),
    author: text('author').notNull(),
  },
  (table) => [index('silences_by_end').on(table.untilAt)],
)

/** One row for each monitor that is anything but plainly up. */
export const troubles = sqliteTable('troubles', {
  monitor: text('monitor').primaryKey(),
  health: text('health').notNull(),
})
