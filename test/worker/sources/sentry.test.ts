// Sentry's deliveries, one line a case: what arrives, and what it means to us. The samples are those of its own docs.

import { describe, expect, it } from 'vitest'
import type { Meaning, SourceMap } from '../../../src/sources/contract.ts'
import { sentry } from '../../../src/sources/sentry.ts'
import { NOW } from '../contract/outside.ts'

const MINUTE = 60_000
const iso = (at: number) => new Date(at).toISOString()

const event = {
  event_id: '9f2c4be7d1a84c0e9d5b7a3360c1e8aa',
  issue_id: '5550001111',
  project: 4507001,
  title: 'TypeError: cart.total is not a function',
  level: 'error',
  datetime: iso(NOW - 2 * MINUTE),
  tags: [
    ['environment', 'production'],
    ['service', 'checkout'],
    ['user', 'email:kim@example.org'],
  ],
  user: { id: '4711', email: 'kim@example.org' },
  url: 'https://sentry.io/api/0/projects/acme/shop-web/events/9f2c4be7d1a84c0e9d5b7a3360c1e8aa/',
}
const metric = {
  id: '88231',
  title: 'Checkout error rate',
  projects: ['shop-web'],
  date_started: iso(NOW - 5 * MINUTE),
  date_closed: null,
}
const issue = {
  id: '5550001111',
  title: 'TypeError: cart.total is not a function',
  level: 'error',
  status: 'unresolved',
  project: { id: '4507001', name: 'shop-web', slug: 'shop-web' },
  count: '57',
  userCount: 23,
  firstSeen: iso(NOW - 20 * MINUTE),
  lastSeen: iso(NOW - MINUTE),
}

const says = (action: string, data: object) => JSON.stringify({ action, installation: { uuid: 'x' }, data, actor: {} })
const issueAlert = (change: object = {}) =>
  says('triggered', { event: { ...event, ...change }, triggered_rule: 'Checkout errors > 10 in 5 min' })
const metricAlert = (action: string, change: object = {}, text = '1000 events in the last 10 minutes') =>
  says(action, { metric_alert: { ...metric, ...change }, description_text: text, description_title: 'x' })
const issueSays = (action: string, change: object = {}) => says(action, { issue: { ...issue, ...change } })

const delivery = (body: string) => ({ body, headers: {}, receivedAt: NOW })
const everywhere: SourceMap = () => ({ service: 'web', feature: null })
const read = (body: string, map = everywhere): Meaning => sentry.read(delivery(body), map)

function failing(signal: object) {
  return { kind: 'signals', changes: [{ kind: 'failing', signal: expect.objectContaining(signal) }] }
}
function recovered(key: string, summary: string) {
  return { kind: 'signals', changes: [{ kind: 'recovered', key, summary }] }
}
const nothing = (why: string) => ({ kind: 'nothing', why })

