// What a minute costs when nothing happens, and that nobody waits for what hangs.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import type { DeskApi } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control, countingDatabase, watching } from './house.ts'

const FIFTY = Array.from({ length: 50 }, (_, index) => `t${String(index).padStart(2, '0')}`)

const nobody: DeskApi = {
  tell: () => Promise.reject(new Error('the desk was entered')),
  sweep: () => Promise.reject(new Error('the desk was entered')),
}

beforeEach(async () => {
  await control('POST', 'reset')
})

describe('a quiet minute with 50 monitors', () => {
  it('writes 2 rows, asks D1 4 times and enters no incident code', async () => {
    const { db, counted } = countingDatabase()
    const runbook = watching(FIFTY)
    for (const passed of [0, 1, 2]) {
      counted.queries = 0
      counted.rowsWritten = 0
      const visit = { now: BEGIN + passed * MINUTE, isByHand: true }
      const report = await runMinute(buildSystem({ runbook, db, visit, desk: nobody }))
      expect(report).toMatchObject({ outcome: 'done', probed: 50, told: 0, untold: 0 })
      expect(counted.rowsWritten).toBeLessThanOrEqual(2 + (passed === 0 ? 1 : 0))
      expect(counted.queries).toBeLessThanOrEqual(4 + (passed === 0 ? 1 : 0))
    }
  })

  it('looks at every target once', async () => {
    const visit = { now: BEGIN + 10 * MINUTE, isByHand: true }
    await runMinute(buildSystem({ runbook: watching(FIFTY), visit, desk: nobody }))
    const { targets } = (await control('GET', 'state')) as { targets: Record<string, { count: number }> }
    expect(FIFTY.map((name) => targets[name]?.count)).toEqual(FIFTY.map(() => 1))
  })

  it('does nothing when the cron fires it again', async () => {
    const visit = { now: BEGIN + 10 * MINUTE, isByHand: true }
    const report = await runMinute(buildSystem({ runbook: watching(FIFTY), visit, desk: nobody }))
    expect(report).toMatchObject({ outcome: 'doubled', probed: 0 })
  })
})

describe('one monitor fails while ten others hang', () => {
  it('the message to the responder leaves while they still hang', async () => {
    const hanging = Array.from({ length: 10 }, (_, index) => `hang${index}`)
    for (const target of hanging) await control('PUT', `targets/${target}`, { mode: 'hanging' })
    await control('PUT', 'targets/broken', { mode: 'failing' })
    // Real time, because hanging takes real time.
    const visit = { now: BEGIN + 20 * MINUTE, isByHand: false }
    const runbook = watching(['broken', ...hanging], 2_500)
    let isOver = false
    const minute = runMinute(buildSystem({ runbook, visit })).then((report) => {
      isOver = true
      return report
    })
    await expect
      .poll(async () => ((await control('GET', 'mails')) as unknown[]).length, { timeout: 5_000 })
      .toBeGreaterThan(0)
    expect(isOver).toBe(false)
    expect(await minute).toMatchObject({ outcome: 'done', probed: 11 })
    const open = await env.DB.prepare('select count(*) as count from incidents').first<{ count: number }>()
    expect(open?.count).toBe(1)
  })
})

describe('a minute that comes late', () => {
  const runbook = watching(['late'])
  const at = (minutes: number) => ({ now: BEGIN + minutes * MINUTE, isByHand: true })
  const openIncidents = async () => {
    const sql = 'select count(*) as count from incidents where ended_at is null and detected_at > ?1'
    const row = await env.DB.prepare(sql)
      .bind(BEGIN + 40 * MINUTE)
      .first<{ count: number }>()
    return row?.count
  }

  it('takes its place among the looks, and calls nobody for what is over by now', async () => {
    for (const minute of [41, 42]) await runMinute(buildSystem({ runbook, visit: at(minute) }))
    await control('PUT', 'targets/late', { mode: 'failing' })
    const report = await runMinute(buildSystem({ runbook, visit: at(40) }))
    expect(report).toMatchObject({ outcome: 'done', probed: 1, told: 0 })
    const kept = await env.DB.prepare('select data from samples where minute = ?1')
      .bind(BEGIN / MINUTE + 40)
      .first()
    expect(kept).toMatchObject({ data: expect.stringMatching(/^\["[\da-f]{8}","f\d+"\]$/) })
    expect(await openIncidents()).toBe(0)
  })

  it('is told to nobody while the newest is still under way, which will tell it', async () => {
    await env.DB.prepare('delete from samples').run()
    await control('PUT', 'targets/late', { mode: 'failing' })
    const report = await runMinute(buildSystem({ runbook, visit: at(39), desk: nobody }))
    expect(report).toMatchObject({ outcome: 'done', probed: 1 })
  })
})
