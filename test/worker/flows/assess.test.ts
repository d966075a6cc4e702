// What an incident finds gathered when somebody opens it: the checklist's answers, each by itself, kept exactly once.

import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import type { Assessed } from '../../../src/core/assess/answer.ts'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { packSamples } from '../../../src/core/kept/sample.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { MINUTE, minuteOf } from '../../../src/core/time.ts'
import { assess } from '../../../src/flows/assess/assess.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { writeSamples } from '../../../src/store/watch/minutes.ts'
import { gatherReadings } from '../../../src/store/watch/readings.ts'
import { signIn } from '../http/door.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN, theatre } from '../theatre.ts'
import { buildSystem, countingDatabase } from './house.ts'

const PAGE = `${env.WORLD_URL}/targets/acme-provider`
const HOST = new URL(PAGE).host
const TELLS = { kind: 'metric', pushed: true, fail: { above: 100 } }

let stage: Stage

beforeEach(async () => {
  const tables = ['clock', 'samples', 'troubles', 'board', 'incidents', 'incident_events', 'timers', 'outbox', 'inbox']
  const more = ['inbox_reads', 'deploys', 'standing', 'readings', 'rollbacks', 'layouts']
  await env.DB.batch([...tables, ...more].map((table) => env.DB.prepare(`delete from ${table}`)))
  stage = await openStage(theatre())
})

async function breakApi(): Promise<void> {
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(1)
}

type Told = { assessment: { at: string; answers: Assessed[] } | null; timeline: { kind: string }[]; messages: object[] }

async function told(): Promise<Told> {
  return (await stage.api<Told>('GET', '/incidents/INC-1')).body
}

function runbookWith(changes: Record<string, unknown>): Runbook {
  const opened = openRunbook(changed(changes), { ...OUTSIDE, allowLoopback: true })
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

/** The first incident as it stands, assessed under another runbook. */
async function assessed(runbook: Runbook, db = env.DB): Promise<Assessed[]> {
  const visit = { now: stage.now(), isByHand: true }
  return await assess('INC-1', { ...buildSystem({ runbook, db, visit }) })
}

const about = (answers: readonly Assessed[], words: string) => answers.find(({ question }) => question.includes(words))

describe('an incident that opens', () => {
  it('is assessed by itself, once, for the page, the API and the post-mortem', async () => {
    const deploy = { service: 'web', sha: 'abcdef1', version: 'v7', author: 'kim', migration: 'additive' }
    await stage.api('POST', '/deploys', deploy)
    await breakApi()

    const { assessment, timeline, messages } = await told()
    expect(timeline.filter(({ kind }) => kind === 'assessed')).toHaveLength(1)
    expect(JSON.stringify(messages)).not.toContain('assess')
    const answers = assessment?.answers ?? []
    expect(about(answers, 'What else')).toMatchObject({ kind: 'fine', answer: 'Nothing.' })
    expect(about(answers, 'uptime of Core API')).toMatchObject({ kind: 'unknown' })
    expect(about(answers, 'deployed')).toMatchObject({
      kind: 'finding',
      answer: 'Web v7.',
      detail: ['Web v7: commit abcdef1, by kim, succeeded at 2026-03-02 09:00 UTC, migration additive'],
    })
    expect(about(answers, HOST)).toMatchObject({ kind: 'fine', answer: '“All Systems Operational”.' })
    expect(about(answers, 'machines')).toMatchObject({
      kind: 'unknown',
      answer: expect.stringContaining('Nobody tells'),
    })
    expect(about(answers, 'Sentry')).toMatchObject({ kind: 'fine', answer: 'Nothing.' })
    expect(answers.slice(-4).map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])

    const page = await (await stage.request('/respond/INC-1', { headers: await signIn(stage) })).text()
    expect(page).toContain('id="assessment"')
    expect(page).toContain('by kim')
    expect(page).not.toContain('Still being gathered')
    const draft = await (
      await stage.request('/api/v1/incidents/INC-1/postmortem', {
        headers: { authorization: `Bearer ${env.ADMIN_TOKEN}` },
      })
    ).text()
    expect(draft).toContain('- What was deployed in the two hours before? Web v7.')
    expect(draft).not.toContain('kim')
  })

  it('says that it is being gathered until it is', async () => {
    await breakApi()
    await env.DB.prepare(`delete from incident_events where event like '%"assessed"%'`).run()
    await env.DB.prepare(`update outbox set state = 'owed' where carrier = 'assessment'`).run()
    const page = await (await stage.request('/respond/INC-1', { headers: await signIn(stage) })).text()
    expect(page).toContain('Still being gathered')
    expect((await told()).assessment).toBeNull()
  })

  it('keeps answers that come twice once', async () => {
    await breakApi()
    const before = (await told()).timeline.length
    const again: Fact = { kind: 'assessed', incident: 'INC-1', answers: [] }
    await env.DESK.getByName('desk').tell([again], { now: stage.now(), isByHand: true })
    expect((await told()).timeline).toHaveLength(before)
  })

  it('is assessed anew when it comes back', async () => {
    await breakApi()
    await stage.control('PUT', 'targets/acme-api', { mode: 'healthy' })
    await stage.pass(35)
    await breakApi()
    const kinds = (await told()).timeline.map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'reopened' || kind === 'assessed')).toEqual([
      'assessed',
      'reopened',
      'assessed',
    ])
  })
})

