// What events add up to, and that no stored history can break the reader.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evolve, type Incident, replay } from '../../../src/core/incident/incident.ts'
import { type EventBody, type IncidentEvent, RULE } from '../../../src/core/incident/incident-event.ts'
import type { SuspectDeploy } from '../../../src/core/rollback/deploy.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { bad, DANA, signal, T0 } from './acme.ts'
import { after, incidents, report } from './phases.ts'

const { failing, told, watched, resolved } = incidents
const target = { deploy: 'good', sha: 'sha-good', version: null }
const { scope } = failing
const set: EventBody = {
  kind: 'classified',
  from: 'P1',
  severity: 'P3',
  native: null,
  scope,
  reasons: ['x'],
  setBy: 'Dana',
}
const suspect: SuspectDeploy = bad

describe('an event changes', () => {
  it.each<[string, Incident, EventBody, Partial<Incident>]>([
    ['when it began, when an earlier signal joins', failing, joined(T0 - MINUTE), { outageStartedAt: T0 - MINUTE }],
    ['not when it began, when a later one joins', failing, joined(T0 + MINUTE), { outageStartedAt: T0 }],
    ['who was called, each once', failing, called('ed', 'dana'), { called: ['dana', 'ed'] }],
    ['the suspect', failing, { kind: 'deploy_suspected', deploy: null, reason: 'x' }, { suspect: null }],
    ['whose word the severity is', failing, set, { severity: 'P3', severitySetBy: 'Dana' }],
    ['nothing, when it is a note', failing, { kind: 'noted', text: 'x' }, { phase: 'investigating' }],
    ['to identified, when it is mitigated', failing, { kind: 'mitigated', reason: 'x' }, { phase: 'identified' }],
    ['no mitigation by acknowledging', failing, { kind: 'acknowledged' }, { mitigatedAt: null }],
    [
      'back, when it fails again',
      watched,
      { kind: 'failed_again', reason: 'x' },
      { phase: 'investigating', mitigatedAt: null, watchUntil: null, withheld: null },
    ],
    [
      'back, when it is reopened',
      resolved,
      { kind: 'reopened', reason: 'x' },
      { phase: 'investigating', resolvedAt: null },
    ],
    ['why it is quiet', failing, { kind: 'notice_held', notice: 'first', reason: 'held' }, { withheld: 'held' }],
    [
      'not why it is quiet, when a call is settled',
      { ...told, withheld: 'held' },
      settled('call', 'done'),
      { withheld: 'held' },
    ],
    [
      'why it is quiet, when the mail has left',
      { ...told, withheld: 'held' },
      settled('first', 'done'),
      { withheld: null },
    ],
    [
      'not why it is quiet, when the mail has not left',
      { ...told, withheld: 'held' },
      settled('first', 'never'),
      { withheld: 'held' },
    ],
  ])('%s', (_name, before, body, changes) => {
    expect(evolve(before, { ...body, at: T0, by: RULE })).toMatchObject({ ...changes, seq: before.seq + 1 })
  })

  it('what a suggestion is about, by the report that was kept before it', () => {
    const website = { ...failing, service: 'web', suspect: null }
    const asked = evolve(website, event({ kind: 'gate_evaluated', report: report(), cause: 'asked' }))
    const suggested = evolve(asked, event({ kind: 'rollback_suggested', rollback: 'rb', target }))
    expect(suggested?.rollback).toMatchObject({ service: 'api', from: 'sha-bad', state: 'suggested' })
  })

  it('nothing about a rollback that never was', () => {
    expect(after({ kind: 'rollback_proven', rollback: 'rb', sha: 'x' }).rollback).toBeNull()
  })
})

const keys = fc.constantFrom('monitor:api', 'monitor:web', 'toString', '__proto__')
const signals = fc
  .record({ key: keys, at: fc.integer({ min: -9, max: 9 }) })
  .map(({ key, at }) => signal({ key, startedAt: T0 + at * MINUTE }))
const text = fc.string({ maxLength: 9 })
const outcomes = fc.constantFrom('done' as const, 'never' as const, 'unknown' as const)
const notices = fc.constantFrom('first' as const, 'update' as const, 'resolution' as const)

