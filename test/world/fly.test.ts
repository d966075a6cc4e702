import { expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const ask = async (app = 'shop', init?: RequestInit) => {
  const answer = await stage.ask(`/fly/v1/apps/${app}/machines`, init)
  return { status: answer.status, body: await answer.text() }
}
const read = async () => JSON.parse((await ask()).body)

it('tells of the machines it was given, in the way Fly does', async () => {
  const since = Date.UTC(2026, 2, 15)
  await stage.put('fly/shop', {
    machines: [
      { state: 'started', since },
      { id: 'm2', state: 'stopped', autostart: false },
    ],
  })
  expect(await read()).toMatchObject([
    {
      id: 'm1',
      state: 'started',
      updated_at: '2026-03-15T00:00:00.000Z',
      host_status: 'ok',
      config: { metadata: { fly_platform_version: 'v2', fly_process_group: 'app' }, services: [{ autostart: true }] },
      events: [{ status: 'started', timestamp: since }],
    },
    { id: 'm2', state: 'stopped', config: { services: [{ autostart: false }] } },
  ])
})

it('knows any app, with one machine that sleeps', async () => {
  expect(await read()).toMatchObject([{ state: 'stopped', config: { services: [{ autostart: true }] } }])
})

it('remembers who asked', async () => {
  await stage.put('fly/shop', {})
  await ask('shop', { headers: { authorization: 'FlyV1 fm2_a' } })
  expect((await stage.state()).fly.shop?.requests).toMatchObject([{ authorization: 'FlyV1 fm2_a' }])
})

it('lets in only whom it was told to', async () => {
  await stage.put('fly/shop', { authorization: 'Bearer fo1_a' })
  expect((await ask('shop')).status).toBe(401)
  expect((await ask('shop', { headers: { authorization: 'Bearer fo1_a' } })).status).toBe(200)
})

it('fails in the ways it is told to, as often as it is told to', async () => {
  await stage.put('fly/shop', { status: 429 })
  expect((await ask()).status).toBe(429)
  await stage.put('fly/shop', { status: null, garbage: 1, hang: 1, machines: [] })
  await expect(ask('shop', { signal: AbortSignal.timeout(100) })).rejects.toThrow()
  expect((await ask()).body).toBe('[{"id":')
  expect(await read()).toEqual([])
})

it.each([
  ['what is no name', 'GET', '/fly/v1/apps/-/machines', 404],
  ['another call', 'GET', '/fly/v1/apps/shop', 404],
  ['a command', 'POST', '/fly/v1/apps/shop/machines', 405],
])('refuses %s', async (_, method, path, status) => {
  await stage.put('fly/shop', {})
  expect((await stage.ask(path, { method })).status).toBe(status)
})

it.each([
  [{ machines: [{ state: 'asleep' }] }, '"state" must be one of created'],
  [{ machines: [{}] }, '"machines" must be a list, each an object with a state'],
  [{ machines: [{ state: 'started', cordoned: 1 }] }, '"cordoned" must be true or false'],
])('refuses %j with a sentence', async (settings, sentence) => {
  const answer = await stage.put('fly/shop', settings)
  expect(answer.status).toBe(400)
  expect((await answer.json()).error).toContain(sentence)
})
