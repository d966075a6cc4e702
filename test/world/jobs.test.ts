import { expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const answer = await stage.ask(`/jobs/agento${path}`, {
    method,
    headers,
    ...(method === 'POST' && { body: '{"a":1}' }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    body: text === '' ? null : JSON.parse(text),
  }
}
const made = async () => (await stage.state()).jobs.agento?.made

it('takes a job in, says where it is, and remembers it', async () => {
  const answer = await ask('POST', '/v1/run', { 'idempotency-key': 'a' })
  expect(answer).toEqual({
    status: 202,
    location: '/jobs/agento/v1/run/job-1',
    body: { id: 'job-1', status: 'queued' },
  })
  const job = { id: 'job-1', body: { a: 1 }, idempotencyKey: 'a', polls: 0, isDeleted: false }
  expect(await made()).toMatchObject([job])
})

it.each([
  ['completed', {}, ['queued', 'running', 'completed', 'completed']],
  ['completed at once', { completesAfter: 1 }, ['completed', 'completed']],
  ['failed', { ends: 'failed', completesAfter: 2 }, ['queued', 'failed']],
  ['never ended', { ends: 'never' }, ['queued', 'running', 'running', 'running']],
])('moves on each time it is asked about, until it is %s', async (_, switches, expected) => {
  await stage.put('jobs/agento', switches)
  await ask('POST', '/v1/run')
  const seen: string[] = []
  for (const status of expected) {
    const { body } = await ask('GET', '/v1/runs/job-1/summary')
    expect('runOutput' in body).toBe(status === 'completed')
    seen.push(body.status)
  }
  expect(seen).toEqual(expected)
})

it('answers the same key with the same job, also a removed one, and another key with another', async () => {
  const key = { 'idempotency-key': 'a' }
  await ask('POST', '/run', key)
  await ask('DELETE', '/job-1')
  expect((await ask('POST', '/run', key)).body).toMatchObject({ id: 'job-1' })
  expect((await ask('POST', '/run', { 'idempotency-key': 'b' })).body).toMatchObject({ id: 'job-2' })
  expect((await ask('POST', '/run')).body).toMatchObject({ id: 'job-3' })
  expect((await made())?.map(({ isDeleted }) => isDeleted)).toEqual([true, false, false])
})

it('removes a job once', async () => {
  await ask('POST', '/run')
  expect((await ask('DELETE', '/runs/job-1')).status).toBe(204)
  expect((await ask('DELETE', '/runs/job-1')).status).toBe(404)
  expect((await ask('GET', '/runs/job-1')).status).toBe(404)
})

it('lets nobody in without its key', async () => {
  await stage.put('jobs/agento', { key: 'a-key' })
  expect((await ask('POST', '/run')).status).toBe(401)
  expect((await ask('POST', '/run', { 'x-api-key': 'another' })).status).toBe(401)
  expect((await ask('POST', '/run', { 'x-api-key': 'a-key' })).status).toBe(202)
})

it('breaks what it is told to', async () => {
  await ask('POST', '/run')
  await stage.put('jobs/agento', { broken: ['DELETE'] })
  expect((await ask('DELETE', '/job-1')).status).toBe(500)
  expect((await ask('GET', '/job-1')).status).toBe(200)
  expect((await ask('PUT', '/job-1')).status).toBe(405)
})

it.each([
  [{ ends: 'soon' }, '"ends" must be one of completed, failed, never'],
  [{ broken: ['PUT'] }, '"broken" must be a list'],
  [{ made: [] }, 'there is no setting "made"'],
])('refuses %j as switches', async (switches, sentence) => {
  const answer = await stage.put('jobs/agento', switches)
  expect([answer.status, (await answer.json()).error]).toEqual([400, expect.stringContaining(sentence)])
})
