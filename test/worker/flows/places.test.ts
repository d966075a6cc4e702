// Several places, in lanes of their own: who is asked, what is concluded, and what is kept of it.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import type { LaneApi, System } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control, mapMonitors, watching } from './house.ts'

beforeEach(async () => {
  await control('POST', 'reset')
})

type Story = { runbook: Runbook; minutes: number; from: Record<string, Verdict | 'lost'> }

/** A minute in which every place sees what it is told to see. */
async function minuteFrom({ runbook, minutes, from }: Story) {
  const system = buildSystem({ runbook, visit: { now: BEGIN + minutes * MINUTE, isByHand: true } })
  const asked: string[] = []
  const lane: System['lane'] = (name, place): LaneApi => {
    asked.push(name)
    const real = system.lane(name, place)
    return {
      finish: real.finish,
      async begin(tasks, errand) {
        const sees = from[place]
        if (sees === 'lost') throw new Error('the object was reset')
        const result = await real.begin(tasks, errand)
        const voices = result.voices.map((voice) => (sees === undefined ? voice : { ...voice, verdict: sees }))
        return { ...result, voices }
      },
    }
  }
  const report = await runMinute({ ...system, lane })
  const row = await env.DB.prepare('select data from samples where minute = ?1')
    .bind(BEGIN / MINUTE + minutes)
    .first<{ data: string }>()
  const { results } = await env.DB.prepare('select health from troubles').all<{ health: string }>()
  return {
    report,
    asked,
    entry: JSON.parse(row?.data ?? '[]')[1],
    troubles: results.map(({ health }) => JSON.parse(health)),
  }
}

const BROKEN: Verdict = { kind: 'fail', failure: 'status', reason: 'answered 500 instead of 200-299' }
const WORKS: Verdict = { kind: 'pass' }

describe('a monitor that is watched from three places', () => {
  const runbook = mapMonitors(watching(['far']), (monitor) => ({ ...monitor, places: ['weur', 'enam', 'apac'] }))

  it('is looked at from each, and each one’s look is kept', async () => {
    const { asked, entry, report } = await minuteFrom({ runbook, minutes: 0, from: {} })
    expect(asked.map((name) => name.split('/')[0]).toSorted()).toEqual(['apac', 'enam', 'weur'])
    expect(entry).toMatch(/^p\d+@(\w+:p\d+\/?){3}$/)
    expect(report).toMatchObject({ probed: 1, told: 0 })
  })

  it('fails when most see it fail, and says from where', async () => {
    const { entry, report, troubles } = await minuteFrom({ runbook, minutes: 1, from: { weur: BROKEN, apac: BROKEN } })
    expect(entry).toMatch(/^f/)
    expect(report.told).toBe(1)
    expect(troubles).toMatchObject([{ state: 'down', reason: expect.stringMatching(/seen from \w+ and \w+$/) }])
  })

  it('is degraded when one sees it fail', async () => {
    const { troubles } = await minuteFrom({ runbook, minutes: 2, from: { weur: BROKEN } })
    expect(troubles).toMatchObject([{ state: 'degraded', reason: expect.stringContaining('it works from') }])
  })

  it('is known from the others when one place is lost', async () => {
    const { entry } = await minuteFrom({ runbook, minutes: 3, from: { enam: 'lost' } })
    expect(entry).toMatch(/^p\d+@/)
    expect(entry).toContain('enam:u')
  })
})

describe('where others are asked before a failure counts', () => {
  const runbook = { ...watching(['doubted']), elsewhere: { places: ['enam', 'apac'], quorum: null } }
  const failing = () => control('PUT', 'targets/doubted', { mode: 'failing' })

  it('nobody is asked while it works', async () => {
    const { asked } = await minuteFrom({ runbook, minutes: 10, from: {} })
    expect(asked).toEqual([])
  })

  it('a failure that they see too is one', async () => {
    await failing()
    const { asked, entry, troubles } = await minuteFrom({ runbook, minutes: 11, from: {} })
    expect(asked.toSorted()).toEqual(['apac/v1/confirm/doubted', 'enam/v1/confirm/doubted'])
    expect(entry).toMatch(/^f\d+@here:f\/enam:f\/apac:f$/)
    expect(troubles.find(({ monitor }) => monitor === 'doubted')).toMatchObject({ state: 'down' })
  })

  it('a failure that nobody else sees is doubt', async () => {
    await failing()
    const { entry } = await minuteFrom({ runbook, minutes: 12, from: { enam: WORKS, apac: WORKS } })
    expect(entry).toMatch(/^u\d*@here:f\/enam:p\/apac:p$/)
  })

  it('others that cannot be reached hide no outage', async () => {
    await failing()
    const { entry } = await minuteFrom({ runbook, minutes: 13, from: { enam: 'lost', apac: 'lost' } })
    expect(entry).toMatch(/^f\d+$/)
  })

  it('what writes is never tried elsewhere', async () => {
    await failing()
    const writing = mapMonitors(runbook, (monitor) => ({ ...monitor, writes: true, confirmations: 0 }))
    const { asked } = await minuteFrom({ runbook: { ...runbook, monitors: writing.monitors }, minutes: 14, from: {} })
    expect(asked).toEqual([])
  })
})
