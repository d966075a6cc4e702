import { expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const accept = 'application/dns-json'
const ask = (query: string, headers: Record<string, string> = { accept }) =>
  stage.ask(`/dns-query?${query}`, { headers })

const records = [
  { type: 'A', data: '192.0.2.1' },
  { type: 'MX', data: '10 mx.example.com.' },
]

it.each([
  ['a record', 'name=www.example.com&type=A', 0, [{ name: 'www.example.com.', type: 1, TTL: 60, data: '192.0.2.1' }]],
  ['another type, in any letters', 'name=WWW.example.com.&type=mx', 0, [{ type: 15, data: '10 mx.example.com.' }]],
  ['nothing of a type', 'name=www.example.com&type=TXT', 0, undefined],
  ['a name it does not know', 'name=elsewhere.example.com', 3, undefined],
])('answers %s', async (_, query, status, expected) => {
  await stage.put('zones/www.example.com', { records })
  const answer = await (await ask(query)).json()
  expect(answer.Status).toBe(status)
  if (expected === undefined) expect(answer).not.toHaveProperty('Answer')
  else expect(answer.Answer).toMatchObject(expected)
})

it('gives an alias with whatever was asked', async () => {
  await stage.put('zones/www.example.com', { records: [{ type: 'CNAME', data: 'edge.example.net.' }] })
  expect((await (await ask('name=www.example.com&type=A')).json()).Answer).toMatchObject([{ type: 5 }])
})

it('fails as it is told to', async () => {
  await stage.put('zones/www.example.com', { status: 'SERVFAIL' })
  expect(await (await ask('name=www.example.com')).json()).toMatchObject({ Status: 2 })
})

it.each([
  ['name=www.example.com&type=ANY', { accept }, 400],
  ['type=A', { accept }, 400],
  ['name=www.example.com', { accept: 'application/json' }, 415],
])('refuses %s with %j', async (query, headers, status) => {
  expect((await ask(query, headers)).status).toBe(status)
})

it.each([
  [{ status: 'MAYBE' }, '"status" must be one of'],
  [{ records: [{ type: 'A' }] }, '"records" must be a list'],
  [{ records: [{ type: 'PTR', data: 'x' }] }, '"type" must be one of'],
])('refuses %j as a zone', async (zone, sentence) => {
  const answer = await stage.put('zones/www.example.com', zone)
  expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining(sentence)])
})
