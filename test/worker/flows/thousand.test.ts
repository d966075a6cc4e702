// A thousand monitors: what a quiet minute costs D1, and that none is lost, doubled or held up by those that hang. The targets
// are played here, and with them the platform's rules for an invocation, each a little stricter than it is: a seventh request
// at a time is refused, and a fifty-first in all.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { readSamples } from '../../../src/core/kept/sample.ts'
import { err, ok } from '../../../src/core/result.ts'
import { MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import { CALLS_PER_LANE, CONNECTIONS, LANE_SIZE } from '../../../src/core/watch/plan.ts'
import type { DeskApi, Visit } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import type { Answer, Io, Outbound, Trouble } from '../../../src/io.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, type Counted, countingDatabase, mapMonitors, openWorldIo, watching } from './house.ts'
import { type Clock, openClock } from './story-clock.ts'

type Mode = 'well' | 'hanging' | 'dripping'

const DEADLINE_MS = 10 * SECOND
const ANSWER_MS = 100
const NAMES = Array.from({ length: 1_000 }, (_, index) => `m${String(index).padStart(3, '0')}`)
const RUNBOOK = mapMonitors(watching(NAMES, DEADLINE_MS), (monitor) => ({ ...monitor, confirmations: 3 }))
const HOUR_MINUTES = 60
const DAY_MINUTES = 1_440

const nobody: DeskApi = {
  tell: () => Promise.reject(new Error('the desk was entered')),
  sweep: () => Promise.reject(new Error('the desk was entered')),
}

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
})

/** The targets, who asked them how often, in which order they were done with, and what each invocation took upon itself. */
function openTargets(clock: Clock, modeOf: (name: string) => Mode) {
  const asked = new Map<string, number>()
  const done: string[] = []
  const invocations: { calls: number; refused: number }[] = []

  function openIo(visit: Visit): Io {
    const io = clock.openIo(visit)
    const invocation = { calls: 0, refused: 0 }
    invocations.push(invocation)
    let waiting = 0
    const fetch: Io['fetch'] = async (outbound) => {
      const [, name] = /\/targets\/(\w+)\/health$/.exec(outbound.url) ?? []
      if (name === undefined) return ok({ ...ANSWER, body: MAILED })
      asked.set(name, (asked.get(name) ?? 0) + 1)
      if (waiting === CONNECTIONS || ++invocation.calls > CALLS_PER_LANE) {
        invocation.refused++
        return err({ ...lateness('hanging', outbound), kind: 'network' })
      }
      const mode = modeOf(name)
      waiting++
      await clock.sleep(mode === 'hanging' ? outbound.deadlineMs : ANSWER_MS)
      waiting--
      if (mode === 'dripping') await clock.sleep(outbound.deadlineMs - ANSWER_MS)
      done.push(name)
      return mode === 'well' ? ok(ANSWER) : err(lateness(mode, outbound))
    }
    return { ...io, fetch }
  }

  return { asked, done, invocations, openIo }
}

/** What the mail service says, which is well as well. */
const MAILED = '{"data":[{"id":"mail"}]}'

const ANSWER: Answer = {
  status: 200,
  headers: new Headers(),
  body: 'ok',
  bytes: 2,
  headersMs: ANSWER_MS,
  totalMs: ANSWER_MS,
}

function lateness(mode: Mode, { deadlineMs }: Outbound): Trouble {
  const nothing = { kind: 'timeout-headers', status: null, headersMs: null, bytes: 0 } as const
  const little = { kind: 'timeout-body', status: 200, headersMs: ANSWER_MS, bytes: 1 } as const
  return { ...(mode === 'dripping' ? little : nothing), detail: 'late', totalMs: deadlineMs }
}

/** What a minute left behind: of each monitor the kinds of its looks. */
async function keptOf(minute: number): Promise<Map<string, string[]>> {
  const { results: rows } = await env.DB.prepare('select block, minute, data from samples where minute = ?1')
    .bind(minute)
    .all<{ block: number; minute: number; data: string }>()
  const { results: layouts } = await env.DB.prepare('select name, monitors from layouts').all<Record<string, string>>()
  const minutes = readSamples(
    rows.map((row) => ({ ...row, data: JSON.parse(row.data) })),
    layouts.map(({ name = '', monitors = '[]' }) => ({ name, monitors: JSON.parse(monitors) })),
  )
  return new Map(minutes.map(({ monitor, looks }) => [monitor, looks.map(({ kind }) => kind)]))
}

type Weight = Pick<Counted, 'queries' | 'rowsWritten' | 'bytesTo' | 'bytesFrom'>

const everyone = (kindOf: (name: string) => string) => new Map(NAMES.map((name) => [name, [kindOf(name)]]))

