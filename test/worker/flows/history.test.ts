// However long the history, the work stays the same: what D1 reads to open, list, show and advance is counted with nothing
// behind it, and with five thousand closed incidents and ten thousand events.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import type { Fact } from '../../../src/core/desk/ground.ts'
import type { System } from '../../../src/flows/system.ts'
import { findIncident, latestEvents, listIncidents } from '../../../src/store/incidents.ts'
import { readStatus } from '../../../src/store/status.ts'
import { acme, signal } from '../core/acme.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, countingDatabase } from './house.ts'

const CLOSED = 5_000
const EVENTS = 10_000
const AGES_AGO = BEGIN - 400 * 86_400_000

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

const { db, counted } = countingDatabase()
const visit = { now: BEGIN, isByHand: true }

async function rowsFor(work: (system: System) => Promise<unknown>): Promise<number> {
  counted.rowsRead = 0
  await work(buildSystem({ runbook: acme, db, visit }))
  return counted.rowsRead
}

const report: Fact = {
  kind: 'reported',
  id: 'r',
  by: { kind: 'api', name: 'Kim' },
  signal: signal({ key: 'person:1', source: 'person' }),
}
const note: Fact = {
  kind: 'command',
  id: 'n',
  incident: 'INC-1',
  by: { kind: 'api', name: 'Kim' },
  command: { kind: 'note', text: 'looking' },
}

async function open(): Promise<void> {
  await buildSystem({ runbook: acme, visit }).desk.tell([report], visit)
}

/** Copies of the incident that is open, closed long ago, each with its number and its timers. */
async function addHistory(): Promise<void> {
  await env.DB.batch([
    env.DB.prepare(
      `with recursive n(i) as (select 2 union all select i + 1 from n where i <= ?1)
       insert into incidents (ref, seq, phase, detected_at, ended_at, state)
       select 'INC-' || i, 1, 'closed', ?2 + i, ?2 + i,
         json_set(state, '$.ref', 'INC-' || i, '$.phase', 'closed', '$.resolvedAt', ?2 + i) from n, incidents where ref = 'INC-1'`,
    ).bind(CLOSED, AGES_AGO),
    env.DB.prepare(
      `with recursive n(i) as (select 2 union all select i + 1 from n where i <= ?1)
       insert into timers (key, kind, incident, due_at, fired_at) select 'old/' || i, 'update', 'INC-' || i, ?2, ?2 from n`,
    ).bind(CLOSED, AGES_AGO),
    env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
       insert into incident_events (incident, seq, at, event) select 'INC-1', 100000 + i, ?2, '{}' from n`,
    ).bind(EVENTS, BEGIN),
    env.DB.prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
       insert into outbox (key, carrier, what, incident, call, recipients, owed_at, not_before, state)
       select 'old/' || i, 'c', 'call', 'INC-' || (i + 1), '', '[]', ?2, ?2, 'done' from n`,
    ).bind(CLOSED, AGES_AGO),
  ])
}

const WORK: [name: string, (system: System) => Promise<unknown>][] = [
  ['listing', (system) => listIncidents(system.db, 50)],
  ['finding one', (system) => findIncident(system.db, 'INC-1')],
  ['showing its latest events', (system) => latestEvents(system.db, 'INC-1', 3)],
  ['the status page', (system) => readStatus(system.db, { now: BEGIN, regular: [] })],
  ['advancing', (system) => system.desk.tell([note], visit)],
  ['opening', (system) => system.desk.tell([report], visit)],
]

it.each(WORK)(
  '%s reads no more rows for it',
  async (name, work) => {
    await open()
    if (name === 'opening') await env.DB.prepare('delete from incidents').run()
    const fresh = await rowsFor(work)
    await reset()
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
    await open()
    await addHistory()
    if (name === 'opening') await env.DB.prepare(`delete from incidents where ref = 'INC-1'`).run()
    const old = await rowsFor(work)
    // A list that can be filled is filled; nothing grows beyond that.
    const slack = name === 'listing' ? 50 : name === 'the status page' ? 30 : 2
    expect(old, `${fresh} rows without a history`).toBeLessThanOrEqual(fresh + slack)
  },
  60_000,
)
