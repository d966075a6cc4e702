// Lanes as Durable Objects, reached as production reaches them; and what becomes of a minute whose lanes do not come back.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../src/core/result.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { CALLS_PER_LANE, CONNECTIONS, LANE_SIZE } from '../../../src/core/watch/plan.ts'
import type { DeskApi, System } from '../../../src/flows/system.ts'
import { type LaneTask, openLane } from '../../../src/flows/watch/lane.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { ration } from '../../../src/flows/watch/ration.ts'
import { type Io, openIo } from '../../../src/io.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control, mapMonitors, watching } from './house.ts'

const taskOf = (monitor: string, at = BEGIN): LaneTask => ({
  monitor,
  at,
  key: `${monitor}/${at}`,
  isCold: false,
  isAlone: false,
  place: 'here',
  voice: null,
  trouble: null,
})
const TASKS = ['api-health', 'web-home', 'jobs-health'].map((monitor) => taskOf(monitor))

beforeEach(async () => {
  await control('POST', 'reset')
})

describe('a lane in its Durable Object', () => {
  it('probes by the deployed runbook and hands its samples back', async () => {
    const result = await env.LANE.getByName('here/v1/a0/0').begin(TASKS, {
      visit: { now: BEGIN, isByHand: true },
      place: 'here',
      mayTell: true,
    })
    expect(result).toMatchObject({ told: 0, untold: 0, handedBack: [], ticket: null })
    expect(result.samples.map(({ monitor, kind }) => `${monitor} ${kind}`).toSorted()).toEqual([
      'api-health pass',
      'jobs-health pass',
      'web-home pass',
    ])
  })

  it('tells the desk itself of what fails, at once, unless the minute is late', async () => {
    await control('PUT', 'targets/acme-jobs', { mode: 'failing' })
    const lane = env.LANE.getByName('here/v1/a1/0')
    const late = await lane.begin(TASKS, {
      visit: { now: BEGIN + MINUTE, isByHand: true },
      place: 'here',
      mayTell: false,
    })
    expect(late.samples.filter((sample) => sample.kind === 'fail')).toHaveLength(1)
    const incidents = () => env.DB.prepare('select count(*) as count from incidents').first<{ count: number }>()
    expect(await incidents()).toEqual({ count: 0 })
    const result = await lane.begin(TASKS, {
      visit: { now: BEGIN + 2 * MINUTE, isByHand: true },
      place: 'here',
      mayTell: true,
    })
    expect(result).toMatchObject({ told: 1, untold: 0 })
    expect(await incidents()).toEqual({ count: 1 })
  })

  it('skips a monitor that has left the runbook', async () => {
    const gone = [taskOf('gone')]
    const result = await env.LANE.getByName('here/v1/a2/0').begin(gone, {
      visit: { now: BEGIN, isByHand: true },
      place: 'here',
      mayTell: true,
    })
    expect(result).toMatchObject({ samples: [], handedBack: [] })
  })
})

/** Lets a test choose what every request comes to, and count how many wait at once. */
function watchedIo(answer: (url: string) => Promise<number>) {
  const io = openIo({ now: BEGIN, isByHand: true, allowLoopback: true })
  const seen = { inFlight: 0, most: 0, asked: 0 }
  const fetch: Io['fetch'] = async ({ url }) => {
    seen.asked++
    seen.most = Math.max(seen.most, ++seen.inFlight)
    const status = await answer(url)
    seen.inFlight--
    return ok({ status, headers: new Headers(), body: '', bytes: 0, headersMs: 1, totalMs: 1 })
  }
  return { seen, io: { ...io, fetch } }
}

function openHere(names: readonly string[], io: Io, deadlineMs = 1_500) {
  const runbook = mapMonitors(watching(names, deadlineMs), (monitor) => ({ ...monitor, confirmations: 3 }))
  const tasks = Object.keys(runbook.monitors).map((monitor) => taskOf(monitor))
  const ports = { runbook, place: 'here', ration: ration(io), secret: () => undefined }
  const silent = { mayTell: true, tell: async () => undefined, elsewhere: async () => [] }
  return openLane(tasks, { ...ports, ...silent })
}

const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms))

describe('what cannot begin in time', () => {
  it('is handed back while the others still hang, and their answers are asked for later', async () => {
    const { io, seen } = watchedIo(async () => {
      await sleep(4_000)
      return 200
    })
    const lane = openHere(named('h', CONNECTIONS + 2), io, 10_000)
    const begun = await lane.begin()
    expect(begun).toMatchObject({ isOver: false, samples: [] })
    expect(begun.handedBack.map((task) => task.monitor)).toHaveLength(2)
    expect(seen.inFlight).toBe(CONNECTIONS)
    const rest = await lane.finish()
    expect(rest.samples.map(({ kind }) => kind)).toEqual(named('', CONNECTIONS).map(() => 'pass'))
    expect(seen).toMatchObject({ asked: CONNECTIONS, most: CONNECTIONS })
  })
})

