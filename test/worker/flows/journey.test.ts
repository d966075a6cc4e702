// Journeys through a simulated service, in minutes fired by hand: what is there afterwards, what is kept, and what is told.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Runbook } from '../../../src/core/runbook.ts'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import type { DeskApi, System } from '../../../src/flows/system.ts'
import { runMinute } from '../../../src/flows/watch/minute.ts'
import { address, secret } from '../../../src/runbook/define.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { writeJourneys } from '../../../src/store/watch/journeys.ts'
import type { Job } from '../../../world/state.ts'
import { changed } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { buildSystem, control } from './house.ts'

const jobs = (path: string) => address('JOBS_URL', `${env.WORLD_URL}/jobs/agento`, path)
const headers = { 'x-api-key': secret('ADMIN_TOKEN'), 'content-type': 'application/json' }

/** Nothing but a completed run with its output passes. */
const run = {
  service: 'api',
  kind: 'journey',
  every: '1m',
  steps: [
    {
      name: 'enqueue a run',
      url: jobs('/v1/orchestrations/run'),
      method: 'POST',
      headers,
      body: '{"workflow":"ping"}',
      capture: { runId: { json: '$.id' } },
    },
    {
      name: 'poll the summary',
      url: jobs('/v1/orchestrations/runs/{{runId}}/summary'),
      headers,
      json: [
        { path: '$.status', equals: 'completed' },
        { path: '$.runOutput', exists: true },
      ],
      until: { every: '2s', within: '20s' },
    },
  ],
}

/** Whatever becomes of it, the message is deleted. */
const message = {
  service: 'api',
  kind: 'journey',
  every: '1m',
  steps: [
    {
      name: 'send a message',
      url: jobs('/messages'),
      method: 'POST',
      headers,
      body: '{"text":"a test of ours"}',
      capture: { messageId: { header: 'location', text: '/([^/]+)$/' } },
    },
    {
      name: 'see it arrive',
      url: jobs('/messages/{{messageId}}'),
      headers,
      json: [{ path: '$.status', equals: 'completed' }],
      until: { every: '2s', within: '20s' },
    },
  ],
  cleanup: [{ name: 'delete it', url: jobs('/messages/{{messageId}}'), method: 'DELETE', headers, statuses: [204] }],
}

function opened(monitors: object): Runbook {
  const runbook = openRunbook(changed({ monitors }), { resolve: () => undefined, allowLoopback: true })
  if (!runbook.ok) throw new Error(JSON.stringify(runbook.error))
  return runbook.value
}

let now = BEGIN
const made = async () => ((await control('GET', 'state')) as { jobs: { agento?: { made: Job[] } } }).jobs.agento?.made
const rows = async () => {
  const { results } = await env.DB.prepare('select monitor, slot, at, steps from journeys').all<{ steps: string }>()
  return results.map((row) => ({ ...row, steps: JSON.parse(row.steps) }))
}

beforeEach(async () => {
  now += 10 * MINUTE
  await control('POST', 'reset')
  await control('PUT', 'jobs/agento', { key: env.ADMIN_TOKEN })
  await env.DB.prepare('delete from journeys').run()
})

/** One minute, and what the desk heard of it. */
async function fire(monitors: object, change: (system: System) => Partial<System> = () => ({})) {
  const told: unknown[] = []
  const desk: DeskApi = {
    async tell(facts) {
      told.push(facts)
      return []
    },
    sweep: async () => undefined,
  }
  const system = buildSystem({ runbook: opened(monitors), visit: { now, isByHand: true }, desk })
  const report = await runMinute({ ...system, ...change(system) })
  return { report, told: JSON.stringify(told) }
}

describe('a run that is enqueued', () => {
  it('is asked about until it is completed, and each step is kept', async () => {
    expect((await fire({ run })).report).toMatchObject({ probed: 1, unknown: 0, told: 0 })
    expect(await made()).toMatchObject([
      { idempotencyKey: `run/${Math.floor(now / 1000)}/enqueue a run`, body: { workflow: 'ping' }, polls: 3 },
    ])
    const slot = Math.floor(now / HOUR) % 168
    expect(await rows()).toMatchObject([
      {
        monitor: 'run',
        slot,
        steps: [
          { name: 'enqueue a run', kind: 'pass', reason: 'passed' },
          { name: 'poll the summary', kind: 'pass', reason: 'passed' },
        ],
      },
    ])
  })

  it('and never completes is a failure that names the step', async () => {
    await control('PUT', 'jobs/agento', { ends: 'never' })
    const { report, told } = await fire({ run })
    expect(report).toMatchObject({ told: 1 })
    expect(told).toContain('\\"poll the summary\\": answered 200 with a value at $.status that is not')
    expect((await made())?.[0]?.polls).toBe(10)
  })

  it('is enqueued once, also when its lane is killed in the middle of it', async () => {
    const others = Array.from({ length: 6 }, (_, index) => [
      `t${index}`,
      { service: 'api', kind: 'http', url: `${env.WORLD_URL}/targets/t${index}` },
    ])
    let killed: Promise<unknown> | null = null
    const killing = ({ lane }: System): Partial<System> => ({
      lane: (...named) => {
        const real = lane(...named)
        const begin: typeof real.begin = async (tasks, ...rest) => {
          const begun = real.begin(tasks, ...rest)
          if (killed !== null || !tasks.some(({ monitor }) => monitor === 'run')) return begun
          killed = begun
          await expect.poll(made).toHaveLength(1)
          throw new Error('the lane was killed')
        }
        return { ...real, begin }
      },
    })
    const { report, told } = await fire({ run, ...Object.fromEntries(others) }, killing)
    await killed
    expect(report).toMatchObject({ probed: 7, unknown: 1 })
    expect(told).toContain('what writes is not begun again')
    // A second run would have met the same job under its key, and asked about it once more.
    expect(await made()).toMatchObject([{ polls: 3 }])
  })
})

describe('a message that is sent', () => {
  it('arrives and is deleted', async () => {
    expect((await fire({ message })).report).toMatchObject({ probed: 1, told: 0 })
    expect(await made()).toMatchObject([{ id: 'job-1', polls: 3, isDeleted: true }])
  })

  it('and does not arrive is deleted all the same', async () => {
    await control('PUT', 'jobs/agento', { ends: 'failed' })
    expect((await fire({ message })).told).toContain('\\"see it arrive\\": answered 200')
    expect(await made()).toMatchObject([{ isDeleted: true }])
  })

  it('and cannot be deleted is told as what is left behind', async () => {
    await control('PUT', 'jobs/agento', { broken: ['DELETE'] })
    expect((await fire({ message })).told).toContain('what the journey made may still be there')
    expect(await made()).toMatchObject([{ isDeleted: false }])
  })
})

it('keeps the last run of each hour, for a week', async () => {
  const at = (hours: number) => BEGIN + hours * HOUR
  const keep = (instant: number, name: string) => {
    const steps = [{ name, kind: 'pass', ms: 1, reason: 'passed' } as const]
    const plain = { monitor: 'plain', kind: 'pass', value: 1, at: instant } as const
    return writeJourneys(env.DB, instant / MINUTE, [plain, { ...plain, monitor: 'run', steps }])
  }
  await keep(at(0) + 2 * MINUTE, 'later')
  await keep(at(0), 'sooner')
  expect((await rows()).map(({ steps }) => steps[0].name)).toEqual(['later'])
  await keep(at(1), 'an hour later')
  await keep(at(168), 'a week later')
  expect((await rows()).map(({ steps }) => steps[0].name).toSorted()).toEqual(['a week later', 'an hour later'])
})