const JUNK: fc.Arbitrary<EventBody>[] = [
  fc.record({
    kind: fc.constant('opened' as const),
    number: fc.nat(9),
    service: text,
    title: text,
    outageStartedAt: fc.constant(T0),
    signal: signals,
  }),
  signals.map((it) => ({ kind: 'signal_joined' as const, signal: it, why: 'x' })),
  signals.map((it) => ({ kind: 'signal_returned' as const, signal: it })),
  keys.map((key) => ({ kind: 'signal_recovered' as const, key, summary: 'x' })),
  fc.constant({ kind: 'classified', from: null, severity: 'P2', native: null, scope: failing.scope, reasons: [] }),
  fc.constant(set),
  fc.option(fc.constant(suspect)).map((deploy) => ({ kind: 'deploy_suspected' as const, deploy, reason: 'x' })),
  fc.constant(called('ed')),
  fc.constantFrom<EventBody>(
    { kind: 'acknowledged' },
    { kind: 'noted', text: 'x' },
    { kind: 'mitigated', reason: 'x' },
  ),
  fc.constantFrom<EventBody>({ kind: 'failed_again', reason: 'x' }, { kind: 'resolved', reason: 'x' }),
  fc.constantFrom<EventBody>(
    { kind: 'reopened', reason: 'x' },
    { kind: 'closed', cause: 'x' },
    { kind: 'watch_started', until: T0 },
    { kind: 'dismissed', reason: 'x', muted: [] },
  ),
  fc.constant({ kind: 'gate_evaluated', report: report(), cause: 'x' }),
  fc.constantFrom<EventBody>(
    { kind: 'rollback_suggested', rollback: 'rb', target },
    { kind: 'rollback_approved', rollback: 'rb' },
    { kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'x', target },
    { kind: 'rollback_stopped', rollback: 'rb', reason: 'x' },
    { kind: 'rollback_proven', rollback: 'rb', sha: 'x' },
    { kind: 'rollback_disproven', rollback: 'rb', reason: 'x' },
  ),
  outcomes.map((outcome) => ({ kind: 'rollback_answered' as const, rollback: 'rb', outcome, reason: 'x' })),
  notices.map((notice) => ({ kind: 'notice_written' as const, notice, key: 'k', tenants: ['north'], because: 'x' })),
  notices.map((notice) => ({ kind: 'notice_withheld' as const, notice, reason: 'x' })),
  notices.map((notice) => ({ kind: 'notice_held' as const, notice, reason: 'x' })),
  outcomes.map((outcome) => settled('first', outcome)),
]

const history = fc.array(
  fc
    .record({ body: fc.oneof(...JUNK), minute: fc.integer({ min: -5, max: 500 }) })
    .map(({ body, minute }): IncidentEvent => ({ ...body, at: T0 + minute * MINUTE, by: DANA })),
  { maxLength: 40 },
)

describe('any history, however absurd', () => {
  it('can be read, counts its events, and ends where reading on from the middle ends', () => {
    fc.assert(
      fc.property(history, fc.nat(40), (events, middle) => {
        const whole = replay(events)
        const first = events.findIndex(({ kind }) => kind === 'opened')
        if (first === -1) return whole === null
        const repeatedOpenings = events.slice(first + 1).filter(({ kind }) => kind === 'opened').length
        expect(whole?.seq).toBe(events.length - first - repeatedOpenings)
        const half = replay(events.slice(0, middle))
        expect(events.slice(middle).reduce(evolve, structuredClone(half))).toEqual(whole)
        return true
      }),
      { seed: 20_260_315, numRuns: 300 },
    )
  })

  it('is never changed by being read', () => {
    fc.assert(
      fc.property(history, (events) => {
        const before = structuredClone(events)
        replay(events)
        expect(events).toEqual(before)
      }),
      { seed: 20_260_315, numRuns: 100 },
    )
  })
})

it('never takes a name that every object has for a signal', () => {
  const before = after({ kind: 'signal_recovered', key: 'toString', summary: 'x' })
  expect(Object.keys(before.signals)).toEqual(['monitor:api'])
})

function event(body: EventBody): IncidentEvent {
  return { ...body, at: T0, by: RULE }
}

function joined(startedAt: number): EventBody {
  return { kind: 'signal_joined', signal: signal({ service: 'web', startedAt }), why: 'related' }
}

function called(...ids: string[]): EventBody {
  return { kind: 'responders_called', responders: ids.map((id) => ({ id, why: 'x' })), reason: 'P1' }
}

function settled(what: 'call' | 'first', outcome: 'done' | 'never' | 'unknown'): EventBody {
  return { kind: 'message_settled', key: 'k', what, outcome, reason: 'x' }
}
