// The machines of an app on Fly, one line a case: what its API says, and what that means.

import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { openIo } from '../../../src/io.ts'
import { fly } from '../../../src/platforms/fly.ts'
import { answer, json, NOW, type Outside, outside, type Seen, trouble } from '../contract/outside.ts'
import { control } from '../flows/house.ts'

const TOKEN = 'fo1_dGhlIHRva2Vu'
const settings = { app: 'shop', token: { secret: 'FLY_API_TOKEN' } }
const context = (io: Outside, value: string | undefined = TOKEN) => ({ io, secret: () => value })
const told = (seen: Seen) => fly.machines(settings, context(outside(seen)))

const metadata = { fly_platform_version: 'v2', fly_process_group: 'app' }
const config = { metadata, services: [{ autostart: true, autostop: 'stop' }] }
const machine = (changes: object = {}) => ({
  id: 'm1',
  state: 'stopped',
  updated_at: new Date(NOW).toISOString(),
  host_status: 'ok',
  config,
  events: [
    { type: 'stop', status: 'stopped', timestamp: NOW - 60_000 },
    { type: 'start', status: 'started', timestamp: NOW - 90_000 },
  ],
  ...changes,
})
const killed = (timestamp: number) => {
  return { type: 'exit', status: 'stopped', timestamp, request: { exit_event: { exit_code: 137, oom_killed: true } } }
}
const only = async (changes: object) => {
  const read = await told(json(200, [machine(changes)]))
  return read.ok ? read.value[0] : read.error
}

describe('a machine', () => {
  it.each<[string, object, object]>([
    ['that has started is awake', { state: 'started' }, { state: 'awake', since: NOW - 90_000 }],
    ['that has stopped is asleep', {}, { state: 'asleep', canWake: true, since: NOW - 60_000 }],
    ['that is suspended is asleep', { state: 'suspended' }, { state: 'asleep', since: NOW }],
    ['that was never started is asleep', { state: 'created' }, { state: 'asleep' }],
    ['that starts is changing', { state: 'starting' }, { state: 'changing', since: NOW }],
    ['that stops is changing', { state: 'stopping' }, { state: 'changing' }],
    ['that failed is broken', { state: 'failed' }, { state: 'broken' }],
    ['on a host that nobody reaches is broken', { host_status: 'unreachable' }, { state: 'broken' }],
    [
      'that is not started by requests cannot wake',
      { config: { ...config, services: [{ autostart: false }] } },
      { canWake: false },
    ],
    [
      'of which nothing is said can wake, as the proxy starts it',
      { config: { ...config, services: [{}] } },
      { canWake: true },
    ],
    [
      'that ran out of memory says when it was last killed',
      { events: [killed(NOW - 9_000), killed(NOW - 5_000), { type: 'start', status: 'started', timestamp: NOW }] },
      { killedAt: NOW - 5_000 },
    ],
    ['without services cannot wake', { config: { metadata } }, { canWake: false }],
    ['that is cordoned cannot wake', { cordoned: true }, { canWake: false }],
    [
      'of which only a part is known counts',
      { config: null, incomplete_config: config, host_status: 'unknown' },
      { state: 'broken' },
    ],
    ['without a time is so since nobody knows when', { events: null, updated_at: null }, { since: null }],
  ])('%s', async (_name, changes, expected) => {
    expect(await only(changes)).toMatchObject(expected)
  })

  it.each<[string, object]>([
    ['is destroyed', { state: 'destroyed' }],
    [
      'runs the command of a release',
      { config: { ...config, metadata: { ...metadata, fly_process_group: 'fly_app_release_command' } } },
    ],
    [
      'is somebody’s console',
      { config: { ...config, metadata: { ...metadata, fly_process_group: 'fly_app_console' } } },
    ],
    ['is not of a deploy', { config: { ...config, metadata: {} } }],
  ])('that %s is left out', async (_name, changes) => {
    expect(await told(json(200, [machine(changes), machine({ id: 'm2' })]))).toMatchObject({
      ok: true,
      value: [{ id: 'm2' }],
    })
  })
})

