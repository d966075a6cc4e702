// What every check has to keep, whatever it watches.

import { describe, expect, it } from 'vitest'
import type { Check, ProbeContext } from '../../../src/checks/contract.ts'
import { checkOf, checks } from '../../../src/checks/index.ts'
import { DAY, HOUR } from '../../../src/core/time.ts'
import type { Heartbeat, Needs, StoredFacts } from '../../../src/core/watch/facts.ts'
import type { LookKind } from '../../../src/core/watch/look.ts'
import { reasonOf } from '../../../src/core/watch/verdict.ts'
import { BAD_DAYS, CANARY, NOW, type Outside, outside } from './outside.ts'

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
    {
      url: 'https://api.example.com/health',
      json: [
        { path: '$.redis', equals: 'connected' },
        { path: '$..[?@.name]', length: { atLeast: 1 } },
        { path: '$.errors', exists: false },
      ],
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
  tls: [
    { host: 'www.example.com' },
    {
      host: 'tls://mail.example.com:993',
      port: 465,
      warnDays: 30,
      failDays: 3,
      names: ['imap.example.com'],
      latency: { warnMs: 200, failMs: 1000 },
    },
  ],
  heartbeat: [{ expects: '24h' }, { expects: '90m', grace: '10m', longest: '1h', slow: '30m' }],
  metric: [
    { url: 'https://api.example.com/stats', json: '$.queue.depth', fail: { above: 100 } },
    {
      url: 'https://api.example.com/metrics',
      headers: { authorization: { secret: 'API_KEY', prefix: 'Bearer ' } },
      prometheus: 'http_errors_total{code="500"}',
      dividedBy: 'http_requests_total',
      over: '10m',
      measure: 'p95',
      leastSamples: 1,
      warn: { above: 1 },
      fail: { above: 5 },
      unit: '%',
    },
    { pushed: true, warn: { below: 1 } },
    { pushed: true, silentAfter: '10m', over: '5m', measure: 'mean', leastSamples: 1, fail: { below: 1 } },
    { of: { monitor: 'api-health', measure: 'error-rate' }, over: '5m', leastSamples: 1, fail: { above: 5 } },
    { of: { monitor: 'api-health', measure: 'p99' }, over: '5m', warn: { above: 500 } },
  ],
  group: [
    { members: ['worker'], atLeast: 1 },
    { members: ['worker-a', 'worker-b', 'worker-c'], atLeast: 2 },
  ],
  journey: [
    { steps: [{ name: 'ask', url: 'https://api.example.com/health' }] },
    {
      steps: [
        {
          name: 'enqueue',
          url: 'https://api.example.com/runs',
          method: 'POST',
          headers: { 'x-api-key': { secret: 'API_KEY' } },
          body: '{}',
          capture: {
            runId: { json: '$.data' },
            place: { header: 'location', text: '/key=(.*)/' },
            word: { text: '/(\\w+)/' },
          },
        },
        {
          name: 'poll',
          url: 'https://api.example.com/runs/{{runId}}?at={{place}}',
          headers: { 'x-run': 'run {{runId}}' },
          until: { every: '2s', within: '40s' },
        },
      ],
      cleanup: [{ name: 'remove', url: 'https://api.example.com/', method: 'DELETE', body: '{"id":"{{word}}"}' }],
      latency: { warnMs: 200, failMs: 1000 },
    },
  ],
}

const JUNK: unknown[] = [undefined, null, 1, 'https://api.example.com', [], {}, { url: 1 }, { toString: 'x' }]

const contextWith = (io: Outside, secret = (): string | undefined => CANARY): ProbeContext => {
  return { io, deadlineMs: 5000, place: 'here', key: 'a-look', secret }
}

const KINDS: LookKind[] = ['pass', 'fail', 'unknown', 'asleep']
const INSTANTS = [null, NOW - 400 * DAY, NOW - HOUR, NOW + 1]