describe('reads', () => {
  const issueKey = 'sentry:issue:5550001111'
  const metricKey = 'sentry:metric:88231'
  const name = 'TypeError: cart.total is not a function'
  const cases: [string, string, object][] = [
    [
      'an issue alert',
      issueAlert(),
      failing({
        key: issueKey,
        source: 'sentry',
        service: 'web',
        impact: 'degradation',
        startedAt: NOW - 2 * MINUTE,
        summary: `Sentry rule Checkout errors > 10 in 5 min fired: ${name}`,
      }),
    ],
    ['an issue alert with a number for an id', issueAlert({ issue_id: 5550001111 }), failing({ key: issueKey })],
    [
      'an issue alert without a title',
      issueAlert({ title: null }),
      failing({ summary: expect.stringMatching(/fired: without a name$/) }),
    ],
    ['an issue alert from the future', issueAlert({ datetime: iso(NOW + MINUTE) }), failing({ startedAt: NOW })],
    ['an issue alert from last year', issueAlert({ datetime: '2025-03-15T00:00:00Z' }), failing({ startedAt: NOW })],
    ['an issue alert without a time', issueAlert({ datetime: undefined }), failing({ startedAt: NOW })],
    ['an issue alert with odd tags', issueAlert({ tags: { a: 1 } }), failing({ key: issueKey })],
    [
      'a critical metric alert',
      metricAlert('critical'),
      failing({
        key: metricKey,
        impact: 'outage',
        startedAt: NOW - 5 * MINUTE,
        saysEnd: true,
        summary: 'Sentry metric alert Checkout error rate: 1000 events in the last 10 minutes',
      }),
    ],
    ['a warning metric alert', metricAlert('warning'), failing({ key: metricKey, impact: 'degradation' })],
    ['an open metric alert', metricAlert('open'), failing({ key: metricKey, impact: 'degradation' })],
    [
      'a resolved metric alert',
      metricAlert('resolved'),
      recovered(metricKey, 'Checkout error rate is resolved in Sentry'),
    ],
    [
      'a new kind of metric alert',
      metricAlert('improved'),
      nothing('a metric alert that is "improved" means nothing to us yet'),
    ],
    [
      'a metric alert called after a method',
      metricAlert('constructor'),
      nothing('a metric alert that is "constructor" means nothing to us yet'),
    ],
    [
      'a new issue',
      issueSays('created'),
      failing({ key: issueKey, startedAt: NOW - 20 * MINUTE, summary: `Sentry issue is new: ${name}` }),
    ],
    [
      'an issue that came back',
      issueSays('unresolved'),
      failing({ key: issueKey, startedAt: NOW - MINUTE, summary: `Sentry issue came back: ${name}` }),
    ],
    ['a fatal issue', issueSays('created', { level: 'fatal' }), failing({ key: issueKey })],
    ['a warning issue', issueSays('created', { level: 'warning' }), nothing('an issue of level warning hurts nobody')],
    ['a resolved issue', issueSays('resolved'), recovered(issueKey, `${name} is resolved in Sentry`)],
    ['an archived issue', issueSays('archived'), recovered(issueKey, `${name} is archived in Sentry`)],
    ['an ignored issue', issueSays('ignored'), recovered(issueKey, `${name} is ignored in Sentry`)],
    ['an assigned issue', issueSays('assigned'), nothing('an issue that is "assigned" means nothing to us yet')],
    ['a single error', says('created', { error: event }), nothing('single errors are left to the alert rules')],
    [
      'an installation',
      says('created', { installation: { uuid: 'x' } }),
      nothing('a delivery called "created" means nothing to us yet'),
    ],
    [
      'a kind we do not know',
      says('pr_created', { seer: {} }),
      nothing('a delivery called "pr_created" means nothing to us yet'),
    ],
    ['a body that is not JSON', '{"action":', nothing('it is not a delivery as Sentry sends them')],
    ['a body that is empty', '', nothing('it is not a delivery as Sentry sends them')],
    ['a body of another shape', '[1]', nothing('it is not a delivery as Sentry sends them')],
  ]
  it.each(cases)('%s', (_, body, expected) => {
    expect(read(body)).toEqual(expected)
  })
})

describe('asks the runbook', () => {
  const asked = (body: string) => {
    const all: string[] = []
    read(body, (hints) => {
      all.push(...hints)
      return null
    })
    return all
  }

  it.each([
    ['with tags before the project’s slug', issueAlert(), ['checkout', 'shop-web']],
    [
      'with the component first',
      issueAlert({
        tags: [
          ['service', 's'],
          ['component', 'c'],
        ],
      }),
      ['c', 's', 'shop-web'],
    ],
    ['without a slug when there is none', issueAlert({ url: null, tags: [] }), []],
    ['with the projects of a metric alert', metricAlert('critical', { projects: ['a', 'b'] }), ['a', 'b']],
    ['with the project of an issue', issueSays('created'), ['shop-web']],
  ])('%s', (_, body, hints) => {
    expect(asked(body)).toEqual(hints)
  })

  it('and keeps silent about what nobody claims', () => {
    expect(read(issueAlert(), () => null)).toEqual(nothing('no service in the runbook claims it'))
  })

  it('and takes its feature', () => {
    expect(read(issueAlert(), () => ({ service: 'web', feature: 'inbox' }))).toEqual(failing({ feature: 'inbox' }))
  })
})

