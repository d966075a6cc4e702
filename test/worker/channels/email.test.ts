// E-mail through Resend, one line a case: what Resend says, and what that means for a call that is owed.

import { describe, expect, it } from 'vitest'
import type { Message } from '../../../src/channels/contract.ts'
import { email } from '../../../src/channels/email.ts'
import type { CallNotice, TenantNotice } from '../../../src/core/view/notice.ts'
import { answer, CANARY, json, NOW, type Outside, outside, type Seen, trouble } from '../contract/outside.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const tenantNotice: TenantNotice = {
  kind: 'first',
  organisation: 'Agentix',
  team: 'The Agentix Team',
  contact: 'support@agentixx.io',
  tenant: 'Mercato',
  statusUrl: 'https://status.agentix.app',
  what: 'Inbox',
  impact: 'outage',
  startedAt: NOW - HOUR,
  nextInMs: HOUR / 2,
}
const callNotice: CallNotice = {
  organisation: 'Agentix',
  responder: 'Lea',
  ref: 'INC-12',
  title: 'Inbox is down',
  severity: 'P1',
  native: null,
  reasons: ['all tenants are hurt'],
  why: 'shipped the last deploy',
  detectedAt: NOW,
  outageStartedAt: NOW - HOUR,
  summary: 'answered 500 instead of 200-299',
  cause: null,
  before: null,
  suspect: null,
  gate: null,
  restore: [],
  tried: [],
  hypothesis: null,
  link: null,
  contacts: [],
  respondUrl: 'https://status.agentix.app/respond/INC-12',
  acknowledgeUrl: 'https://status.agentix.app/links/abc',
  approveUrl: null,
}
const tenant: Message = { audience: 'tenant', to: 'ops@mercato.example', thread: 'INC-12', notice: tenantNotice }
const responder: Message = { audience: 'responder', to: 'lea@agentix.example', thread: 'INC-12', notice: callNotice }
const sender = { from: 'Agentix Status <status@mail.agentix.app>', replyTo: 'support@agentixx.io' }

const call = email.compose([tenant, responder], sender)
const send = (io: Outside, set: Record<string, string> = { RESEND_API_KEY: 're_123' }) =>
  email.send(call, 'notice/INC-12/first/0', { io, secret: (name) => set[name] })
const refusal = (statusCode: number, name: string, headers: Record<string, string> = {}) =>
  json(statusCode, { statusCode, message: `about ${CANARY}`, name }, headers)
const sent = (...ids: string[]) => ({ data: ids.map((id) => ({ id })) })

describe('composes', () => {
  const mails: { headers: Record<string, string>; tags: { name: string; value: string }[] }[] = JSON.parse(call)

  it('what the wire wants, and nothing else', () => {
    expect(mails).toHaveLength(2)
    expect(Object.keys(mails[0] ?? {})).toEqual([
      'from',
      'to',
      'reply_to',
      'subject',
      'html',
      'text',
      'headers',
      'tags',
    ])
    expect(mails[0]).toMatchObject({ from: sender.from, to: 'ops@mercato.example', reply_to: 'support@agentixx.io' })
    expect(mails[1]).toMatchObject({ to: 'lea@agentix.example' })
  })

  it('the same bytes every time', () => {
    expect(email.compose([structuredClone(tenant), structuredClone(responder)], { ...sender })).toBe(call)
  })

  it('one conversation for one incident, at the sender’s domain', () => {
    const root = '<INC-12@mail.agentix.app>'
    for (const { headers } of mails) expect(headers).toEqual({ 'In-Reply-To': root, References: root })
  })

  it('tags that Resend takes, whatever the thread is called', () => {
    const odd = email.compose([{ ...tenant, thread: 'a b/ü:1.2@x' }], { ...sender, from: 'status@agentix.app' })
    const [mail]: typeof mails = JSON.parse(odd)
    expect(mail?.tags.every(({ name, value }) => /^[\w-]{1,256}$/.test(name + value))).toBe(true)
    expect(mail?.headers.References).toMatch(/^<[\w-]+@agentix\.app>$/)
  })
})