describe('nobody knows', () => {
  it.each<[string, Seen, string]>([
    [
      'when it is refused',
      json(401, { error: 'unauthorized' }),
      'Fly answered 401: FLY_API_TOKEN may not read the app shop',
    ],
    ['when it is forbidden', answer(403), 'Fly answered 403: FLY_API_TOKEN may not read the app shop'],
    ['when there is no such app', json(404, { error: 'x' }), 'Fly answered 404: there is no app shop that may be read'],
    ['when it is too much', answer(429, '', { 'retry-after': '1' }), 'Fly answered 429'],
    ['when it breaks', answer(503), 'Fly answered 503'],
    ['when it leads elsewhere', answer(302, '', { location: 'https://x.example.com' }), 'Fly answered 302'],
    ['when it is garbage', answer(200, '[{"id":'), 'Fly answered 200 without a list of machines'],
    ['when it is something else', json(200, { machines: [] }), 'Fly answered 200 without a list of machines'],
    ['when a machine has no state', json(200, [machine({ state: 1 })]), 'Fly answered 200 without a list of machines'],
    [
      'when a state is new',
      json(200, [machine({ state: 'dreaming' })]),
      'Fly told of a machine in a state that is not known here',
    ],
    ['when it hangs', trouble('timeout-headers'), 'Fly did not tell how its machines are (timeout-headers)'],
    ['when there is no end to it', answer(200, ' '.repeat(1024 * 1024)), 'Fly told of more machines than are read'],
  ])('%s', async (_name, seen, error) => {
    expect(await told(seen)).toEqual({ ok: false, error })
  })

  it('while the token is not set, and nobody is called', async () => {
    const io = outside()
    expect(await fly.machines(settings, { io, secret: () => undefined })).toEqual({
      ok: false,
      error: 'the secret FLY_API_TOKEN is not set',
    })
    expect(io.calls).toEqual([])
  })
})

describe('asking', () => {
  it.each([
    ['fo1_abc', 'Bearer fo1_abc'],
    ['Bearer fo1_abc', 'Bearer fo1_abc'],
    ['fm2_abc,fm1a_def', 'FlyV1 fm2_abc,fm1a_def'],
    ['FlyV1 fm2_abc', 'FlyV1 fm2_abc'],
    [' FlyV1 fm1r_abc\n', 'FlyV1 fm1r_abc'],
    ['Bearer fm1a_abc', 'FlyV1 fm1a_abc'],
  ])('with the token %j says %j', async (pasted, authorization) => {
    const io = outside(json(200, []))
    await fly.machines(settings, context(io, pasted))
    expect(io.calls).toMatchObject([
      { url: 'https://api.machines.dev/v1/apps/shop/machines', headers: { authorization } },
    ])
  })

  it('goes where it is pointed', async () => {
    const io = outside(json(200, []))
    await fly.machines({ ...settings, api: 'http://localhost:8788/fly/' }, context(io))
    expect(io.calls[0]?.url).toBe('http://localhost:8788/fly/v1/apps/shop/machines')
  })

  it('understands what the world says in its place', async () => {
    await control('PUT', 'fly/shop', {
      authorization: `Bearer ${TOKEN}`,
      machines: [{ state: 'suspended', since: NOW }],
    })
    const io = openIo({ now: NOW, isByHand: true, allowLoopback: true })
    const read = await fly.machines({ ...settings, api: `${env.WORLD_URL}/fly` }, { io, secret: () => TOKEN })
    expect(read).toEqual({ ok: true, value: [{ id: 'm1', state: 'asleep', canWake: true, since: NOW }] })
  })
})

it.each(['Shop', 'a/b', '', 'a b', '../apps'])('refuses an app called "%s"', (app) => {
  expect(fly.settings.safeParse({ ...settings, app }).success).toBe(false)
})
