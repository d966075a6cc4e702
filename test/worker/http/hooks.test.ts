// Webhooks that prove nothing are refused before they are looked at; one that does is stored whatever it says.

import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Stage } from '../../../drills/stage.ts'
import { everyRow, expectArmour, expectRefusal, knock, openHouse, rowsOf, SCRIPT } from './door.ts'

const SECRET = String(env.SENTRY_WEBHOOK_SECRET)
const VECTOR = '{"action":"resolved","data":{"n":1,"s":"é"}}'
const SIGNED = 'ab834b8258bd1e96567b13a429d571b822cb7648153ef0c4fb3476f3b0badd28'

let stage: Stage

beforeAll(async () => {
  stage = await openHouse()
})

async function sign(body: Uint8Array, secret = SECRET): Promise<string> {
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  return Array.from(new Uint8Array(await crypto.subtle.sign('HMAC', key, body)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

const hook = (body: BodyInit, signature: string | null, path = '/hooks/sentry') =>
  knock(stage, {
    path,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(signature !== null && { 'sentry-hook-signature': signature }) },
  })

const REFUSED: [string, () => Promise<Response>, number][] = [
  ['without a signature', () => hook(VECTOR, null), 401],
  ['with an empty one', () => hook(VECTOR, ''), 401],
  ['with half of one', () => hook(VECTOR, SIGNED.slice(0, 32)), 401],
  ['with one that has a prefix', () => hook(VECTOR, `sha256=${SIGNED}`), 401],
  ['with one of other letters', () => hook(VECTOR, 'z'.repeat(64)), 401],
  ['with one of another body', () => hook(`${VECTOR} `, SIGNED), 401],
  ['with a tag for one', () => hook(VECTOR, SCRIPT), 401],
  ['signed with another secret', async () => hook(VECTOR, await sign(new TextEncoder().encode(VECTOR), 'other')), 401],
  ['signed with no secret', async () => hook(VECTOR, await sign(new TextEncoder().encode(VECTOR), ' ')), 401],
  ['with nothing in it, signed', async () => hook('', await sign(new Uint8Array())), 401],
  [
    'in bytes that are not UTF-8, signed',
    async () => hook(new Uint8Array([0xff]), await sign(new Uint8Array([0xff]))),
    400,
  ],
  ['of ten megabytes', () => hook('x'.repeat(10_000_000), SIGNED), 413],
  ['to a source nobody has', () => hook(VECTOR, SIGNED, '/hooks/github'), 404],
  ['to constructor', () => hook(VECTOR, SIGNED, '/hooks/constructor'), 404],
]

describe('a delivery is refused', () => {
  it.each(REFUSED)('%s', async (_name, deliver, status) => {
    const before = await everyRow()
    await expectRefusal(await deliver(), [status])
    expect(await everyRow()).toBe(before)
  })
})

const STORED: [string, string][] = [
  ['that means nothing to us', VECTOR],
  ['that is no JSON', `{"${SCRIPT}`],
  ['that is null', 'null'],
  ['that is a text', '"x"'],
  ['10,000 deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['with 30,000 keys', `{${Array.from({ length: 30_000 }, (_, key) => `"${key}":1`).join()}}`],
  ['with a key twice', '{"action":"a","action":"b"}'],
  ['with __proto__', '{"__proto__":{"action":"resolved"}}'],
  ['with a NUL and half a character', '{"action":"\\u0000\\ud800","data":{}}'],
  ['of other types', '{"action":[],"data":{"issue":{"id":{},"title":7},"event":[],"metric_alert":"x"}}'],
]

describe('a proven delivery is stored once and answered at once', () => {
  it.each(STORED)('%s', async (_name, body) => {
    const signature = await sign(new TextEncoder().encode(body))
    for (let time = 0; time < 2; time++) {
      const answer = await hook(body, signature)
      const text = await answer.text()
      expect([answer.status, text]).toEqual([202, '{"accepted":true}'])
      expectArmour(answer, text)
    }
    expect(await rowsOf('select source from inbox where body = ?1', body)).toEqual([{ source: 'sentry' }])
  })

  it('and is read by the next minute, whatever it says', async () => {
    await stage.pass(1)
    const [left] = await rowsOf<{ unread: number }>('select count(*) as unread from inbox where is_unread = 1')
    expect(left).toEqual({ unread: 0 })
    const reads = await rowsOf<{ meaning: string }>('select meaning from inbox_reads')
    expect(reads).toHaveLength(STORED.length)
  })
})
