// Silences at the front door: stored to the letter, ended when somebody says so, and nothing of what is no silence.

import { applyD1Migrations, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { HOUR, iso, MINUTE, SECOND } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE } from '../runbook/written.ts'
import { BEGIN } from '../theatre.ts'
import { askAt, BEARER, everyRow, expectArmour, expectRefusal, FORM, rowsOf, SCRIPT, seal } from './door.ts'

const opened = openRunbook(changed({}), OUTSIDE)
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const runbook = opened.value
const WISH = { service: 'api', monitor: 'inbox', minutes: 90, author: 'Dana', reason: 'A noisy limit.' }

let now = BEGIN

beforeEach(async () => {
  await reset()
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS)
  now = BEGIN
})

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { ...BEARER, 'content-type': 'application/json' }
  const said = body !== undefined && { body: JSON.stringify(body) }
  return await askAt(now, runbook, { path: `/api/v1${path}`, method, headers, ...said })
}

async function done<T>(status: number, answer: Response): Promise<T> {
  const text = await answer.text()
  expect(answer.status, text).toBe(status)
  expectArmour(answer, text)
  return JSON.parse(text)
}

const minuteAt = (ms: number) => expect.stringMatching(new RegExp(`^${iso(BEGIN + ms).slice(0, 17)}`))

describe('a silence', () => {
  it('that is placed begins now, is stored and listed, and ends when somebody says so, once', async () => {
    const { silence } = await done<{ silence: { id: string } }>(201, await call('POST', '/silences', WISH))
    const { minutes: _, ...rest } = WISH
    expect(silence).toEqual({ id: silence.id, ...rest, from: minuteAt(0), until: minuteAt(90 * MINUTE) })
    expect(await rowsOf('select * from silences')).toMatchObject([{ ...rest, id: silence.id }])
    expect(await done(200, await call('GET', '/silences'))).toEqual({ silences: [{ ...silence, failing: [] }] })
    now += 10 * MINUTE
    expect(await done(200, await call('DELETE', `/silences/${silence.id}`))).toEqual({ ended: true })
    now += SECOND
    await expectRefusal(await call('DELETE', `/silences/${silence.id}`), [404])
    expect(await done(200, await call('GET', '/silences'))).toMatchObject({
      silences: [{ until: minuteAt(10 * MINUTE) }],
    })
    now += 25 * HOUR
    expect(await done(200, await call('GET', '/silences'))).toEqual({ silences: [] })
  })

  it('may be of a whole service, and begin later', async () => {
    const wish = { ...WISH, monitor: undefined, from: '2026-03-02T13:00:00+01:00' }
    const { silence } = await done<{ silence: object }>(201, await call('POST', '/silences', wish))
    expect(silence).toMatchObject({
      monitor: null,
      from: '2026-03-02T12:00:00.000Z',
      until: '2026-03-02T13:30:00.000Z',
    })
  })
})

describe('nothing is stored of', () => {
  it.each<[string, object, RegExp]>([
    ['a service nobody has', { service: 'nope' }, /no service \\?"nope/],
    ['a monitor nobody has', { monitor: 'inbux' }, /API has no monitor \\?"inbux\\?"; it has health, inbox/],
    ['a monitor of another service', { monitor: 'home' }, /no monitor/],
    ['constructor', { monitor: 'constructor' }, /monitor/],
    ['no time', { minutes: 0 }, /minutes/],
    ['less than none', { minutes: -5 }, /minutes/],
    ['more than a week', { minutes: 7 * 24 * 60 + 1 }, /minutes/],
    ['what is over', { from: iso(BEGIN - 90 * MINUTE) }, /over already/],
    ['an end beside the length', { until: iso(BEGIN - HOUR) }, /until/],
    ['nobody', { author: undefined }, /author/],
    ['no reason', { reason: ' ' }, /reason/],
  ])('%s', async (_name, changes, said) => {
    const before = await everyRow()
    expect(await expectRefusal(await call('POST', '/silences', { ...WISH, ...changes }), [400])).toMatch(said)
    expect(await everyRow()).toBe(before)
  })

  it.each<[string, string, boolean, number]>([
    ['a form without a session', 'about=api&reason=x&minutes=15', false, 401],
    ['a form about nothing', 'about=&reason=x&minutes=15', true, 400],
    ['a form without a reason', 'about=api&reason=+&minutes=15', true, 400],
    ['a form of more than a week', 'about=api&reason=x&minutes=10081', true, 400],
    ['a form of no time', 'about=api&reason=x&minutes=0', true, 400],
    ['a form of a tag', `about=${encodeURIComponent(SCRIPT)}&reason=x&minutes=15`, true, 400],
  ])('%s', async (_name, body, isSignedIn, status) => {
    const claim = { action: 'respond', incident: null, responder: 'first', expiresAt: now + HOUR } as const
    const cookie = isSignedIn ? { cookie: `watchkeeper=${await seal.close(claim)}` } : {}
    const before = await everyRow()
    const init = { method: 'POST', headers: { ...FORM, ...cookie }, body }
    await expectRefusal(await askAt(now, runbook, { path: '/respond/silence', ...init }), [status])
    expect(await everyRow()).toBe(before)
  })
})
