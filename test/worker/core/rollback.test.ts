// What becomes of a rollback, state by state.

import { describe, expect, it } from 'vitest'
import type { PersonCommand, RuleCommand } from '../../../src/core/incident/command.ts'
import { decide } from '../../../src/core/incident/decide.ts'
import type { Incident } from '../../../src/core/incident/incident.ts'
import { RULE } from '../../../src/core/incident/incident-event.ts'
import type { GateReport } from '../../../src/core/rollback/gate-report.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { acmeWith, bad, DANA, policy, signal, T0 } from './acme.ts'
import { add, incidents, report } from './phases.ts'

const { failing } = incidents
const target = { deploy: 'good', sha: 'sha-good', version: null }
const order = { kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'sha-bad', target } as const
const recovery = { kind: 'signal_recovered', key: 'monitor:api', summary: 'passes' } as const

const suggested = add(failing, [
  [T0, { kind: 'gate_evaluated', report: report({}, 'suggest'), cause: 'asked' }],
  [T0, { kind: 'rollback_suggested', rollback: 'rb', target }],
])
const ordered = add(failing, [
  [T0, { kind: 'gate_evaluated', report: report(), cause: 'asked' }],
  [T0, order],
])
const changed = answered(ordered, 'done')
const helped = add(changed, [[T0 + MINUTE, recovery]])
const stopped = add(ordered, [[T0, { kind: 'rollback_stopped', rollback: 'rb', reason: 'held' }]])

function answered(incident: Incident, outcome: 'done' | 'never' | 'unknown'): Incident {
  return add(incident, [[T0, { kind: 'rollback_answered', rollback: 'rb', outcome, reason: 'said so' }]])
}

function ask(incident: Incident, asked: PersonCommand | RuleCommand, now = T0 + 20 * MINUTE): string[] | string {
  const by = asked.kind === 'approve' ? DANA : RULE
  const decision = decide(incident, { ...asked, by }, policy(now, { tenants: [] }))
  return decision.ok ? decision.value.map(({ kind }) => kind) : decision.error
}

const consider = (given: GateReport): RuleCommand => {
  const suspicion = { deploy: bad, reason: 'deployed before' }
  return { kind: 'consider', report: given, suspicion, cause: 'asked' }
}
const answer = (outcome: 'done' | 'never' | 'unknown', rollback = 'rb'): RuleCommand => {
  return { kind: 'answer', rollback, outcome, reason: 'said so' }
}
const proof = (doubt: string | null = null): RuleCommand => ({ kind: 'time', timer: 'proof', doubt })
const stop: RuleCommand = { kind: 'stop', rollback: 'rb', report: report({ hold: 'wait' }), reason: 'held' }

type Case = [name: string, incident: Incident, asked: PersonCommand | RuleCommand, answer: string[] | string]

const CONSIDERED: Case[] = [
  ['orders when it passes and may act', failing, consider(report()), ['gate_evaluated', 'rollback_ordered']],
  [
    'suggests when it passes and has to ask',
    failing,
    consider(report({}, 'suggest')),
    ['gate_evaluated', 'rollback_suggested'],
  ],
  ['only records when it is off', failing, consider(report({}, 'off')), ['gate_evaluated']],
  ['waits', failing, consider(report({ trigger: 'wait' })), ['gate_evaluated']],
  ['stops', failing, consider(report({ migration: 'stop' })), ['gate_evaluated']],
  ['never orders without a target', failing, consider({ ...report(), target: null }), ['gate_evaluated']],
  ['says the same thing once', ordered, consider(report()), []],
  ['says when an answer differs', ordered, consider(report({ hold: 'wait' })), ['gate_evaluated']],
  [
    'says when it is about another deploy',
    ordered,
    consider({ ...report(), suspect: { deploy: 'x', sha: 'x' } }),
    ['gate_evaluated'],
  ],
  ['never orders while one is under way', ordered, consider(report({}, 'suggest')), ['gate_evaluated']],
  ['never orders after one that went through', changed, consider(report()), []],
  ['never orders after one that failed', answered(ordered, 'never'), consider(report()), []],
  ['never orders while nobody knows', answered(ordered, 'unknown'), consider(report()), []],
  ['orders anew after one was stopped', stopped, consider(report()), ['rollback_ordered']],
  ['never suggests twice', suggested, consider(report({}, 'suggest')), []],
]

