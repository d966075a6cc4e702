// Maintenance at the front door: what is declared is stored to the letter, and ends when somebody says so.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, iso, MINUTE, SECOND } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { askAt, BEARER, everyRow, expectArmour, expectRefusal, rowsOf, SCRIPT, seal } from './door.ts'

const opened = openRunbook(changed({}), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value
const WISH = { service: 'api', minutes: 90, author: 'Dana', reason: 'A larger disk.\nIt takes a while.' }

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  now = BEGIN
})

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return askAt(now, runbook, { path, ...init })
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  return await ask(`/api/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
}

type Document = { id: string; service: string; from: string; until: string; author: string; reason: string }

async function done<T>(status: number, answer: Response): Promise<T> {
  const text = await answer.text()
  expect(answer.status, text).toBe(status)
  expectArmour(answer, text)
  return JSON.parse(text)
}

const declare = async (wish: object = WISH) =>
  (await done<{ maintenance: Document }>(201, await call('POST', '/maintenance', wish))).maintenance
const listed = async () => (await done<{ maintenance: Document[] }>(200, await call('GET', '/maintenance'))).maintenance
const rows = () => rowsOf<Record<string, unknown>>('select * from maintenance order by from_at')
const minuteAt = (ms: number) => expect.stringMatching(new RegExp(`^${iso(BEGIN + ms).slice(0, 17)}`))
const about = (at: number) => expect.closeTo(at, -4)

describe('maintenance', () => {
  it('that is declared begins now, is stored, and is listed', async () => {
    const said = await declare()
    const { minutes: _, ...rest } = WISH
    expect(said).toEqual({ id: expect.any(String), ...rest, from: minuteAt(0), until: minuteAt(90 * MINUTE) })
    expect(await rows()).toEqual([
      { id: said.id, ...rest, from_at: about(BEGIN), until_at: about(BEGIN + 90 * MINUTE) },
    ])
    expect(await listed()).toEqual([{ ...said, failing: [] }])
  })

  it('may begin later, wherever the clock is', async () => {
    const { from, until } = await declare({ ...WISH, from: '2026-03-02T13:00:00+01:00' })
    expect([from, until]).toEqual(['2026-03-02T12:00:00.000Z', '2026-03-02T13:30:00.000Z'])
  })

  it('ends when somebody says so, once; what has not begun never does', async () => {
    const { id } = await declare()
    const later = await declare({ ...WISH, from: iso(BEGIN + 5 * HOUR) })
    now += 10 * MINUTE
    for (const one of [id, later.id])
      expect(await done(200, await call('DELETE', `/maintenance/${one}`))).toEqual({ ended: true })
    now += SECOND
    await expectRefusal(await call('DELETE', `/maintenance/${id}`), [404])
    expect((await listed()).map(({ from, until }) => [from, until])).toEqual([
      [minuteAt(0), minuteAt(10 * MINUTE)],
      [minuteAt(10 * MINUTE), minuteAt(10 * MINUTE)],
    ])
  })

  it('that is over is listed for a day', async () => {
    await declare()
    now += 25 * HOUR
    expect(await listed()).toHaveLength(1)
    now += HOUR
    expect(await listed()).toEqual([])
  })

  it('comes with a deploy that says how long it takes, and is over with it', async () => {
    const deploy = { service: 'api', sha: 'abcdef1', author: 'kim' }
    await done(201, await call('POST', '/deploys', { ...deploy, status: 'started', downtimeMinutes: 15 }))
    const reason = 'the deploy of abcdef1 is expected to interrupt it'
    const [away] = await listed()
    expect(away).toMatchObject({ service: 'api', author: 'kim', reason, until: minuteAt(15 * MINUTE) })
    now += 4 * MINUTE
    await done(201, await call('POST', '/deploys', { ...deploy, status: 'succeeded' }))
    expect((await listed()).map(({ id, until }) => [id, until])).toEqual([[away?.id, minuteAt(4 * MINUTE)]])
  })

  it('of a deploy can be ended too, by its name', async () => {
    await call('POST', '/deploys', { service: 'api', sha: 'abcdef1', status: 'started', downtimeMinutes: 15 })
    const [away] = await listed()
    expect((await call('DELETE', `/maintenance/${encodeURIComponent(away?.id ?? '')}`)).status).toBe(200)
  })
})

describe('who is told', () => {
  it('everybody reads when, and only responders why and from whom', async () => {
    await declare({ ...WISH, reason: `The disk ${SCRIPT}`, from: '2026-03-02T12:00:00Z' })
    const session = { action: 'respond', incident: null, responder: 'first', expiresAt: BEGIN + HOUR } as const
    const headers = { cookie: `watchkeeper=${await seal.close(session)}` }
    const open = await (await ask('/')).text()
    const inside = await (await ask('/respond', { headers })).text()
    expect(open).toContain('<li>API, from 12:00 to 13:30 UTC on 2 March</li>')
    expect(open).not.toMatch(/Dana|The disk/)
    expect(inside).toContain('The disk &lt;script&gt;')
    expect(inside).toContain('from 12:00 to 13:30 UTC on 2 March, says Dana')
    expect(inside).toContain('The first minute is still to come.')
  })
})

describe('nothing is stored of', () => {
  it.each<[string, object, RegExp]>([
    ['a service nobody has', { ...WISH, service: 'nope' }, /no service \\?"nope/],
    ['constructor', { ...WISH, service: 'constructor' }, /service/],
    ['no time', { ...WISH, minutes: 0 }, /minutes/],
    ['more than a week', { ...WISH, minutes: 7 * 24 * 60 + 1 }, /minutes/],
    ['half a minute', { ...WISH, minutes: 0.5 }, /minutes/],
    ['what is over', { ...WISH, from: iso(BEGIN - 90 * MINUTE) }, /over already/],
    ['an instant of no place', { ...WISH, from: '2026-03-02T12:00:00' }, /from/],
    ['nobody', { ...WISH, author: ' ' }, /author/],
    ['no reason', { ...WISH, reason: undefined }, /reason/],
    ['an end beside the length', { ...WISH, until: iso(BEGIN + HOUR) }, /until/],
  ])('%s', async (_name, wish, said) => {
    const before = await everyRow()
    expect(await expectRefusal(await call('POST', '/maintenance', wish), [400])).toMatch(said)
    expect(await everyRow()).toBe(before)
  })
})