describe('answers', () => {
  const cases: [string, Seen, object][] = [
    ['done with the ids', json(200, sent('a1', 'b2')), { kind: 'done', receipt: 'a1 b2' }],
    [
      'done with how many were refused',
      json(200, { ...sent('a1'), errors: [{ index: 1, message: 'x' }] }),
      { kind: 'done', receipt: 'a1', remark: '1 of 2 refused' },
    ],
    [
      'never when all were refused',
      json(200, { data: [], errors: [{ index: 0 }, { index: 1 }] }),
      { kind: 'never', reason: 'Resend refused all 2 mails' },
    ],
    ['later to 200 without a receipt', answer(200, 'ok'), { kind: 'later' }],
    ['unknown to a key with other bytes', refusal(409, 'invalid_idempotent_request'), { kind: 'unknown' }],
    ['later while the first still runs', refusal(409, 'concurrent_idempotent_requests'), { kind: 'later' }],
    ['later to a lock', refusal(409, 'resource_locked'), { kind: 'later' }],
    [
      'later, when it said, to a rate limit',
      refusal(429, 'rate_limit_exceeded', { 'retry-after': '3' }),
      { kind: 'later', afterMs: 3000 },
    ],
    ['later to a rate limit without a time', refusal(429, 'rate_limit_exceeded'), { kind: 'later', afterMs: null }],
    [
      'tomorrow to the day’s quota',
      refusal(429, 'daily_quota_exceeded', { 'retry-after': '3' }),
      { kind: 'later', afterMs: 9.5 * HOUR },
    ],
    [
      'next month to the month’s quota',
      refusal(429, 'monthly_quota_exceeded'),
      { kind: 'later', afterMs: 16 * DAY + 9.5 * HOUR },
    ],
    ['later to a 429 with a new name', refusal(429, 'something_new'), { kind: 'later' }],
    ['later to 500', refusal(500, 'internal_server_error'), { kind: 'later' }],
    ['later to 500 with HTML', answer(500, '<h1>Internal Server Error</h1>'), { kind: 'later' }],
    ['later to 503', refusal(503, 'service_unavailable'), { kind: 'later' }],
    ['later to a proxy’s 403', answer(403, 'error code: 1010'), { kind: 'later' }],
    [
      'later to a timeout',
      trouble('timeout-headers'),
      { kind: 'later', reason: 'Resend was not heard: the timeout-headers broke' },
    ],
    ['later to a cut', trouble('network'), { kind: 'later' }],
    ['never to an address we refuse', trouble('policy'), { kind: 'never' }],
    [
      'never to 400',
      refusal(400, 'validation_error'),
      { kind: 'never', reason: 'Resend answered 400 (validation_error)' },
    ],
    ['never to 401', refusal(401, 'missing_api_key'), { kind: 'never' }],
    [
      'never to 403',
      refusal(403, 'invalid_api_key'),
      { kind: 'never', reason: 'Resend answered 403 (invalid_api_key)' },
    ],
    ['never to 404', refusal(404, 'not_found'), { kind: 'never' }],
    ['never to 422', refusal(422, 'invalid_from_address'), { kind: 'never' }],
    ['never to 451', refusal(451, 'security_error'), { kind: 'never' }],
  ]
  it.each(cases)('%s', async (_, met, expected) => {
    const outcome = await send(outside(met))
    expect(outcome).toMatchObject(expected)
    expect(JSON.stringify(outcome)).not.toContain(CANARY)
  })
})

describe('calls', () => {
  it('with the frozen bytes, the key, and the house’s own User-Agent', async () => {
    const io = outside(json(200, sent('a1', 'b2')))
    await send(io)
    expect(io.calls).toHaveLength(1)
    expect(io.calls[0]).toMatchObject({ url: 'https://api.resend.com/emails/batch', method: 'POST', body: call })
    expect(io.calls[0]?.headers).toEqual({
      authorization: 'Bearer re_123',
      'content-type': 'application/json',
      'idempotency-key': 'notice/INC-12/first/0',
      'x-batch-validation': 'permissive',
    })
  })

  it('where it is pointed', async () => {
    const io = outside(json(200, sent('a1')))
    await send(io, { RESEND_API_KEY: 're_123', RESEND_BASE_URL: 'http://127.0.0.1:8788/resend/' })
    expect(io.calls[0]?.url).toBe('http://127.0.0.1:8788/resend/emails/batch')
  })

  it.each([
    ['without a key to Resend', {}, 'notice/1'],
    ['with a key to Resend that no header can carry', { RESEND_API_KEY: 're_\n123' }, 'notice/1'],
    ['with an empty idempotency key', { RESEND_API_KEY: 're_123' }, ''],
    ['with an idempotency key of 257 characters', { RESEND_API_KEY: 're_123' }, 'x'.repeat(257)],
    ['with an idempotency key that no header can carry', { RESEND_API_KEY: 're_123' }, 'a\nb'],
  ])('nobody %s', async (_, set: Record<string, string>, key) => {
    const io = outside()
    expect(await email.send(call, key, { io, secret: (name) => set[name] })).toMatchObject({ kind: 'never' })
    expect(io.calls).toEqual([])
  })
})
