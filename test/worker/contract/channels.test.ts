// What every channel has to keep: a frozen call that does not change, and an outcome in four words whatever happens.

import { describe, expect, it } from 'vitest'
import type { Message } from '../../../src/channels/contract.ts'
import { channelOf, channels } from '../../../src/channels/index.ts'
import { BAD_DAYS, CANARY, NOW, outside } from './outside.ts'

const sender = { from: 'Agentix Status <status@mail.agentix.app>', replyTo: 'support@agentixx.io' }
const secret = () => CANARY

function messages(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => ({
    audience: 'tenant',
    to: `ops-${n}@tenant.example`,
    thread: 'INC-12',
    notice: {
      kind: 'update',
      state: 'identified',
      done: ['taken back the last release'],
      watchMs: 600_000,
      organisation: 'Agentix',
      team: 'The Agentix Team',
      contact: 'support@agentixx.io',
      tenant: `Tenant ${n} <b>&amp;\u2028"`,
      statusUrl: 'https://status.agentix.app',
      what: 'Inbox',
      impact: 'degradation',
      startedAt: NOW,
      nextInMs: null,
    },
  }))
}

for (const [kind, channel] of Object.entries(channels)) {
  describe(`channel ${kind}`, () => {
    it('is registered under its own name', () => {
      expect(channel.kind).toBe(kind)
      expect(channelOf(kind)).toBe(channel)
      expect(channel.perCall).toBeGreaterThan(0)
    })

    it('composes the same bytes for the same messages, as many as one call carries', () => {
      const [one, other] = [messages(channel.perCall), messages(channel.perCall)]
      expect(channel.compose(one, sender)).toBe(channel.compose(other, sender))
    })

    it('sends the same call for every attempt', async () => {
      const io = outside(...BAD_DAYS.map(([, seen]) => seen))
      const call = channel.compose(messages(2), sender)
      for (const _ of BAD_DAYS) await channel.send(call, 'a-key', { io, secret })
      expect(new Set(io.calls.map(({ url, method, body }) => JSON.stringify({ url, method, body }))).size).toBe(1)
    })

    it.each(BAD_DAYS)(
      'answers %s without throwing, without a receipt, and without telling a secret',
      async (_, seen) => {
        const call = channel.compose(messages(1), sender)
        const outcome = await channel.send(call, 'a-key', { io: outside(seen), secret })
        expect(['later', 'never', 'unknown']).toContain(outcome.kind)
        expect(JSON.stringify(outcome)).not.toContain(CANARY)
      },
    )

    it('tries again when the answer was lost or the vendor is overrun', async () => {
      for (const [, seen] of BAD_DAYS.filter(([name]) => /^429$|^503$|timeout|cut/.test(name))) {
        const outcome = await channel.send(channel.compose(messages(1), sender), 'a-key', { io: outside(seen), secret })
        expect(['later', 'unknown']).toContain(outcome.kind)
      }
    })

    it('calls nobody while what it needs is not set', async () => {
      const io = outside()
      const outcome = await channel.send(channel.compose(messages(1), sender), 'k', { io, secret: () => undefined })
      expect(outcome.kind).toBe('never')
      expect(channel.needs.some((name) => JSON.stringify(outcome).includes(name))).toBe(true)
    })
  })
}

it.each(['constructor', '__proto__', '', 'mail'])('has no channel called "%s"', (kind) => {
  expect(channelOf(kind)).toBeUndefined()
})
