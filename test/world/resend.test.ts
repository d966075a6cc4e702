import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Resend } from 'resend'
import { describe, expect, it } from 'vitest'
import { useWorld } from './stage.ts'

const stage = useWorld()
const mail = { from: 'Acme <status@mail.example.org>', to: ['lea@example.net'], subject: 'Down', text: 'It is down.' }
const known = { authorization: 'Bearer re_test', 'user-agent': 'watchkeeper/0' }

function send(body: unknown, headers: Record<string, string> = {}, path = '/resend/emails'): Promise<Response> {
  const wire = typeof body === 'string' ? body : JSON.stringify(body)
  return stage.ask(path, { method: 'POST', body: wire, headers: { ...known, ...headers } })
}

const batch = (mails: unknown, headers = {}) => send(mails, headers, '/resend/emails/batch')
const mails = async () => (await stage.ask('/control/mails')).json()
const outcome = async (sent: Promise<Response>) => {
  const answer = await sent
  const body = await answer.json()
  return [answer.status, body.name ?? 'sent']
}

describe('a mail', () => {
  it('is accepted, kept and shown', async () => {
    const html = '<p>It is down.</p>'
    const more = { reply_to: 'help@example.org', headers: { 'List-Unsubscribe': '<https://x.example>' }, html }
    const answer = await send(
      { ...mail, ...more, tags: [{ name: 'kind', value: 'opened' }] },
      { 'idempotency-key': 'k' },
    )
    expect(answer.headers.get('ratelimit-policy')).toBe('1000;w=1')
    const { id } = await answer.json()
    expect(await mails()).toMatchObject([
      { id, to: mail.to, replyTo: ['help@example.org'], html, headers: more.headers, idempotencyKey: 'k' },
    ])
    const shown = await (await stage.ask(`/resend/emails/${id}`, { headers: known })).json()
    expect(shown).toMatchObject({ object: 'email', id, last_event: 'delivered' })
    expect(shown.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00$/)
  })

  it('is accepted from the official client', async () => {
    const resend = new Resend('re_test', { baseUrl: stage.url('/resend') })
    const sent = await resend.emails.send({ ...mail, replyTo: 'a@example.org' }, { idempotencyKey: 'one' })
    expect(sent.error).toBeNull()
    const many = await resend.batch.send([mail, { ...mail, to: 'x' }], { batchValidation: 'permissive' })
    expect(many.data).toMatchObject({ data: [{}], errors: [{ index: 1 }] })
    expect(await mails()).toHaveLength(2)
  })
})

it.each([
  ['without a from', { from: undefined }, 'missing_required_field'],
  ['without a subject', { subject: undefined }, 'missing_required_field'],
  ['without a body', { text: undefined }, 'validation_error'],
  ['from nobody', { from: 'Acme' }, 'invalid_from_address'],
  ['to nobody', { to: [] }, 'validation_error'],
  ['to no address', { to: 'lea' }, 'validation_error'],
  ['to 51 people', { to: Array(51).fill('lea@example.net') }, 'validation_error'],
  ['with a dot in a tag', { tags: [{ name: 'kind', value: 'incident.opened' }] }, 'validation_error'],
  ['with a number as a header', { headers: { 'X-Ref': 7 } }, 'validation_error'],
])('a mail %s is refused', async (_, change, name) => {
  expect(await outcome(send({ ...mail, ...change }))).toEqual([422, name])
  expect(await mails()).toEqual([])
})

describe('the door', () => {
  it('refuses who does not say who they are, at the edge', async () => {
    const options = { method: 'POST', headers: { authorization: 'Bearer re_x' } }
    const answer = await new Promise((resolve) => {
      const sent = request(stage.url('/resend/emails'), options, async (response) => {
        resolve({ status: response.statusCode, body: await text(response) })
      })
      sent.end(JSON.stringify(mail))
    })
    expect(answer).toEqual({ status: 403, body: 'error code: 1010' })
  })

  it.each([
    ['no key', { authorization: '' }, [401, 'missing_api_key']],
    ['a foreign key', { authorization: 'Bearer sk_1' }, [403, 'invalid_api_key']],
    ['a key that is too long', { 'idempotency-key': 'k'.repeat(257) }, [400, 'invalid_idempotency_key']],
    ['an empty idempotency key', { 'idempotency-key': '' }, [400, 'invalid_idempotency_key']],
  ])('refuses %s', async (_, headers, expected) => {
    expect(await outcome(send(mail, headers))).toEqual(expected)
  })

  it('speaks JSON of one shape', async () => {
    const answer = await stage.ask('/resend/emails', { headers: known })
    expect(await answer.json()).toEqual({ statusCode: 405, message: expect.any(String), name: 'method_not_allowed' })
    expect(await outcome(send('{'))).toEqual([400, 'validation_error'])
    expect(await outcome(stage.ask('/resend/emails/none', { headers: known }))).toEqual([404, 'not_found'])
  })

  it('limits how many come in a second', async () => {
    await stage.put('resend', { ratePerSecond: 2 })
    const answers = await Promise.all([1, 2, 3].map(() => send(mail)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429])
    expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1')
  })
})

