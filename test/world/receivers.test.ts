import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const secret = `whsec_${btoa('world-receiver-secret-0000000000')}`
const good = { sha: 'good', version: 'v41' }
const bad = { sha: 'bad', version: 'v42' }

type Sent = {
  action?: string
  operation?: string
  target?: object | null
  at?: number
  issuedAt?: number
  secret?: string
  signal?: AbortSignal
}

function bodyOf({
  action = 'rollback',
  operation = 'op_1',
  target = good,
  at = Date.now(),
  issuedAt = at,
}: Sent): string {
  const data = { operation_id: operation, issued_at: new Date(issuedAt).toISOString(), action, service: 'api', target }
  return JSON.stringify({ type: `rollback.${action}`, timestamp: new Date(at).toISOString(), data })
}

function post(
  body: string,
  { at = Date.now(), secret: key = secret, signal }: Sent = {},
  tampered = body,
): Promise<Response> {
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': `v1a,other ${new Webhook(key).sign('msg_1', new Date(at), body)}`,
  }
  return stage.ask('/receivers/api', { method: 'POST', headers, body: tampered, signal: signal ?? null })
}

async function order(sent: Sent = {}) {
  const answer = await post(bodyOf(sent), sent)
  return { status: answer.status, ...(await answer.json()) }
}

const receiver = () => stage.receiver('api')

describe('an order', () => {
  it('answers a probe and does not know what it was never told', async () => {
    expect(await order({ action: 'probe', target: null })).toMatchObject({ outcome: 'alive', live: null })
    expect(await order({ action: 'status' })).toMatchObject({ status: 200, operation_id: 'op_1', outcome: 'unknown' })
  })

  it('switches once, however often it is repeated', async () => {
    await stage.put('receivers/api', { live: bad })
    for (let n = 0; n < 3; n += 1) expect(await order()).toMatchObject({ outcome: 'done', live: good })
    expect(await order({ action: 'status' })).toMatchObject({ outcome: 'done' })
    expect((await receiver()).changes).toMatchObject([{ from: bad, to: good, operation_id: 'op_1' }])
  })

  it('changes nothing when its target is live already', async () => {
    await stage.put('receivers/api', { live: good })
    expect(await order()).toMatchObject({ outcome: 'done', live: good })
    expect((await receiver()).changes).toEqual([])
  })

  it('is running for as long as a switch takes, and another one finds it busy', async () => {
    const at = 1_800_000_000_000
    await stage.put('clock', { now: at })
    await stage.put('receivers/api', { live: bad, switchMs: 60_000 })
    expect(await order({ at })).toMatchObject({ outcome: 'running', live: bad })
    expect(await order({ at, operation: 'op_2' })).toMatchObject({ outcome: 'busy' })
    expect(await order({ at, operation: 'op_2', action: 'status' })).toMatchObject({ outcome: 'unknown' })
    await stage.put('clock', { now: at + 60_000 })
    expect(await order({ at, action: 'status' })).toMatchObject({ outcome: 'done', live: good })
    expect((await receiver()).changes).toMatchObject([{ at: at + 60_000, to: good }])
  })

  it('is refused when it is stale, unless it is known', async () => {
    const issuedAt = Date.now() - 900_000
    expect(await order({ issuedAt })).toMatchObject({ outcome: 'refused', reason: 'stale' })
    await order({ operation: 'op_2' })
    expect(await order({ operation: 'op_2', issuedAt })).toMatchObject({ outcome: 'done' })
  })
})

describe('a signature', () => {
  it('is refused when the body, the secret or the time is another', async () => {
    const body = bodyOf({})
    const answers = [
      await post(body, {}, body.replace('good', 'evil')),
      await post(body, {}, body.replace(',', ', ')),
      await post(body, { secret: `whsec_${btoa('another-secret-of-24-bytes!')}` }),
      await post(body, { at: Date.now() - 301_000 }),
      await post(body, { at: Date.now() + 302_000 }),
      await stage.ask('/receivers/api', { method: 'POST', body }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
    const { orders, live } = await receiver()
    expect(orders.map(({ verified }) => verified)).toEqual(Array(6).fill(false))
    expect(live).toBeNull()
  })

  it('is judged by the world clock', async () => {
    const at = Date.parse('2031-01-01T00:00:00Z')
    expect((await order({ at })).status).toBe(401)
    await stage.put('clock', { now: at })
    expect(await order({ at })).toMatchObject({ status: 200, outcome: 'done' })
    expect((await receiver()).orders[1]).toMatchObject({ at, verified: true, webhookId: 'msg_1', outcome: 'done' })
  })

  it('follows the secret of its receiver', async () => {
    const rotated = `whsec_${btoa('rotated-secret-of-24-bytes!!')}`
    await stage.put('receivers/api', { secret: rotated })
    expect((await order()).status).toBe(401)
    expect((await order({ secret: rotated })).status).toBe(200)
  })
})

it.each([
  ['no JSON', 'good'],
  ['no data', '{"type":"rollback.probe"}'],
  ['another action', bodyOf({ action: 'destroy' })],
  ['a type that contradicts it', bodyOf({}).replace('rollback.rollback', 'rollback.probe')],
  ['no operation', bodyOf({ operation: '' })],
  ['a target without a sha', bodyOf({ target: {} })],
  ['a time that is none', bodyOf({}).replace(/"issued_at":"[^"]+"/, '"issued_at":"soon"')],
])('junk is refused: %s', async (_, body) => {
  expect((await post(body)).status).toBe(400)
})

describe('a fault', () => {
  it('loses the answer after doing the work', async () => {
    await stage.put('receivers/api', { live: bad, loseAnswer: 1 })
    await expect(order()).rejects.toThrow('fetch failed')
    expect((await receiver()).orders[0]).toMatchObject({ status: null, outcome: 'done' })
    expect(await order({ action: 'status' })).toMatchObject({ outcome: 'done', live: good })
    expect((await receiver()).changes).toHaveLength(1)
  })

  it('fails for good: the same operation is not tried again, another one is', async () => {
    await stage.put('receivers/api', { live: bad, fail: 1 })
    for (let n = 0; n < 2; n += 1) expect(await order()).toMatchObject({ outcome: 'failed', live: bad })
    expect(await order({ operation: 'op_2' })).toMatchObject({ outcome: 'done', live: good })
  })

  it('answers 500 or hangs without doing anything', async () => {
    await stage.put('receivers/api', { live: bad, status500: 1 })
    expect((await order()).status).toBe(500)
    await stage.put('receivers/api', { hang: 1 })
    await expect(order({ signal: AbortSignal.timeout(80) })).rejects.toThrow(/timeout/)
    expect((await receiver()).live).toEqual(bad)
  })

  it('waits for the action it is meant for', async () => {
    await stage.put('receivers/api', { status500: 1, faultsOn: 'rollback' })
    expect((await order({ action: 'probe' })).status).toBe(200)
    expect((await order()).status).toBe(500)
  })
})
