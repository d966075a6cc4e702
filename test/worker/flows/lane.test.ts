// Lanes as Durable Objects, reached as production reaches them; and what becomes of a minute whose lanes do not come back.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { CONNECTIONS } from '../../../src/core/watch/plan.ts'
import { runLane } from '../../../src/flows/lane.ts'
import { runMinute } from '../../../src/flows/minute.ts'
import type { DeskApi, System } from '../../../src/flows/system.ts'
import { openIo } from '../../../src/io.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control, watching } from './house.ts'

const TASKS = ['api-health', 'web-home', 'jobs-health'].map((monitor) => ({ monitor, trouble: null }))

beforeEach(async () => {
  await control('POST', 'reset')
})

describe('a lane in its Durable Object', () => {
  it('probes by the deployed runbook and hands its samples back', async () => {
    const result = await env.LANE.getByName('here/v1/a0/0').probe(TASKS, { now: BEGIN, isByHand: true }, true)
    expect(result).toMatchObject({ told: 0, untold: 0, handedBack: [] })
    expect(result.samples.map(({ monitor, verdict }) => `${monitor} ${verdict}`).toSorted()).toEqual([
      'api-health pass',
      'jobs-health pass',
      'web-home pass',
    ])
  })

  it('tells the desk itself of what fails, at once, unless the minute is late', async () => {
    await control('PUT', 'targets/acme-jobs', { mode: 'failing' })
    const lane = env.LANE.getByName('here/v1/a1/0')
    const late = await lane.probe(TASKS, { now: BEGIN + MINUTE, isByHand: true }, false)
    expect(late.samples.filter((sample) => sample.verdict === 'fail')).toHaveLength(1)
    const incidents = () => env.DB.prepare('select count(*) as count from incidents').first<{ count: number }>()
    expect(await incidents()).toEqual({ count: 0 })
    const result = await lane.probe(TASKS, { now: BEGIN + 2 * MINUTE, isByHand: true }, true)
    expect(result).toMatchObject({ told: 1, untold: 0 })
    expect(await incidents()).toEqual({ count: 1 })
  })

  it('skips a monitor that has left the runbook', async () => {
    const gone = [{ monitor: 'gone', trouble: null }]
    const result = await env.LANE.getByName('here/v1/a2/0').probe(gone, { now: BEGIN, isByHand: true }, true)
    expect(result).toMatchObject({ samples: [], handedBack: [] })
  })
})

describe('what cannot start within a second', () => {
  it('is handed back, so that nobody waits for another’s deadline', async () => {
    const hanging = Array.from({ length: CONNECTIONS }, (_, index) => `h${index}`)
    for (const target of hanging) await control('PUT', `targets/${target}`, { mode: 'hanging' })
    const runbook = watching([...hanging, 'last'], 1_500)
    const tasks = Object.keys(runbook.monitors).map((monitor) => ({ monitor, trouble: null }))
    const io = openIo({ now: BEGIN, isByHand: true, allowLoopback: true })
    const result = await runLane(tasks, {
      io,
      runbook,
      place: 'here',
      secret: () => undefined,
      tell: async () => undefined,
    })
    expect(result.handedBack.map((task) => task.monitor)).toEqual(['last'])
    expect(result.samples).toHaveLength(CONNECTIONS)
  })
})

describe('lanes that never come back', () => {
  const monitors = Array.from({ length: 8 }, (_, index) => `m${index}`)
  const lost: System['lane'] = () => ({ probe: () => Promise.reject(new Error('the object was reset')) })

  it('make their monitors unknown, never up', async () => {
    const system = buildSystem({ runbook: watching(monitors), visit: { now: BEGIN + 10 * MINUTE, isByHand: true } })
    const report = await runMinute({ ...system, lane: lost })
    expect(report).toMatchObject({ outcome: 'done', probed: 8, told: 8, unknown: 8 })
    const { results } = await env.DB.prepare('select health from troubles order by monitor').all<{ health: string }>()
    expect(results.map((row) => JSON.parse(row.health).state)).toEqual(monitors.map(() => 'unknown'))
  })

  it('leave their samples even when the desk is away as well, and the minute says so', async () => {
    const away: DeskApi = {
      tell: () => Promise.reject(new Error('away')),
      sweep: () => Promise.reject(new Error('away')),
    }
    const visit = { now: BEGIN + 11 * MINUTE, isByHand: true }
    const system = buildSystem({ runbook: watching(monitors), visit, desk: away })
    await expect(runMinute({ ...system, lane: lost })).rejects.toThrow('away')
    const row = await env.DB.prepare('select data from samples where minute = ?1')
      .bind(BEGIN / MINUTE + 11)
      .first()
    expect(row).toEqual({ data: expect.stringMatching(/ u,u,u,u,u,u,u,u$/) })
  })
})