describe('a batch', () => {
  const bad = { ...mail, to: 'nobody' }

  it('is all or nothing when strict', async () => {
    expect(await outcome(batch([mail, bad]))).toEqual([422, 'validation_error'])
    expect(await mails()).toEqual([])
    expect((await (await batch([mail, mail])).json()).data).toHaveLength(2)
  })

  it('sends what is good and names what is not when permissive', async () => {
    const answer = await (await batch([bad, mail], { 'x-batch-validation': 'permissive' })).json()
    expect(answer).toMatchObject({ data: [{ id: (await mails())[0].id }], errors: [{ index: 0 }] })
  })

  it.each([
    ['is no list', mail],
    ['is empty', []],
    ['has 101 mails', Array(101).fill(mail)],
    ['holds an attachment', [{ ...mail, attachments: [] }]],
    ['is scheduled', [{ ...mail, scheduled_at: 'in 1 hour' }]],
  ])('is refused when it %s', async (_, mails) => {
    expect(await outcome(batch(mails))).toEqual([422, 'validation_error'])
  })
})

describe('an idempotency key', () => {
  const key = { 'idempotency-key': 'incident-opened/42' }

  it('repeats the first answer and sends nothing again', async () => {
    const [first, second] = [await (await send(mail, key)).json(), await (await send(mail, key)).json()]
    expect(second).toEqual(first)
    expect(await mails()).toHaveLength(1)
  })

  it('refuses another body', async () => {
    await send(mail, key)
    expect(await outcome(send({ ...mail, subject: 'Up' }, key))).toEqual([409, 'invalid_idempotent_request'])
  })

  it('refuses a second one while the first still runs', async () => {
    await stage.put('resend', { delayMs: 100 })
    const names = await Promise.all([outcome(send(mail, key)), outcome(send(mail, key))])
    expect(names.sort()).toEqual([
      [200, 'sent'],
      [409, 'concurrent_idempotent_requests'],
    ])
  })

  it('is forgotten after 24 hours of the world, so a second mail goes out', async () => {
    await stage.put('clock', { now: 1_000_000_000_000 })
    await send(mail, key)
    await stage.put('clock', { now: 1_000_000_000_000 + 86_399_999 })
    await send(mail, key)
    expect(await mails()).toHaveLength(1)
    await stage.put('clock', { now: 1_000_000_000_000 + 86_400_000 })
    await send(mail, key)
    expect(await mails()).toHaveLength(2)
  })

  it('does not remember a refusal', async () => {
    await send({ ...mail, to: 'nobody' }, key)
    expect(await outcome(send(mail, key))).toEqual([200, 'sent'])
  })
})

describe('a fault', () => {
  it('accepts the mail and loses the answer; the same key then finds it', async () => {
    await stage.put('resend', { loseAnswer: 1 })
    await expect(send(mail, { 'idempotency-key': 'k' })).rejects.toThrow('fetch failed')
    const { id } = await (await send(mail, { 'idempotency-key': 'k' })).json()
    expect((await mails()).map((one: { id: string }) => one.id)).toEqual([id])
  })

  it('answers with HTML, as a gateway does', async () => {
    await stage.put('resend', { status500Html: 1 })
    const answer = await send(mail)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8'])
    expect(await outcome(send(mail))).toEqual([200, 'sent'])
  })

  it('tells a rate limit from a quota by name and retry-after', async () => {
    await stage.put('resend', { rateLimited: 1, dailyQuota: 1 })
    const [first, second] = [await send(mail), await send(mail)]
    expect([first.headers.get('retry-after'), (await first.json()).name]).toEqual(['1', 'rate_limit_exceeded'])
    expect([second.headers.get('retry-after'), (await second.json()).name]).toEqual([null, 'daily_quota_exceeded'])
  })

  it('hangs', async () => {
    await stage.put('resend', { hang: 1 })
    const signal = AbortSignal.timeout(80)
    await expect(stage.ask('/resend/emails', { method: 'POST', headers: known, body: '{}', signal })).rejects.toThrow(
      /timeout/,
    )
    expect(await mails()).toEqual([])
  })

  it('rejects one recipient until told otherwise', async () => {
    await stage.put('resend', { rejectRecipient: ['LEA@example.net'] })
    expect(await outcome(send(mail))).toEqual([422, 'validation_error'])
    const many = [mail, { ...mail, to: 'Tom <tom@example.net>' }]
    const answer = await (await batch(many, { 'x-batch-validation': 'permissive' })).json()
    expect(answer.errors).toMatchObject([{ index: 0, message: expect.stringContaining('lea@example.net') }])
  })
})
