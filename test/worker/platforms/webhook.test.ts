// The webhook platform, one line a case: what the receiver does, and what that means for the deploy.

import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { webhook } from '../../../src/platforms/webhook.ts'
import { answer, json, NOW, type Outside, outside, type Seen, trouble } from '../contract/outside.ts'

const SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3'
const settings = { url: 'https://vps.example.com/hooks/rollback', secret: { secret: 'DEPLOY_HOOK' } }
const target = { deploy: 'dep-41', sha: 'a1b2c3d', version: 'v41' }
const order = { operation: 'rbk-7', action: 'rollback', service: 'api', target, issuedAt: NOW - 60_000 } as const

const context = (io: Outside, value: string | undefined = SECRET) => ({ io, secret: () => value })
const says = (outcome: string, more: object = {}) => json(200, { operation_id: 'rbk-7', outcome, live: null, ...more })

describe('acting', () => {
  const cases: [string, Seen, object][] = [
    ['is done when it says so', says('done'), { kind: 'done', receipt: 'the receiver says done' }],
    ['is done when it is alive', says('alive'), { kind: 'done', receipt: 'the receiver says alive' }],
    ['is done whatever its 2xx is', json(202, { operation_id: 'rbk-7', outcome: 'done' }), { kind: 'done' }],
    ['waits while it runs', says('running'), { kind: 'later', reason: 'the receiver is running', afterMs: null }],
    ['waits while it is busy', says('busy'), { kind: 'later', reason: 'the receiver is busy' }],
    [
      'ends when it failed',
      says('failed', { reason: 'exited with 7' }),
      { kind: 'never', reason: 'the receiver failed: exited with 7' },
    ],
    ['ends when it is refused', says('refused', { reason: null }), { kind: 'never', reason: 'the receiver refused' }],
    ['is in doubt when it does not know', says('unknown'), { kind: 'unknown' }],
    [
      'does not take 200 for success',
      answer(200, 'ok'),
      { kind: 'unknown', reason: 'the receiver answered 200 without a word about this operation' },
    ],
    [
      'does not take another operation for ours',
      json(200, { operation_id: 'rbk-6', outcome: 'done' }),
      { kind: 'unknown' },
    ],
    ['does not take 204 for success', answer(204), { kind: 'unknown' }],
    [
      'does not follow a redirect',
      answer(307, '', { location: '/x' }),
      { kind: 'never', reason: 'the receiver answered 307' },
    ],
    ['ends at 401', answer(401), { kind: 'never', reason: 'the receiver answered 401' }],
    ['ends at 403', answer(403), { kind: 'never' }],
    ['ends at 404', answer(404), { kind: 'never' }],
    ['ends at 410', answer(410), { kind: 'never' }],
    ['ends at 422', answer(422), { kind: 'never' }],
    ['slows down at 429', answer(429, '', { 'retry-after': '7' }), { kind: 'later', afterMs: 7000 }],
    [
      'slows down until a date',
      answer(503, '', { 'retry-after': new Date(NOW + 90_000).toUTCString() }),
      { kind: 'later', afterMs: 90_000 },
    ],
    [
      'waits no time for a date that is past',
      answer(503, '', { 'retry-after': new Date(NOW - 90_000).toUTCString() }),
      { kind: 'later', afterMs: 0 },
    ],
    ['slows down at 502', answer(502), { kind: 'later', afterMs: null }],
    ['slows down at 504 with nonsense', answer(504, '', { 'retry-after': 'soon' }), { kind: 'later', afterMs: null }],
    ['is in doubt after 500', answer(500), { kind: 'unknown', reason: 'the receiver answered 500' }],
    ['is in doubt after 501', answer(501), { kind: 'unknown' }],
    ['is in doubt without an answer', trouble('timeout-headers'), { kind: 'unknown' }],
    ['is in doubt after half an answer', trouble('timeout-body', 200), { kind: 'unknown' }],
    ['is in doubt after a cut', trouble('network'), { kind: 'unknown' }],
    [
      'comes again to a closed port',
      trouble('connect', 521),
      { kind: 'later', reason: 'the receiver could not be reached (connect)' },
    ],
    ['comes again to a name nobody knows', trouble('dns', 530), { kind: 'later' }],
    ['comes again after a failed handshake', trouble('tls', 525), { kind: 'later' }],
    ['ends at an address we refuse', trouble('policy'), { kind: 'never' }],
  ]
  it.each(cases)('%s', async (_, met, expected) => {
    expect(await webhook.act(settings, order, context(outside(met)))).toMatchObject(expected)
  })
})

