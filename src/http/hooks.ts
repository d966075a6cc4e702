// Where webhooks come in: raw bytes in, 202 out. Callers learn nothing beyond whether it was accepted.

import { type Context, Hono } from 'hono'
import { type Refusal, receive } from '../flows/receive.ts'
import { answerJson, problem } from './errors.ts'
import type { Http } from './ports.ts'

const REFUSALS = {
  'unknown source': [404, 'There is no such source.'],
  'not proven': [401, 'This delivery could not be shown to come from its sender.'],
  'not readable': [400, 'This delivery is not valid UTF-8.'],
} as const satisfies Record<Refusal, readonly [number, string]>

export function createHooks(): Hono<Http> {
  const hooks = new Hono<Http>()
  hooks.post('/:source', (c) => accept(c, c.req.param('source'), null))
  hooks.post('/:source/:token', (c) => accept(c, c.req.param('source'), c.req.param('token')))
  hooks.all('*', (c) => {
    c.header('allow', 'POST')
    return problem(c, 405, 'Webhooks are posted here.')
  })
  return hooks
}

async function accept(c: Context<Http>, source: string, token: string | null): Promise<Response> {
  const { system } = c.env
  const body = new Uint8Array(await c.req.arrayBuffer())
  const delivery = { body, headers: c.req.raw.headers, token, receivedAt: system.io.at() }
  const received = await receive(source, delivery, system)
  if (!received.ok) {
    const [status, sentence] = REFUSALS[received.error]
    return problem(c, status, sentence)
  }
  // Stored is answered; what it means is found out without the sender waiting for it.
  if (received.value === 'new')
    c.executionCtx.waitUntil(system.desk.tell([{ kind: 'minute', measured: null }], system.visit))
  return answerJson(c, { accepted: true }, 202)
}
