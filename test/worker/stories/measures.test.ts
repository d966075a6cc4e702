// Numbers over bands and groups of monitors, minute by minute, from what a person writes to an incident and its end.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { recordMetrics } from '../../../src/flows/measure.ts'
import type { System } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { listIncidents } from '../../../src/store/incidents.ts'
import { readStatus } from '../../../src/store/status.ts'
import { readMinutes } from '../../../src/store/watch/series.ts'
import { buildSystem, control } from '../flows/house.ts'
import { changed } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  await control('POST', 'reset')
  now = BEGIN
})

function open(monitors: object): Runbook {
  const opened = openRunbook(changed({ monitors }), { resolve: () => undefined, allowLoopback: true })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

const systemAt = (runbook: Runbook, at: number): System => buildSystem({ runbook, visit: { now: at, isByHand: true } })

/** A minute for each round of numbers: they are pushed half a minute before it begins. */
async function pass(runbook: Runbook, ...rounds: Readonly<Record<string, number>>[]): Promise<void> {
  for (const round of rounds) {
    const metrics = Object.entries(round).map(([monitor, value]) => ({ monitor, value }))
    if (metrics.length > 0) await recordMetrics(metrics, systemAt(runbook, now - MINUTE / 2))
    await runMinute(systemAt(runbook, now))
    now += MINUTE
  }
}

const times = (count: number, round: Readonly<Record<string, number>>) => Array.from({ length: count }, () => round)

async function incidents(): Promise<string[]> {
  const all = await listIncidents(env.DB, 100)
  return all.map(({ phase, signals }) => {
    const failing = Object.values(signals).filter(({ isFailing }) => isFailing)
    return [phase, ...failing.map(({ summary }) => summary)].join(': ')
  })
}

async function stateOf(runbook: Runbook): Promise<string | undefined> {
  return statusView(await readStatus(env.DB, { now, regular: [] }), runbook, now).services[0]?.state
}

async function seriesOf(monitor: string): Promise<string> {
  const minutes = await readMinutes(env.DB, { monitor, from: BEGIN, to: now })
  return minutes.flatMap(({ looks }) => looks.map(({ kind, value }) => `${kind} ${value}`)).join(', ')
}

describe('a number that is pushed', () => {
  const queue = {
    service: 'api',
    kind: 'metric',
    title: 'Queue',
    pushed: true,
    warn: { above: 50 },
    fail: { above: 100 },
  }

  it('over its band for long enough opens an incident, back in it heals', async () => {
    const runbook = open({ queue: { ...queue, failFor: '150s' } })
    await pass(runbook, { queue: 40 }, ...times(3, { queue: 120 }))
    expect(await incidents()).toEqual([])
    await pass(runbook, { queue: 130 })
    expect(await incidents()).toEqual(['investigating: Queue: is 130, above 100'])
    expect(await stateOf(runbook)).toBe('outage')
    await pass(runbook, ...times(2, { queue: 10 }))
    expect(await incidents()).toEqual(['monitoring'])
    expect(await stateOf(runbook)).toBe('operational')
    expect(await seriesOf('queue')).toBe('pass 40, fail 120, fail 120, fail 120, fail 130, pass 10, pass 10')
  })

  it('that is pushed no more is unknown: it opens nothing and heals nothing', async () => {
    const runbook = open({ queue: { ...queue, silentAfter: '2m' } })
    await pass(runbook, { queue: 40 }, ...times(3, {}))
    expect(await incidents()).toEqual([])
    expect(await stateOf(runbook)).toBe('unknown')
    expect(await seriesOf('queue')).toBe('pass 40, pass 40, unknown null, unknown null')
    await pass(runbook, { queue: 120 }, ...times(4, {}))
    expect(await incidents()).toEqual(['investigating: Queue: is 120, above 100'])
  })

  it('over a stretch of time needs several minutes, and counts each of them once', async () => {
    const runbook = open({ queue: { ...queue, over: '4m', measure: 'mean' } })
    await pass(runbook, { queue: 300 }, { queue: 300 })
    expect(await incidents()).toEqual([])
    await pass(runbook, { queue: 3 })
    expect(await incidents()).toEqual(['investigating: Queue: mean over 4 minutes is 201, above 100'])
    await pass(runbook, {}, ...times(3, { queue: 10 }))
    expect(await seriesOf('queue')).toBe('unknown 300, unknown 300, fail 3, fail null, fail 10, pass 10, pass 10')
  })
})

/** Of one of the runbooks that this was built for: baseline, warning, critical. */
const THRESHOLDS: [string, object, object[], string[]][] = [
  [
    'the share of errors',
    { json: '$.errors', dividedBy: '$.requests', unit: '%', warn: { above: 1 }, fail: { above: 5 } },
    [
      { errors: 9, requests: 1000 },
      { errors: 20, requests: 1000 },
      { errors: 36, requests: 500 },
    ],
    ['pass 0.9', 'warn 2', 'fail 7.2', 'investigating: API: is 7.2 %, above 5 %'],
  ],
  [
    'the 95th percentile of latency',
    { json: '$.p95', unit: 'ms', warn: { above: 500 }, fail: { above: 1000 } },
    [{ p95: 500 }, { p95: '750.5' }, { p95: 1200 }],
    ['pass 500', 'warn 750.5', 'fail 1200', 'investigating: API: is 1200 ms, above 1000 ms'],
  ],
  [
    'memory',
    { json: '$.used', dividedBy: '$.limit', unit: '%', warn: { above: 70 }, fail: { above: 85 } },
    [
      { used: 130, limit: 200 },
      { used: 170, limit: 200 },
      { used: 171, limit: 200 },
    ],
    ['pass 65', 'warn 85', 'fail 85.5', 'investigating: API: is 85.5 %, above 85 %'],
  ],
]

describe('a number that is asked for', () => {
  const asked = { service: 'api', kind: 'metric', url: `${env.WORLD_URL}/targets/stats`, confirmations: 0 }
  const answers = (document: object, mode = 'healthy') =>
    control('PUT', 'targets/stats', { mode, body: JSON.stringify(document) })

  it.each(THRESHOLDS)('%s passes, warns and fails where it should', async (_, bands, documents, [a, b, c, said]) => {
    const runbook = open({ stats: { ...asked, ...bands, failAfter: 2 } })
    for (const document of documents) {
      await answers(document)
      await pass(runbook, {})
    }
    expect(await seriesOf('stats')).toBe([a, b, c].join(', '))
    expect(await incidents()).toEqual([said])
  })

  it('opens nothing before it was over its band for long enough', async () => {
    const runbook = open({ stats: { ...asked, json: '$.rate', fail: { above: 5 }, failFor: '5m' } })
    await answers({ rate: 7 })
    await pass(runbook, ...times(5, {}))
    expect(await incidents()).toEqual([])
    await pass(runbook, {}, {})
    expect(await incidents()).toHaveLength(1)
  })

  it('over a stretch of time is one long trouble, however it swings', async () => {
    const runbook = open({ stats: { ...asked, json: '$.p95', over: '4m', measure: 'p95', fail: { above: 1000 } } })
    for (const p95 of [1200, 100, 100, 1200, 100, 100]) {
      await answers({ p95 })
      await pass(runbook, {})
    }
    expect(await seriesOf('stats')).toBe('unknown 1200, unknown 100, fail 100, fail 1200, fail 100, fail 100')
    expect(await incidents()).toEqual(['investigating: API: p95 over 4 minutes is 1200, above 1000'])
  })

  it('of somebody who fails says nothing', async () => {
    const runbook = open({ stats: { ...asked, json: '$.rate', over: '5m', leastSamples: 1, fail: { above: 5 } } })
    await answers({ rate: 1 })
    await pass(runbook, {})
    await answers({ rate: 1 }, 'failing')
    await pass(runbook, {})
    expect(await seriesOf('stats')).toBe('pass 1, unknown null')
    expect(await incidents()).toEqual([])
    expect(await stateOf(runbook)).toBe('unknown')
  })
})

describe('what another monitor saw', () => {
  it('is judged over a time of its own by each who looks at it', async () => {
    const watched = { service: 'api', kind: 'metric' }
    const runbook = open({
      home: { service: 'web', kind: 'http', url: `${env.WORLD_URL}/targets/home`, confirmations: 0, failAfter: 10 },
      short: { ...watched, of: { monitor: 'home', measure: 'error-rate' }, over: '3m', fail: { above: 50 } },
      long: { ...watched, of: { monitor: 'home', measure: 'error-rate' }, over: '6m', fail: { above: 50 } },
    })
    await pass(runbook, ...times(4, {}))
    await control('PUT', 'targets/home', { mode: 'failing' })
    await pass(runbook, {}, {})
    expect(await seriesOf('short')).toBe('unknown null, unknown null, pass 0, pass 0, pass 33.3333, fail 66.6667')
    expect(await seriesOf('long')).toBe('unknown null, unknown null, pass 0, pass 0, pass 20, pass 33.3333')
    expect(await incidents()).toEqual(['investigating: API: error rate over 3 minutes is 66.67 %, above 50 %'])
  })
})

describe('a group of three', () => {
  const worker = { service: 'api', kind: 'metric', pushed: true, fail: { below: 1 } }
  const runbook = open({
    workers: { service: 'api', kind: 'group', title: 'Workers', members: ['a', 'b', 'c'], atLeast: 2, failFor: '50s' },
    a: worker,
    b: worker,
    c: worker,
  })
  const up = { a: 1, b: 1, c: 1 }

  it('speaks for its members: one that fails degrades it, two are an outage, and no member has an incident', async () => {
    await pass(runbook, up, { ...up, b: 0 })
    expect(await incidents()).toEqual([])
    expect(await stateOf(runbook)).toBe('operational')
    await pass(runbook, ...times(2, { a: 1, b: 0, c: 0 }))
    const down = 'Workers: has 1 of 3 up, and b, c are down; at least 2 have to be'
    expect(await incidents()).toEqual([`investigating: ${down}`])
    expect(await stateOf(runbook)).toBe('outage')
    await pass(runbook, ...times(2, up))
    expect(await incidents()).toEqual(['monitoring'])
    expect(await seriesOf('workers')).toBe('pass null, warn null, fail null, fail null, pass null, pass null')
  })

  it('that has enough of them is only degraded, though one is down', async () => {
    await pass(runbook, ...times(3, { ...up, b: 0 }))
    expect(await incidents()).toEqual(['investigating: Workers: has 2 of 3 up, and b is down'])
    expect(await stateOf(runbook)).toBe('degraded')
  })

  it('of which nothing is known is unknown', async () => {
    await pass(runbook, {}, {})
    expect(await incidents()).toEqual([])
    expect(await stateOf(runbook)).toBe('unknown')
  })
})