describe('quiet minutes of a thousand monitors', () => {
  const { db, counted } = countingDatabase()

  async function pass(minute: number): Promise<Weight> {
    Object.assign(counted, { queries: 0, rowsWritten: 0, bytesTo: 0, bytesFrom: 0 })
    const visit = { now: BEGIN + minute * MINUTE, isByHand: true }
    const openIo = (at: Visit): Io => ({ ...openWorldIo(at), fetch: async () => ok(ANSWER) })
    const report = await runMinute(buildSystem({ runbook: RUNBOOK, db, visit, desk: nobody, openIo }))
    expect(report).toMatchObject({ outcome: 'done', probed: 1_000, told: 0, untold: 0, unknown: 0 })
    return { ...counted }
  }

  it('write 12 rows and ask D1 8 times at the most, also while hours are folded, and keep every sample', async () => {
    await pass(0)
    const hours = env.LONG === '1' ? 25 : 1
    const minutes: Weight[] = []
    for (let minute = 1; minute < HOUR_MINUTES * (1 + hours); minute++) minutes.push(await pass(minute))
    const most = (pick: (one: Weight) => number) => Math.max(...minutes.map(pick))
    expect(most(({ rowsWritten }) => rowsWritten)).toBeLessThanOrEqual(12)
    expect(most(({ queries }) => queries)).toBeLessThanOrEqual(8)
    const kept = await Promise.all(minutes.map((_, index) => keptOf(minuteOf(BEGIN) + index + 1)))
    expect(kept.filter((looks) => looks.size !== NAMES.length)).toEqual([])

    // The first hour has nothing behind it that could be folded.
    const folding = minutes.slice(HOUR_MINUTES - 1)
    const perMonitorDay = (pick: (one: Weight) => number) =>
      ((folding.reduce((total, one) => total + pick(one), 0) / folding.length) * DAY_MINUTES) / NAMES.length
    expect(perMonitorDay(({ bytesTo }) => bytesTo)).toBeLessThanOrEqual(20_000)
    expect(perMonitorDay(({ bytesFrom }) => bytesFrom)).toBeLessThanOrEqual(100_000)
  }, 120_000)
})

describe('of a thousand monitors', () => {
  const visit = { now: BEGIN, isByHand: false }
  const lanes = Math.ceil(NAMES.length / LANE_SIZE)
  const lanesAgain = lanes * Math.ceil((LANE_SIZE - CONNECTIONS) / CONNECTIONS)

  async function passWith(modeOf: (name: string) => Mode) {
    const { db, counted } = countingDatabase()
    const clock = openClock(counted)
    const { openIo, invocations, ...targets } = openTargets(clock, modeOf)
    const report = await clock.run(runMinute(buildSystem({ runbook: RUNBOOK, db, visit, openIo })))
    expect(report).toMatchObject({ outcome: 'done', probed: 1_000, untold: 0, unknown: 0 })
    expect(invocations.filter(({ refused }) => refused > 0)).toEqual([])
    expect(await keptOf(minuteOf(BEGIN))).toEqual(everyone((name) => (modeOf(name) === 'well' ? 'pass' : 'fail')))
    return { ...targets, lanes: invocations.filter(({ calls }) => calls > 0), passed: clock.passed() }
  }

  it.each([
    // A lane in which six of them meet hands the others to three more.
    ['every tenth', (name: string) => name.endsWith('0'), lanes + 6],
    ['every one', () => true, lanes + lanesAgain],
  ])('%s may hang: each is looked at once, confirmed and told', async (_, hangs, mostLanes) => {
    const { asked, lanes, passed } = await passWith((name) => (hangs(name) ? 'hanging' : 'well'))
    const leastOf = (name: string) => (hangs(name) ? 2 : 1)
    expect(NAMES.filter((name) => (asked.get(name) ?? 0) < leastOf(name))).toEqual([])
    const { results } = await env.DB.prepare('select monitor from troubles order by monitor').all<{ monitor: string }>()
    expect(results.map(({ monitor }) => monitor)).toEqual(NAMES.filter(hangs))
    expect(lanes.length).toBeLessThanOrEqual(mostLanes)
    expect(passed).toBeLessThanOrEqual(2.5 * DEADLINE_MS)
  })

  it('one may drip for ever: all others are done with before it', async () => {
    const { done, asked } = await passWith((name) => (name === 'm500' ? 'dripping' : 'well'))
    const others = NAMES.filter((name) => name !== 'm500')
    expect(done.slice(0, others.length).toSorted()).toEqual(others)
    expect(asked.get('m500')).toBeGreaterThan(1)
  })
})