const approve = (given: GateReport | null): PersonCommand => ({ kind: 'approve', report: given })
const PASSED = ['rollback_approved', 'gate_evaluated', 'rollback_ordered']
const FAILED = ['rollback_approved', 'gate_evaluated', 'rollback_stopped']

const APPROVED: Case[] = [
  ['orders when the gate still passes', suggested, approve(report({}, 'suggest')), PASSED],
  ['stops when the gate does not pass any more', suggested, approve(report({ hold: 'wait' }, 'suggest')), FAILED],
  ['stops when the target has gone', suggested, approve({ ...report({}, 'suggest'), target: null }), FAILED],
  [
    'is refused when nothing fails',
    add(suggested, [[T0, recovery]]),
    approve(report()),
    'nothing fails any more, so nothing is taken back',
  ],
  ['is refused without a policy', suggested, approve(null), 'the service has no rollback policy any more'],
  ['is refused twice', ordered, approve(report()), 'no rollback waits for an approval'],
]

const ANSWERED: Case[] = [
  ['done', ordered, answer('done'), ['rollback_answered']],
  ['never', ordered, answer('never'), ['rollback_answered']],
  ['unknown', ordered, answer('unknown'), ['rollback_answered']],
  ['unknown, then looked up', answered(ordered, 'unknown'), answer('done'), ['rollback_answered']],
  ['unknown twice is said once', answered(ordered, 'unknown'), answer('unknown'), []],
  ['done twice is said once', changed, answer('done'), []],
  ['to another rollback', ordered, answer('done', 'rb-2'), []],
  ['without a rollback', failing, answer('done'), []],
  ['stopped before it left', ordered, stop, ['gate_evaluated', 'rollback_stopped']],
  ['stopped too late', changed, stop, []],
]

describe('considering', () => it.each(CONSIDERED)('%s', expectAnswer))
describe('approving', () => it.each(APPROVED)('%s', expectAnswer))
describe('an answer', () => it.each(ANSWERED)('%s', expectAnswer))

function expectAnswer(
  _name: string,
  incident: Incident,
  asked: PersonCommand | RuleCommand,
  expected: string[] | string,
) {
  expect(ask(incident, asked)).toEqual(expected)
}

describe('proof', () => {
  it.each([
    ['it works, and has for the whole window', helped, null, 11, ['rollback_proven']],
    ['the window is not over', helped, null, 10.9, []],
    ['it still fails', changed, null, 11, ['rollback_disproven']],
    ['nobody looked', helped, 'only 2 of the last 11 minutes were watched', 11, ['rollback_disproven']],
    ['it works only since a minute', add(changed, [[T0 + 10 * MINUTE, recovery]]), null, 11, []],
    [
      'it has worked for ten minutes by now',
      add(changed, [[T0 + 10 * MINUTE, recovery]]),
      null,
      20,
      ['rollback_proven'],
    ],
    ['it came back and went again', add(helped, returnedAt(5)), null, 11, []],
    ['nothing was ordered', failing, null, 11, []],
    ['the platform has not answered', ordered, null, 11, []],
  ])('%s', (_name, incident, doubt, minutes, expected) => {
    expect(ask(incident, proof(doubt), T0 + minutes * MINUTE)).toEqual(expected)
  })

  it('asks for no window when the rollback has left the runbook', () => {
    const asked = policy(T0 + 2 * MINUTE, { runbook: acmeWith(null), tenants: [] })
    const decision = decide(helped, { ...proof(), by: RULE }, asked)
    expect(decision.ok && decision.value.map(({ kind }) => kind)).toEqual(['rollback_proven'])
  })
})

function returnedAt(minute: number): Parameters<typeof add>[1] {
  const returned = signal({ startedAt: T0 + minute * MINUTE })
  return [
    [T0 + minute * MINUTE, { kind: 'signal_returned', signal: returned }],
    [T0 + (minute + 2) * MINUTE, recovery],
  ]
}
