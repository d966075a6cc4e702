import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()

describe('a setting', () => {
  it.each([
    ['targets/api', { mood: 'bad' }, 'there is no setting "mood"'],
    ['targets/api', { mode: 'sleepy' }, '"mode" must be one of healthy'],
    ['targets/api', { status: 99 }, '"status" must be a whole number from 200 to 599, or null'],
    ['targets/api', { headers: { 'bad name': 'x' } }, '"headers" must be'],
    ['targets/api', { headers: { 'x-a': 'split\r\nline' } }, '"headers" must be'],
    ['targets/api', { brokenReleases: { abc: { status: 500 } } }, '"brokenReleases" must be'],
    ['targets/api', { brokenReleases: { abc: { mode: 'failing', speed: 1 } } }, 'there is no setting "speed"'],
    ['resend', { hang: -1 }, '"hang" must be a whole number'],
    ['resend', { mails: [] }, 'there is no setting "mails"'],
    ['resend', { rejectRecipient: 'a@b.example' }, '"rejectRecipient" must be a list'],
    ['receivers/api', { secret: 'whsec_short' }, '"secret" must be'],
    ['receivers/api', { live: 'v41' }, '"live" must be null or an object with a sha'],
    ['clock', { now: 'noon' }, '"now" must be'],
    ['clock', [], 'settings must be a JSON object'],
  ])('%s refuses %j with a sentence', async (path, settings, sentence) => {
    const answer = await stage.put(path, settings)
    expect(answer.status).toBe(400)
    expect((await answer.json()).error).toContain(sentence)
  })

  it('changes nothing when a part of it is refused', async () => {
    await stage.put('targets/api', { mode: 'failing', latencyMs: 'long' })
    expect((await stage.ask('/targets/api')).status).toBe(200)
  })

  it('leaves alone what is not named', async () => {
    await stage.put('receivers/api', { live: { sha: 'a' } })
    const receiver = await (await stage.put('receivers/api', { switchMs: 5 })).json()
    expect(receiver).toMatchObject({ live: { sha: 'a' }, switchMs: 5 })
  })
})

it.each([
  ['GET', '/control/nothing', 404],
  ['GET', '/control/constructor', 404],
  ['GET', '/control/targets', 404],
  ['DELETE', '/control/state', 405],
  ['GET', '/control/reset', 405],
  ['POST', '/nowhere', 404],
  ['GET', '/receivers/api', 405],
  ['GET', '/sentry/api/1/envelope/', 405],
  ['POST', '/sentry/api/1/store/', 404],
])('%s %s is answered %i in JSON', async (method, path, status) => {
  const answer = await stage.ask(path, { method })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({ error: expect.any(String) })
})

it('a reset forgets everything', async () => {
  await stage.ask('/targets/api')
  await stage.put('clock', { now: 7 })
  await stage.ask('/control/reset', { method: 'POST' })
  expect(await stage.state()).toMatchObject({ clock: { now: null }, targets: {}, receivers: {}, resend: { mails: [] } })
})

it('the world clock stamps what is recorded', async () => {
  await stage.put('clock', { now: 1_800_000_000_000 })
  await stage.ask('/targets/api')
  expect((await stage.target('api')).requests).toMatchObject([{ at: 1_800_000_000_000 }])
})

describe('Sentry', () => {
  const payload = '{"message":"first\\nsecond"}'
  const envelope = [
    '{"event_id":"abc"}',
    `{"type":"event","length":${payload.length}}`,
    payload,
    '{"type":"check_in"}',
    '{"status":"ok"}',
    '{"type":"log","length":9}',
    'two\nlines',
    '',
  ].join('\n')

  it.each([
    ['plain', {}, envelope],
    ['gzip', { 'content-encoding': 'gzip' }, new Uint8Array(gzipSync(envelope))],
  ])('takes a %s envelope apart', async (_, headers, body) => {
    const answer = await stage.ask('/sentry/api/42/envelope/?sentry_key=public', { method: 'POST', headers, body })
    expect([answer.status, await answer.json()]).toEqual([200, { id: 'abc' }])
    const { envelopes } = (await stage.state()).sentry
    expect(envelopes).toMatchObject([
      {
        project: '42',
        items: [
          { type: 'event', payload: { message: 'first\nsecond' } },
          { type: 'check_in', payload: { status: 'ok' } },
          { type: 'log', payload: 'two\nlines' },
        ],
      },
    ])
  })

  it('refuses what is no envelope', async () => {
    expect((await stage.ask('/sentry/api/42/envelope/', { method: 'POST', body: 'x' })).status).toBe(400)
  })
})