describe('what a provider says', () => {
  const degraded = {
    status: { indicator: 'minor', description: 'Partially\nDegraded Service' },
    components: [
      { name: 'Regions', status: 'partial_outage', group: true },
      { name: 'EU West', status: 'partial_outage', group: false },
      { name: 'US East', status: 'operational' },
    ],
  }
  const cases: [string, object, Partial<Assessed>][] = [
    ['degraded', { body: degraded }, { kind: 'finding', answer: '“Partially Degraded Service”.', detail: ['EU West'] }],
    ['an error', { mode: 'failing' }, { answer: 'Could not find out: the status page answered 500.' }],
    [
      'silence',
      { mode: 'hanging' },
      { answer: 'Could not find out: the status page did not answer (timeout-headers).' },
    ],
    ['silence in the middle', { mode: 'hanging-body' }, { answer: expect.stringContaining('(timeout-body)') }],
    ['junk', { mode: 'lying' }, { answer: 'Could not find out: the status page answered 200 without a summary.' }],
    ['a gigabyte', { mode: 'huge' }, { answer: 'Could not find out: the status page answered more than is read.' }],
    ['another page', { mode: 'redirecting' }, { answer: 'Could not find out: the status page answered 302.' }],
  ]
  it.each(cases)('%s, and hinders no other answer', async (_name, behaviour, answer) => {
    await stage.control('PUT', 'targets/acme-provider', behaviour)
    await breakApi()
    const { assessment } = await told()
    expect(about(assessment?.answers ?? [], HOST)).toMatchObject({ kind: 'unknown', ...answer })
    expect(about(assessment?.answers ?? [], 'What else')).toMatchObject({ kind: 'fine' })
    expect((await stage.mails()).length).toBeGreaterThan(0)
  })
})

