// Owns the check of a Standard Webhooks signature against the world's clock; decides nothing about the content.
import { timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type Call, readHeader } from './call.ts'

const toleranceSeconds = 300

/**
 * A sentence, or null when the signature is good. The package's own `verify` compares with the wall clock, but
 * stories run in another time, so only its `sign` is used here.
 */
export function signatureProblem(secret: string, call: Call, body: string, now: number): string | null {
  const id = readHeader(call, 'webhook-id')
  const timestamp = readHeader(call, 'webhook-timestamp')
  const signatures = readHeader(call, 'webhook-signature')
  if (!id || !timestamp || !signatures) return 'a webhook header is missing'
  if (!/^\d{1,12}$/.test(timestamp)) return 'the timestamp is not in unix seconds'
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return 'the timestamp is too far from now'
  const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body)
  return signatures.split(' ').some((one) => isEqual(one, expected)) ? null : 'no signature matches'
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)]
  return left.length === right.length && timingSafeEqual(left, right)
}