const HEARTBEATS: (Heartbeat | null)[] = INSTANTS.flatMap((startedAt) =>
  INSTANTS.flatMap((endedAt) =>
    [null, 0, 255].flatMap((exitCode) => [null, DAY].map((runMs) => ({ startedAt, endedAt, exitCode, runMs }))),
  ),
)
const READINGS: StoredFacts['reading'][] = [0, 1, -1e6].map((latest) => {
  return { at: NOW, count: Math.abs(latest), sum: latest, least: latest, most: latest, latest }
})

/** Everything that can be stored for a monitor, with everything else. */
function allFacts({ members = [] }: Needs): StoredFacts[] {
  const looked = [null, ...KINDS.map((kind) => ({ kind, reason: 'said so' }))]
  const windows = [[], ...KINDS.map((kind) => [null, 0, 5000].map((value) => ({ kind, value })))]
  const seen = [{}, ...KINDS.map((kind) => Object.fromEntries(members.map((member) => [member, kind])))]
  return HEARTBEATS.concat(null).flatMap((heartbeat) =>
    READINGS.concat(null).flatMap((reading) =>
      looked.flatMap((looked) =>
        windows.flatMap((window) => seen.map((members) => ({ now: NOW, looked, heartbeat, reading, members, window }))),
      ),
    ),
  )
}

for (const [kind, check] of Object.entries<Check>(checks)) {
  const samples = Object.entries(SAMPLES).find(([name]) => name === kind)?.[1] ?? []
  const all = samples.map((sample) => check.settings.parse(sample))
  const { probe, judge, needs = () => null, conclude } = check
  const looking = all.filter((settings) => (check.calls?.(settings) ?? 1) > 0)

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

    it('looks or concludes, whatever it is given', () => {
      for (const settings of all) {
        const looks = probe !== undefined && judge !== undefined && looking.includes(settings)
        expect(looks || (conclude !== undefined && needs(settings) !== null)).toBe(true)
      }
    })

    it('concludes from all facts without throwing, in whole sentences', () => {
      for (const settings of all) {
        const wanted = needs(settings)
        if (wanted === null || conclude === undefined) continue
        const reasons = allFacts(wanted).map((facts) => reasonOf(conclude(settings, facts)))
        expect(reasons.filter((reason) => /null|undefined|NaN|Infinity|Invalid|\[object/.test(reason))).toEqual([])
      }
    })

    if (probe === undefined || judge === undefined) return

    it.each(BAD_DAYS)('sees and judges %s without throwing and without telling a secret', async (_, seen) => {
      for (const settings of looking) {
        const observation = await probe(settings, contextWith(outside(seen)))
        const verdict = judge(settings, observation)
        expect(['pass', 'warn', 'fail', 'unknown']).toContain(verdict.kind)
        expect(JSON.stringify({ ...observation, body: '' })).not.toContain(CANARY)
        expect(JSON.stringify(verdict)).not.toContain(CANARY)
      }
    })

    it('gives every observation its instant, its place and finite measurements', async () => {
      for (const settings of looking) {
        const observation = await probe(settings, contextWith(outside(...BAD_DAYS.map(([, seen]) => seen))))
        expect(observation).toMatchObject({ at: NOW, place: 'here' })
        expect(observation.totalMs).toBeGreaterThanOrEqual(0)
      }
    })

    it('calls nobody and is unknown while a secret of its is not set', async () => {
      for (const settings of looking) {
        const [name] = check.secrets(settings)
        if (name === undefined) continue
        const io = outside()
        const seen = await probe(
          settings,
          contextWith(io, () => undefined),
        )
        expect(judge(settings, seen)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(name) })
        expect([...io.calls, ...io.dials]).toEqual([])
      }
    })
  })
}

it.each(['constructor', '__proto__', 'toString', '', 'HTTP'])('has no check called "%s"', (kind) => {
  expect(checkOf(kind)).toBeUndefined()
})