describe('the questions', () => {
  beforeEach(breakApi)

  it('take two statements, however much there is to know', async () => {
    const { db, counted } = countingDatabase()
    await assessed(runbookWith({ 'services.web.statusPage': PAGE }), db)
    expect(counted.queries).toBe(2)
  })

  it('are asked of a page once, for the service and all that it needs', async () => {
    const before = await stage.control<{ targets: Record<string, { count: number }> }>('GET', 'state')
    const pages = { 'services.api.statusPage': PAGE, 'services.api.dependsOn': ['web'], 'services.web.dependsOn': [] }
    await assessed(runbookWith({ ...pages, 'services.web.statusPage': PAGE }))
    const after = await stage.control<typeof before>('GET', 'state')
    expect((after.targets['acme-provider']?.count ?? 0) - (before.targets['acme-provider']?.count ?? 0)).toBe(1)
  })

  it('what else fails, by service, and what cannot be seen', async () => {
    const health = { since: BEGIN, bad: 1, good: 0, firstBadAt: BEGIN, observedAt: BEGIN }
    const put = (monitor: string, state: string, reason: string) =>
      env.DB.prepare('insert into troubles values (?1, ?2)').bind(
        monitor,
        JSON.stringify({ monitor, state, reason, ...health }),
      )
    await put('inbox', 'unknown', 'never came back').run()
    const unseen = 'Nothing that is known, but 1 monitor could not be seen.'
    expect(about(await assessed(runbookWith({})), 'What else')).toMatchObject({ kind: 'unknown', answer: unseen })
    await put('home', 'degraded', 'took 6 s').run()
    expect(about(await assessed(runbookWith({})), 'What else')).toMatchObject({
      kind: 'finding',
      answer: '1 more monitor.',
      detail: ['Web: Web is degraded (took 6 s)', 'API: Inbox is unknown (never came back)'],
    })
  })

  it('how it stood before', async () => {
    const hour = Math.floor(BEGIN / (60 * MINUTE)) - 1
    await env.DB.prepare('insert into standing values (0, ?1, ?2)').bind(hour, '{"api":"540 1439,1"}').run()
    const answer = 'Today 100 %, over the 2 days of 30 that are known 99.94 %.'
    expect(about(await assessed(runbookWith({})), 'uptime')).toMatchObject({ kind: 'fine', answer })
  })

  it('how the machines are, of the service and of what it needs', async () => {
    const now = stage.now()
    const machines = [
      { state: 'started' },
      { id: 'm2', state: 'stopped', killedAt: now - MINUTE },
      { id: 'm3', state: 'failed' },
    ]
    await stage.control('PUT', 'fly/acme-mcp', { machines })
    const platform = { kind: 'fly', app: 'acme-mcp', token: { secret: 'ADMIN_TOKEN' }, api: `${env.WORLD_URL}/fly` }
    const dependencies = { 'services.web.dependsOn': [], 'services.api.dependsOn': ['web'] }
    const runbook = runbookWith({ ...dependencies, 'services.web.sleeps': { platform } })
    expect(about(await assessed(runbook), 'machines of Web')).toMatchObject({
      kind: 'finding',
      answer: '3 machines: 1 cannot run, 1 awake, 1 asleep, 1 killed for lack of memory in the last two hours.',
      detail: ['m2 ran out of memory and was killed at 2026-03-02 09:00 UTC'],
    })
    await stage.control('PUT', 'fly/acme-mcp', { status: 503 })
    expect(about(await assessed(runbook), 'machines of Web')).toMatchObject({
      kind: 'unknown',
      answer: 'Could not find out: Fly answered 503.',
    })
  })

  it('what Sentry counted in the last hour, without a text of its own', async () => {
    const issue = { title: 'kim@example.org broke', level: 'error', project: { slug: 'api' } }
    const post = (id: string, counts: object, at: number) => {
      const body = JSON.stringify({ action: 'created', data: { issue: { id, ...issue, ...counts } } })
      return env.DB.prepare(
        `insert into inbox (source, key, received_at, body, headers, is_unread) values ('sentry', ?1, ?2, ?3, '{}', 0)`,
      ).bind(id, at, body)
    }
    await env.DB.batch([
      post('1', { count: '57', userCount: 23 }, stage.now() - MINUTE),
      post('2', { count: 'many' }, stage.now() - 2 * MINUTE),
      post('3', { count: '900', userCount: 90 }, stage.now() - 61 * MINUTE),
    ])
    const said = about(await assessed(runbookWith({})), 'Sentry')
    expect(said).toMatchObject({
      question: 'What did Sentry tell of API in the last hour?',
      kind: 'finding',
      answer: '2 deliveries, up to 57 events and 23 users in one of them.',
    })
  })

  it('what monitors tell of workers, queues, pool and memory', async () => {
    const runbook = runbookWith({
      'monitors.health.tells': 'workers',
      'monitors.queue': { ...TELLS, service: 'web', title: 'Queue', unit: 'jobs', tells: 'queues' },
      'monitors.pool': { ...TELLS, service: 'api', title: 'Pool', unit: '%', tells: 'pool' },
    })
    const said = async () => (await assessed(runbook)).slice(-4).map(({ kind, answer }) => `${kind}: ${answer}`)
    expect(await said()).toEqual([
      'unknown: API was not seen in the last hour.',
      'unknown: Queue was not seen in the last hour.',
      'unknown: Pool was not seen in the last hour.',
      `unknown: Nobody tells: no monitor says that it tells 'memory'.`,
    ])
    const at = stage.now() - 2 * MINUTE
    const seen = [
      { monitor: 'health', kind: 'pass', value: 120, at },
      { monitor: 'queue', kind: 'pass', value: 12, at },
      { monitor: 'pool', kind: 'pass', value: 80.5, at },
    ] as const
    await writeSamples(env.DB, { minute: minuteOf(at), blocks: packSamples(runbook, seen), known: [] })
    await gatherReadings(env.DB, [{ monitor: 'queue', at: stage.now(), value: 13 }])
    const full = { monitor: 'pool', state: 'down', reason: 'is 99 %, above 90 %', since: at, bad: 1, good: 0 }
    await env.DB.prepare(`insert into troubles values ('pool', ?1)`).bind(JSON.stringify(full)).run()
    expect((await said()).slice(0, 3)).toEqual([
      'fine: API is well.',
      'fine: Queue is well, 13 jobs.',
      'finding: Pool is down (is 99 %, above 90 %), 80.5 %.',
    ])
  })
})
