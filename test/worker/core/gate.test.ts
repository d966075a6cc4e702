// The gate: facts with which everything passes, and each step made to fail alone.

import { describe, expect, it } from 'vitest'
import { evaluateGate } from '../../../src/core/rollback/gate.ts'
import type { GateAnswer, GateStepName } from '../../../src/core/rollback/gate-report.ts'
import { findTarget, GATE_STEPS, type GateFacts } from '../../../src/core/rollback/gate-steps.ts'
import type { Hold, RollbackMode, Stance } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { api, bad, deploy, good, ROLLBACK, signal, T0 } from './acme.ts'

const NOW = T0 + 5 * MINUTE

const passing: GateFacts = {
  service: api,
  policy: ROLLBACK,
  leaning: { severity: 'P1', stance: 'immediate' },
  suspect: bad,
  suspicion: 'Core API was deployed 10 minutes before it began',
  deploys: [bad, good],
  outageStartedAt: T0,
  wasSeenWorking: true,
  failing: [signal()],
  unrelatedDown: [],
  holds: [],
  quarantined: [],
  running: 0,
  recent: 0,
  platform: { restoresVariables: false, seenAt: T0 - HOUR },
  now: NOW,
}

const held = (changes: Partial<Hold>): Hold[] => [
  { id: 'h', scope: 'rollbacks', service: null, author: 'Ed', reason: 'migrating', until: NOW + HOUR, ...changes },
]
const shipped = (changes: Partial<typeof bad>): Partial<GateFacts> => {
  const suspect = { ...bad, ...changes }
  return { suspect, deploys: [suspect, good] }
}
const restoring = { restoresVariables: true, seenAt: T0 }
const later = deploy('later', { finishedAt: T0 + MINUTE })

type Case = [name: string, changes: Partial<GateFacts>, step: GateStepName, answer: GateAnswer, reason: string]

const CASES: Case[] = [
  [
    'a destructive migration',
    shipped({ migration: 'destructive' }),
    'migration',
    'stop',
    'the migration is destructive',
  ],
  ['a failed migration', shipped({ migration: 'failed' }), 'migration', 'stop', 'the migration failed'],
  ['a migration that has not finished', shipped({ migration: 'pending' }), 'migration', 'stop', 'has not finished'],
  ['a migration nobody described', shipped({ migration: 'unknown' }), 'migration', 'stop', 'nobody declared'],
  ['no source of migrations', { policy: { ...ROLLBACK, migrations: null } }, 'migration', 'stop', 'nobody declared'],
  [
    'a hold on everything',
    { holds: held({}) },
    'hold',
    'wait',
    'held back by Ed until 2026-03-15 15:35 UTC: migrating',
  ],
  ['a hold on this service', { holds: held({ service: 'api' }) }, 'hold', 'wait', 'held back by Ed'],
  ['a newer deploy', { deploys: [later, bad, good] }, 'live', 'stop', 'sha-bad is not live any more; sha-later is'],
  ['the suspect is a rollback', shipped({ isRollback: true }), 'history', 'stop', 'it is itself a rollback'],
  [
    'the suspect was taken back before',
    { quarantined: ['sha-bad'] },
    'history',
    'stop',
    'sha-bad was taken back before',
  ],
  ['it failed before the deploy', { outageStartedAt: T0 - 11 * MINUTE }, 'correlation', 'stop', 'failing before'],
  ['the deploy is too long ago', { outageStartedAt: T0 + 2 * HOUR }, 'correlation', 'stop', 'longer ago than 2 hours'],
  ['something unrelated is down', { unrelatedDown: ['docs'] }, 'provider', 'wait', 'docs is down too'],
  ['it is degraded only', { failing: [signal({ impact: 'degradation' })] }, 'trigger', 'wait', 'it is not down now'],
  [
    'only a person says that it is down',
    { failing: [signal({ source: 'person' })] },
    'trigger',
    'wait',
    'only a person says that it is down',
  ],
  ['nothing fails', { failing: [] }, 'trigger', 'wait', 'it is not down now'],
  ['not long enough', { now: T0 + 30_000 }, 'trigger', 'wait', 'down for 30 seconds of the 1 minute that count'],
  [
    'down long ago and again just now',
    { failing: [signal({ startedAt: NOW - 1_000 })] },
    'trigger',
    'wait',
    'down for 1 second of the 1 minute',
  ],
  [
    'old variables',
    { ...shipped({ variablesChanged: true }), platform: restoring },
    'variables',
    'stop',
    'old variables',
  ],
  [
    'maybe old variables',
    { ...shipped({ variablesChanged: null }), platform: restoring },
    'variables',
    'stop',
    'may have',
  ],
  ['no earlier deploy', { deploys: [bad] }, 'target', 'stop', 'no earlier deploy is known to be good'],
  ['nothing proven', { deploys: [bad, { ...good, knownGoodAt: null }] }, 'target', 'stop', 'known to be good'],
  ['a quarantined target', { quarantined: ['sha-good'] }, 'target', 'stop', 'no earlier deploy is known to be good'],
  ['an old target', { deploys: [bad, { ...good, finishedAt: T0 - 31 * DAY }] }, 'target', 'stop', 'is 31 days old'],
  ['another rollback under way', { running: 1 }, 'single', 'wait', 'under way'],
  ['too many in a day', { recent: 2 }, 'single', 'stop', '2 rollbacks in a day are enough'],
  [
    'a platform never seen',
    { platform: { restoresVariables: false, seenAt: null } },
    'platform',
    'stop',
    'never been seen',
  ],
]

