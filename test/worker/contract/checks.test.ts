// What every check has to keep, whatever it watches.

import { describe, expect, it } from 'vitest'
import { checkOf, checks } from '../../../src/checks/index.ts'
import { BAD_DAYS, CANARY, NOW, outside } from './outside.ts'

/** The least that a kind can be given, and the most that has secrets in it; a new kind adds a line. */
const SAMPLES: Record<keyof typeof checks, unknown[]> = {
  http: [
    { url: 'https://api.example.com/health' },
    {
      url: 'https://api.example.com/health?deep=1',
      method: 'POST',
      headers: { authorization: { secret: 'API_KEY', prefix: 'Bearer ' }, 'x-plain': 'yes' },
      body: '{}',
      statuses: [200, '202-204'],
      bodyContains: ['"status"', '"redis":"connected"'],
      latency: { warnMs: 500, failMs: 1000 },
      redirects: 'follow',
      maxBytes: 1000,
    },
  ],
  tcp: [
    { host: 'db.example.com', port: 5432 },
    {
      host: 'tcp://cache.example.com:6380',
      port: 6379,
      tls: 'on',
      send: 'PING\r\n',
      expect: '+PONG',
      latency: { warnMs: 200, failMs: 1000 },
    },
  ],
  dns: [
    { name: 'www.example.com' },
    { name: 'example.com.', type: 'MX', expect: { equals: ['10 mx.example.com'] } },
    {
      name: '_dmarc.example.com',
      type: 'TXT',
      expect: { contains: 'p=reject' },
      resolver: 'https://dns.example.com/dns-query',
      latency: { warnMs: 200, failMs: 1000 },
    },
  ],
}

const JUNK: unknown[] = [undefined, null, 1, 'https://api.example.com', [], {}, { url: 1 }, { toString: 'x' }]

const secret = () => CANARY

for (const [kind, check] of Object.entries(checks)) {
  const samples = Object.entries(SAMPLES).find(([name]) => name === kind)?.[1] ?? []

  describe(`check ${kind}`, () => {
    it('is registered under its own name', () => {
      expect(check.kind).toBe(kind)
      expect(checkOf(kind)).toBe(check)
      expect(samples.length).toBeGreaterThan(0)
    })

    it.each(JUNK.map((junk) => [JSON.stringify(junk) ?? 'undefined', junk]))('refuses %s', (_, junk) => {
      expect(check.settings.safeParse(junk).success).toBe(false)
    })

    it.each(samples.map((sample) => [JSON.stringify(sample), sample]))(
      'refuses anything unknown beside %s',
      (_, sample) => {
        expect(check.settings.safeParse({ ...Object(sample), surprise: 1 }).success).toBe(false)
      },
    )

    it.each(samples.map((sample) => [JSON.stringify(sample), sample]))(
      'reads what it has filled in again: %s',
      (_, sample) => {
        const once = check.settings.parse(sample)
        expect(check.settings.parse(once)).toEqual(once)
        expect(check.targets(once).every((target) => URL.canParse(target))).toBe(true)
      },
    )

    it.each(BAD_DAYS)('sees and judges %s without throwing and without telling a secret', async (_, seen) => {
      for (const sample of samples) {
        const settings = check.settings.parse(sample)
        const observation = await check.probe(settings, { io: outside(seen), deadlineMs: 5000, place: 'here', secret })
        const verdict = check.judge(settings, observation)
        expect(['pass', 'warn', 'fail', 'unknown']).toContain(verdict.kind)
        expect(JSON.stringify({ ...observation, body: '' })).not.toContain(CANARY)
        expect(JSON.stringify(verdict)).not.toContain(CANARY)
      }
    })

    it('gives every observation its instant, its place and finite measurements', async () => {
      for (const sample of samples) {
        const context = { io: outside(...BAD_DAYS.map(([, seen]) => seen)), deadlineMs: 5000, place: 'here', secret }
        const observation = await check.probe(check.settings.parse(sample), context)
        expect(observation).toMatchObject({ at: NOW, place: 'here' })
        expect(observation.totalMs).toBeGreaterThanOrEqual(0)
      }
    })

    it('calls nobody and is unknown while a secret of its is not set', async () => {
      for (const sample of samples) {
        const settings = check.settings.parse(sample)
        const [name] = check.secrets(settings)
        if (name === undefined) continue
        const io = outside()
        const seen = await check.probe(settings, { io, deadlineMs: 5000, place: 'here', secret: () => undefined })
        expect(check.judge(settings, seen)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(name) })
        expect([...io.calls, ...io.dials]).toEqual([])
      }
    })
  })
}

it.each(['constructor', '__proto__', 'toString', '', 'HTTP'])('has no check called "%s"', (kind) => {
  expect(checkOf(kind)).toBeUndefined()
})
