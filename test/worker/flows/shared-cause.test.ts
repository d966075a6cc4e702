// Twenty services fail in one minute because the database that all of them need does: one incident, one call, few queries.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, it } from 'vitest'
import { ok } from '../../../src/core/result.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { Visit } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import type { Answer, Io } from '../../../src/io.ts'
import { service } from '../core/acme.ts'
import { rowsOf } from '../http/door.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, countingDatabase, mapMonitors, watching } from './house.ts'
import { openClock } from './story-clock.ts'

const SERVICES = 20
const NAMES = Array.from({ length: 500 }, (_, index) => `m${String(index).padStart(3, '0')}`)
/** Beyond those of a minute in which all is well, until the call leaves; and all in all, with what became of it. */
const MOST_QUERIES = 12
const MOST_IN_ALL = 45

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

function runbookOf(): Runbook {
  const ids = Array.from({ length: SERVICES - 1 }, (_, index) => `s${index}`)
  const services = [
    service('database', 'Database'),
    ...ids.map((id) => service(id, `Service ${id}`, { dependsOn: ['database'] })),
  ]
  const all = ['database', ...ids]
  const watched = mapMonitors(watching(NAMES, 10_000), (monitor) => ({
    ...monitor,
    confirmations: 3,
    service: all[Number(monitor.id.slice(1)) % SERVICES] ?? 'database',
  }))
  return { ...watched, services: Object.fromEntries(services.map((one) => [one.id, one])) }
}

const answerOf = (status: number): Answer => {
  return { status, headers: new Headers(), body: 'ok', bytes: 2, headersMs: 50, totalMs: 50 }
}

const MAILED: Answer = { ...answerOf(200), body: '{"data":[{"id":"mail"}]}' }

/** A minute whose targets all answer so, and what it asked of D1. */
async function pass(minute: number, status: number) {
  const { db, counted } = countingDatabase()
  const clock = openClock(counted)
  const openIo = (visit: Visit): Io => {
    const io = clock.openIo(visit)
    const fetch: Io['fetch'] = async ({ url }) => {
      await clock.sleep(50)
      return ok(url.includes('/targets/') ? answerOf(status) : MAILED)
    }
    return { ...io, fetch }
  }
  const visit = { now: BEGIN + minute * MINUTE, isByHand: false }
  const system = buildSystem({ runbook: runbookOf(), db, visit, openIo })
  const report = await clock.run(runMinute(system))
  expect(report).toMatchObject({ outcome: 'done', probed: 500, unknown: 0 })
  return counted
}

it('is one incident with one call, for at most twelve queries more', async () => {
  await pass(0, 200)
  const quiet = await pass(1, 200)
  const failing = await pass(2, 500)
  const incidents = await rowsOf<{ state: string }>('select state from incidents')
  expect(incidents).toHaveLength(1)
  const incident = JSON.parse(incidents[0]?.state ?? '{}')
  expect(Object.keys(incident.signals)).toHaveLength(500)
  const calls = await rowsOf(`select key from outbox where what = 'call'`)
  expect(calls).toHaveLength(1)
  expect((failing.beforeLeaving ?? failing.queries) - quiet.queries).toBeLessThanOrEqual(MOST_QUERIES)
  expect(failing.queries - quiet.queries).toBeLessThanOrEqual(MOST_IN_ALL)
}, 60_000)