describe('looking', () => {
  const cases: [string, Seen, object][] = [
    ['sees what is done', says('done'), { kind: 'done' }],
    [
      'sees what failed',
      says('failed', { reason: 'exited with 7' }),
      { kind: 'never', reason: 'the receiver failed: exited with 7' },
    ],
    ['sees what runs', says('running'), { kind: 'later', reason: 'the receiver is running' }],
    ['sees that it was never told', says('unknown'), { kind: 'unseen' }],
    [
      'sees nothing in a word about another operation',
      json(200, { operation_id: 'x', outcome: 'done' }),
      { kind: 'later' },
    ],
    ['sees nothing in 401', answer(401), { kind: 'later', reason: 'the receiver answered 401' }],
    ['sees nothing in 500', answer(500), { kind: 'later' }],
    ['sees nothing in a cut', trouble('network'), { kind: 'later' }],
  ]
  it.each(cases)('%s', async (_, met, expected) => {
    expect(await webhook.look(settings, order, context(outside(met)))).toMatchObject(expected)
  })
})

describe('the call', () => {
  it('is what the contract says', async () => {
    const io = outside(says('done'))
    await webhook.act(settings, order, context(io))
    expect(io.calls[0]).toMatchObject({ url: settings.url, method: 'POST', deadlineMs: 10_000 })
    expect(JSON.parse(io.calls[0]?.body ?? '')).toEqual({
      type: 'rollback.rollback',
      timestamp: '2026-03-15T14:30:00.000Z',
      data: {
        operation_id: 'rbk-7',
        issued_at: '2026-03-15T14:29:00.000Z',
        action: 'rollback',
        service: 'api',
        target,
      },
    })
  })

  it('is signed with this attempt’s second', async () => {
    const io = outside(says('done'))
    await webhook.act(settings, order, context(io))
    const { headers = {}, body = '' } = io.calls[0] ?? {}
    expect(headers['webhook-timestamp']).toBe(String(NOW / 1000))
    expect(headers['webhook-signature']).toBe(
      new Webhook(SECRET).sign(headers['webhook-id'] ?? '', new Date(NOW), body),
    )
  })

  it('signs the vector of the contract', () => {
    const body = '{"action":"resolved","data":{"n":1,"s":"é"}}'
    const signature = new Webhook(SECRET).sign('msg_test_0001', new Date(1_767_225_600_000), body)
    expect(signature).toBe('v1,34Df4ZY0HpjDx1kHGFpdr0YFDaxKrRxlWFF2uXarB2s=')
  })

  it('keeps its id over attempts, and has one for each action, without dots', async () => {
    const io = outside(says('done'))
    const dotted = { ...order, operation: 'rbk.7' }
    await webhook.act(settings, order, context(io))
    await webhook.act(settings, order, context(io))
    await webhook.look(settings, order, context(io))
    await webhook.act(settings, { ...order, action: 'probe', target: null }, context(io))
    await webhook.act(settings, dotted, context(io))
    const ids = io.calls.map(({ headers }) => headers?.['webhook-id'])
    expect(ids).toEqual([
      'msg_rbk-7_rollback',
      'msg_rbk-7_rollback',
      'msg_rbk-7_status',
      'msg_rbk-7_probe',
      'msg_rbk-7_rollback',
    ])
  })

  it.each([
    ['is not set', undefined, 'the secret DEPLOY_HOOK is not set'],
    ['is empty', '', 'the secret DEPLOY_HOOK is not a Standard Webhooks secret'],
    ['is not base64', 'whsec_%%%', 'the secret DEPLOY_HOOK is not a Standard Webhooks secret'],
  ])('is not made when the secret %s', async (_, value, reason) => {
    const io = outside()
    expect(await webhook.act(settings, order, { io, secret: () => value })).toEqual({ kind: 'never', reason })
    expect(io.calls).toEqual([])
  })

  it('hides its secret from a receiver that repeats it', async () => {
    const met = says('failed', { reason: `your key is ${SECRET}, or ${SECRET.slice(6)}` })
    expect(JSON.stringify(await webhook.act(settings, order, context(outside(met))))).not.toContain(SECRET.slice(6))
  })
})