describe('keeps user data out of summaries', () => {
  it.each([
    ['an address', { title: 'No user kim.larsen+x@example.org here' }, /fired: No user \[address\] here$/],
    ['an address in brackets', { title: 'User <kim@example.org>' }, /User <\[address\]>$/],
    ['line breaks', { title: 'a\r\n\u0000b' }, /fired: a b$/],
    ['a long text', { title: 'x'.repeat(500) }, /fired: x{119}…$/],
  ])('%s', (_, change, summary) => {
    expect(read(issueAlert(change))).toEqual(failing({ summary: expect.stringMatching(summary) }))
  })

  it('a megabyte of text, quickly', () => {
    expect(read(issueAlert({ title: 'a'.repeat(1_000_000) })).kind).toBe('signals')
  })
})

describe('knows a delivery again', () => {
  const key = (body: string) => sentry.deliveryKey(delivery(body))
  const cases: [string, string, string, boolean][] = [
    [
      'an issue alert sent again in another order',
      issueAlert(),
      JSON.stringify(JSON.parse(issueAlert()), null, 1),
      true,
    ],
    ['another event of the issue', issueAlert(), issueAlert({ event_id: 'other' }), false],
    ['an issue counted further', issueSays('resolved'), issueSays('resolved', { count: '58' }), true],
    ['archived, which is also sent as ignored', issueSays('archived'), issueSays('ignored'), true],
    ['resolved, then back', issueSays('resolved'), issueSays('unresolved'), false],
    ['a metric alert sent again', metricAlert('critical'), metricAlert('critical'), true],
    ['critical, then resolved', metricAlert('critical'), metricAlert('resolved'), false],
    ['critical again after a warning', metricAlert('critical'), metricAlert('critical', {}, '1200 events'), false],
    ['other kinds by all they say', says('created', { seer: 1 }), says('created', { seer: 2 }), false],
  ]
  it.each(cases)('%s', async (_, one, other, isSame) => {
    expect((await key(one)) === (await key(other))).toBe(isSame)
  })

  it('under a key that is short and says nothing', async () => {
    expect(await key(issueAlert())).toMatch(/^event_alert\/[\da-f]{64}$/)
    expect(await key('not JSON')).toMatch(/^other\/[\da-f]{64}$/)
  })
})

describe('proves', () => {
  const body = new TextEncoder().encode('{"action":"resolved","data":{"n":1,"s":"é"}}')
  const vector = 'ab834b8258bd1e96567b13a429d571b822cb7648153ef0c4fb3476f3b0badd28'
  const prove = (signature: string, secret: string) =>
    sentry.prove(
      { body, headers: new Headers({ 'Sentry-Hook-Signature': signature }), token: null, receivedAt: NOW },
      { secret: () => secret },
    )

  it.each([
    ['the vector of the contract', vector, 'sentry_client_secret_test', 'proven'],
    ['upper case', vector.toUpperCase(), 'sentry_client_secret_test', 'proven'],
    ['the new secret of two', vector, 'old, sentry_client_secret_test', 'proven'],
    ['the old secret of two', vector, 'sentry_client_secret_test new', 'proven'],
    ['not by a prefix', `sha256=${vector}`, 'sentry_client_secret_test', 'refused'],
    ['not by half a signature', vector.slice(0, 32), 'sentry_client_secret_test', 'refused'],
    ['not by two secrets run together', vector, 'sentry_client_secret_testnew', 'refused'],
    ['not without a secret', vector, ' , ', 'refused'],
  ])('%s', async (_, signature, secret, kind) => {
    expect((await prove(signature, secret)).kind).toBe(kind)
  })
})
