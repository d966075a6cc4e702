import { connect, type Socket } from 'node:net'
import { expect, it } from 'vitest'
import { openWorld } from '../../world/world.ts'
import { useWorld } from './stage.ts'

const stage = useWorld()

async function open(behaviour: object): Promise<Socket> {
  const { port } = await (await stage.put('tcp/db', behaviour)).json()
  return connect(port, '127.0.0.1')
}

function heard(socket: Socket, event: 'data' | 'end'): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.once(event, (bytes?: Buffer) => resolve(bytes?.toString() ?? ''))
    socket.once('error', reject)
    setTimeout(() => resolve('silence'), 150).unref()
  })
}

it.each([
  ['healthy', { answer: 'PONG' }, 'silence', 'PONG'],
  ['banner', { mode: 'banner', banner: 'hello', answer: 'PONG' }, 'hello', 'PONG'],
  ['hanging', { mode: 'hanging', answer: 'PONG' }, 'silence', 'silence'],
])('%s says what it is told to', async (_, behaviour, first, second) => {
  const socket = await open(behaviour)
  expect(await heard(socket, 'data')).toBe(first)
  socket.write('PING')
  expect(await heard(socket, 'data')).toBe(second)
  socket.destroy()
  expect((await stage.state()).tcp.db).toMatchObject({ count: 1, heard: ['PING'] })
})

it('closing closes, endless pours', async () => {
  const closing = await open({ mode: 'closing' })
  closing.resume()
  expect(await heard(closing, 'end')).toBe('')
  const endless = await open({ mode: 'endless' })
  expect((await heard(endless, 'data')).length).toBeGreaterThan(1000)
  endless.destroy()
})

it('keeps its port, whatever is set and even through a reset', async () => {
  const port = async () => (await (await stage.put('tcp/db', {})).json()).port
  const first = await port()
  await stage.ask('/control/reset', { method: 'POST' })
  expect(await port()).toBe(first)
})

it('refuses what is no setting', async () => {
  const answer = await stage.put('tcp/db', { mode: 'sleepy' })
  expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining('"mode" must be one of')])
})

it('closing the world drops every hanging socket', async () => {
  const world = await openWorld({ port: 0 })
  const answer = await fetch(`${world.url}/control/tcp/db`, { method: 'PUT', body: '{"mode":"hanging"}' })
  const socket = connect((await answer.json()).port, '127.0.0.1')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('connect', resolve))
  const dropped = new Promise((resolve) => socket.once('close', resolve))
  await world.close()
  await dropped
})