describe('everything in order', () => {
  it('passes at every step, the migration first', () => {
    const report = evaluateGate(passing)
    expect(report.verdict).toBe('pass')
    expect(report.steps.filter(({ answer }) => answer !== 'pass')).toEqual([])
    expect(report.steps[0]?.step).toBe('migration')
    expect(report).toMatchObject({ mode: 'auto', target: { sha: 'sha-good' }, suspect: { sha: 'sha-bad' } })
  })

  it.each([
    ['an additive migration', shipped({ migration: 'additive' })],
    ['a hold on another service', { holds: held({ service: 'web' }) }],
    ['a hold on mail', { holds: held({ scope: 'mail' as const }) }],
    ['unchanged variables on a platform that restores them', { platform: restoring }],
    ['changed variables on a platform that leaves them', shipped({ variablesChanged: true })],
    ['one rollback earlier today', { recent: 1 }],
    ['the last instant of the look-back', { outageStartedAt: T0 + 110 * MINUTE }],
    ['the first instant that counts as down long enough', { now: T0 + MINUTE }],
    [
      'a platform never seen, when a person is asked',
      { policy: { ...ROLLBACK, mode: 'suggest' as const }, platform: { restoresVariables: false, seenAt: null } },
    ],
  ])('%s passes too', (_name, changes) => {
    expect(evaluateGate({ ...passing, ...changes }).verdict).toBe('pass')
  })
})

describe('one thing against it', () => {
  it.each(CASES)('%s', (_name, changes, step, answer, reason) => {
    const report = evaluateGate({ ...passing, ...changes })
    const against = report.steps.filter((it) => it.answer !== 'pass')
    expect(against).toEqual([{ step, answer, reason: expect.stringContaining(reason) }])
    expect(report.verdict).toBe(answer)
  })
})

describe('the verdict', () => {
  it('is the strictest answer', () => {
    const report = evaluateGate({ ...passing, unrelatedDown: ['docs'], recent: 2 })
    expect(report.verdict).toBe('stop')
  })

  it('is stop without a suspect, with every step still answered', () => {
    const report = evaluateGate({ ...passing, suspect: null, suspicion: 'no deploy in 2 hours' })
    expect(report).toMatchObject({ verdict: 'stop', target: null, suspect: null })
    expect(report.steps).toHaveLength(GATE_STEPS.length)
  })

  it('carries what a person has to do where code must not go back alone', () => {
    const report = evaluateGate({
      ...passing,
      ...shipped({ migration: 'destructive', restore: ['restore the backup'] }),
    })
    expect(report.restore).toEqual(['restore the backup'])
  })
})

describe('the mode', () => {
  it.each<[Stance, RollbackMode, RollbackMode, string | undefined]>([
    ['immediate', 'auto', 'auto', undefined],
    ['targeted', 'auto', 'auto', undefined],
    ['investigate', 'auto', 'suggest', 'P3 is investigated first, so this is only suggested'],
    ['investigate', 'suggest', 'suggest', undefined],
    ['forward', 'auto', 'off', 'P3 is fixed forward, so this is only recorded'],
    ['forward', 'off', 'off', undefined],
    ['immediate', 'suggest', 'suggest', undefined],
    ['immediate', 'off', 'off', undefined],
  ])('of %s and %s is %s, and never more than the service allows', (stance, mode, left, because) => {
    const policy = { ...ROLLBACK, mode }
    const report = evaluateGate({ ...passing, policy, leaning: { severity: 'P3', stance } })
    expect([report.verdict, report.mode, report.modeBecause]).toEqual(['pass', left, because])
  })

  it('that is left is the one a platform is judged by', () => {
    const facts = { ...passing, platform: { restoresVariables: false, seenAt: null } }
    expect(evaluateGate({ ...facts, leaning: { severity: 'P3', stance: 'investigate' } }).verdict).toBe('pass')
  })
})

describe('the target', () => {
  it('is the newest known good one, not the previous', () => {
    const previous = deploy('previous', { finishedAt: T0 - HOUR })
    expect(findTarget({ ...passing, deploys: [bad, previous, good] }).target?.sha).toBe('sha-good')
  })

  it('is never the same code again', () => {
    const same = deploy('same', { sha: 'sha-bad', finishedAt: T0 - HOUR, knownGoodAt: T0 - HOUR })
    expect(findTarget({ ...passing, deploys: [bad, same] }).target).toBeNull()
  })
})
