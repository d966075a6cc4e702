import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type TLSSocket } from 'node:tls'
import { expect, it } from 'vitest'
import { openWorld } from '../../world/world.ts'
import { useWorld } from './stage.ts'

const stage = useWorld()
/** Lets the client speak what is too old to be safe. */
const OLD = 'DEFAULT@SECLEVEL=0'

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

async function openSecure(behaviour: object): Promise<TLSSocket> {
  const { port } = await (await stage.put('tcp/db', { tls: 'any', ...behaviour })).json()
  const socket = connectSecurely({
    port,
    host: '127.0.0.1',
    minVersion: 'TLSv1',
    ciphers: OLD,
    rejectUnauthorized: false,
  })
  await once(socket, 'secureConnect')
  return socket
}

it.each([
  ['whatever the client speaks', {}, 'TLSv1.3', '2060-01-01'],
  ['a certificate that expired', { certificate: 'expired' }, 'TLSv1.3', '2021-01-01'],
  ['a certificate to come', { certificate: 'future' }, 'TLSv1.3', '2070-01-01'],
  ['only what is new', { tls: '1.3' }, 'TLSv1.3', '2060-01-01'],
  ['only what is old', { tls: '1.1' }, 'TLSv1.1', '2060-01-01'],
  ['byte by byte', { mode: 'dripping' }, 'TLSv1.3', '2060-01-01'],
])('speaks TLS: %s', async (_, behaviour, version, until) => {
  const socket = await openSecure({ answer: 'PONG', ...behaviour })
  const { valid_to } = socket.getPeerCertificate()
  expect([socket.getProtocol(), new Date(valid_to).toISOString().slice(0, 10)]).toEqual([version, until])
  socket.write('PING')
  expect(await heard(socket, 'data')).toMatch(/^P/)
  socket.destroy()
})

it.each([
  ['valid', '*.example.com', true],
  ['issued', '*.example.com', false],
  ['other', 'other.example.org', true],
])('shows the certificate it is told to: %s', async (certificate, name, isOwn) => {
  const socket = await openSecure({ certificate })
  const shown = socket.getPeerX509Certificate()
  expect(shown?.subjectAltName).toContain(name)
  expect(shown?.issuer === shown?.subject).toBe(isOwn)
  socket.destroy()
})
