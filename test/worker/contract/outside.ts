// The world as a drawer sees it through Io: answers are handed out in order, the last one for ever, and every call is kept.
// Over TCP the body of an answer is what is heard; an ear hears each of its letters as a byte.

import { err, ok, type Result } from '../../../src/core/result.ts'
import type { FailureKind } from '../../../src/core/watch/observation.ts'
import type { Answer, Dial, Io, Outbound, Trouble } from '../../../src/io.ts'

export type Seen = Result<Answer, Trouble>
export type Outside = Io & { calls: Outbound[]; dials: Dial[] }

export const NOW = Date.UTC(2026, 2, 15, 14, 30)
/** Stands for every secret; it must never come out anywhere. */
export const CANARY = 'canary-7f3a9c'

export function answer(status: number, body = '', headers: Record<string, string> = {}): Seen {
  const bytes = new TextEncoder().encode(body).byteLength
  return ok({ status, headers: new Headers(headers), body, bytes, headersMs: 20, totalMs: 30 })
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Seen {
  return answer(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
}

export function trouble(kind: FailureKind, status: number | null = null): Seen {
  return err({ kind, detail: `the ${kind} broke`, status, headersMs: null, totalMs: 40, bytes: 0 })
}

export function outside(...answers: Seen[]): Outside {
  const calls: Outbound[] = []
  const dials: Dial[] = []
  return {
    calls,
    dials,
    at: () => NOW,
    until: async () => {},
    elapsed: () => 0,
    within: async () => true,
    id: () => 'an-id',
    async fetch(outbound) {
      const seen = answers[Math.min(calls.length, answers.length - 1)]
      calls.push(outbound)
      if (seen === undefined) throw new Error('nobody was expected to be called')
      return seen
    },
    async connect(dial) {
      const seen = answers[Math.min(dials.length, answers.length - 1)]
      dials.push(dial)
      if (seen === undefined) throw new Error('nobody was expected to be called')
      if (!seen.ok) return seen
      const { body, bytes, totalMs } = seen.value
      if (typeof dial.expect === 'function') dial.expect(Uint8Array.from(body, (letter) => letter.charCodeAt(0)))
      return ok({ text: body, bytes, totalMs })
    },
  }
}

/** Every way in which the other side can behave badly; bodies and headers try to get a secret out. */
export const BAD_DAYS: readonly (readonly [string, Seen])[] = [
  ['429', json(429, { name: 'rate_limit_exceeded' }, { 'retry-after': '7' })],
  ['429 with a silly retry-after', answer(429, '', { 'retry-after': '-1e99' })],
  ['500 with HTML', answer(500, `<h1>Internal Server Error ${CANARY}</h1>`)],
  ['500 with JSON', json(500, { name: CANARY, message: CANARY, reason: CANARY })],
  ['503', answer(503)],
  ['a redirect', answer(302, '', { location: `https://elsewhere.example.com/?key=${CANARY}` })],
  ['a redirect to nowhere', answer(301, '', { location: 'http://' })],
  ['401', json(401, { name: 'missing_api_key', message: CANARY })],
  ['404', answer(404, CANARY)],
  ['204 without a body', answer(204)],
  ['200 with garbage', answer(200, `\u0000\uffff{"${CANARY}`)],
  ['200 with an array', json(200, [CANARY])],
  ['200 with null', json(200, null)],
  ['200 with a string', json(200, CANARY)],
  ['200 with other types', json(200, { data: CANARY, errors: { a: 1 }, operation_id: [CANARY], outcome: {} })],
  ['200 with depth', answer(200, '['.repeat(10_000) + ']'.repeat(10_000))],
  ['200 with __proto__', answer(200, '{"__proto__":{"outcome":"done","data":[{"id":"x"}]}}')],
  ['a timeout before the headers', trouble('timeout-headers')],
  ['a timeout in the body', trouble('timeout-body', 200)],
  ['a cut connection', trouble('network')],
  ['a refused connection', trouble('connect', 521)],
  ['an unknown name', trouble('dns', 530)],
  ['a bad certificate', trouble('tls', 526)],
  ['a refused address', trouble('policy')],
]