describe('one invocation', () => {
  it('never waits for more than six answers, confirmations among them', async () => {
    const { io, seen } = watchedIo(async () => {
      await sleep(30)
      return 500
    })
    const { samples } = await openHere(named('f', 9), io).begin()
    expect(samples.map(({ kind }) => kind)).toEqual(named('', 9).map(() => 'fail'))
    expect(seen.most).toBe(CONNECTIONS)
  })

  it('makes no more requests than it may, and hands back what it could not ask', async () => {
    const { io, seen } = watchedIo(async () => 500)
    const { samples, handedBack } = await openHere(named('f', LANE_SIZE), io).begin()
    expect(seen.asked).toBeLessThanOrEqual(CALLS_PER_LANE)
    expect(handedBack.length).toBeGreaterThan(0)
    const all = [...samples.map(({ monitor }) => monitor), ...handedBack.map(({ monitor }) => monitor)]
    expect(new Set(all).size).toBe(LANE_SIZE)
    expect(all).toHaveLength(LANE_SIZE)
  })
})

describe('lanes', () => {
  const monitors = named('m', 8)
  const visit = (minutes: number) => ({ now: BEGIN + minutes * MINUTE, isByHand: true })
  const broken = () => Promise.reject(new Error('the object was reset'))
  const lost: System['lane'] = () => ({ begin: broken, finish: broken })
  const statesOf = async () => {
    const { results } = await env.DB.prepare('select health from troubles order by monitor').all<{ health: string }>()
    return results.map((row) => JSON.parse(row.health).state)
  }

  it('that break are tried once more', async () => {
    const system = buildSystem({ runbook: watching(monitors), visit: visit(5) })
    let tries = 0
    const once: System['lane'] = (...named) => (tries++ === 0 ? lost(...named) : system.lane(...named))
    const report = await runMinute({ ...system, lane: once })
    expect(report).toMatchObject({ outcome: 'done', probed: 8, told: 0, unknown: 0 })
    expect(tries).toBe(2)
  })

  it('that break twice make their monitors unknown, never up', async () => {
    const system = buildSystem({ runbook: watching(monitors), visit: visit(10) })
    const report = await runMinute({ ...system, lane: lost })
    expect(report).toMatchObject({ outcome: 'done', probed: 8, told: 8, unknown: 8 })
    expect(await statesOf()).toEqual(monitors.map(() => 'unknown'))
  })

  it('that break begin nothing again that writes', async () => {
    const runbook = watching(monitors)
    const writing = mapMonitors(runbook, (monitor) => ({ ...monitor, writes: monitor.id === 'm3', confirmations: 0 }))
    const system = buildSystem({ runbook: writing, visit: visit(12) })
    const tasks: string[][] = []
    const once: System['lane'] = (...named) => ({
      ...system.lane(...named),
      begin: (given, errand) => {
        tasks.push(given.map(({ monitor }) => monitor))
        return tasks.length === 1 ? broken() : system.lane(...named).begin(given, errand)
      },
    })
    const report = await runMinute({ ...system, lane: once })
    expect(tasks[0]).toContain('m3')
    expect(tasks.slice(1).flat()).toHaveLength(7)
    expect(tasks.slice(1).flat()).not.toContain('m3')
    expect(report).toMatchObject({ probed: 8, unknown: 1 })
  })

  it('that never come back make their monitors unknown within the minute', async () => {
    const system = buildSystem({ runbook: watching(monitors, 100), visit: visit(14) })
    const silent: System['lane'] = () => ({ begin: () => new Promise(() => {}), finish: broken })
    const impatient = { ...system.io, within: async () => false }
    const report = await runMinute({ ...system, io: impatient, lane: silent })
    expect(report).toMatchObject({ outcome: 'done', probed: 8, unknown: 8 })
  })

  it('leave their samples even when the desk is away as well, and the minute says so', async () => {
    const away: DeskApi = {
      tell: () => Promise.reject(new Error('away')),
      sweep: () => Promise.reject(new Error('away')),
    }
    const system = buildSystem({ runbook: watching(monitors), visit: visit(16), desk: away })
    await expect(runMinute({ ...system, lane: lost })).rejects.toThrow('away')
    const row = await env.DB.prepare('select data from samples where minute = ?1')
      .bind(BEGIN / MINUTE + 16)
      .first<{ data: string }>()
    expect(JSON.parse(row?.data ?? '[]').slice(1)).toEqual(monitors.map(() => 'u'))
  })
})
