// What the machines of a sleeping service say about it, one line a case; and what it means how long it took to wake up.

import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../src/core/time.ts'
import { judgeMachines, judgeWaking, type Machine } from '../../../src/core/watch/sleep.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import { SLEEPS, T0 } from './acme.ts'

const machine = (changes: Partial<Machine> = {}): Machine => ({
  id: 'm1',
  state: 'awake',
  canWake: true,
  since: T0 - 2 * MINUTE,
  ...changes,
})
const asleep = machine({ state: 'asleep' })
const broken = machine({ state: 'broken' })
const woken = machine({ since: T0 - 6 * MINUTE + 3 * SECOND })

const judge = (machines: Machine[], askedAt: number | null = null) =>
  judgeMachines(machines, { policy: SLEEPS, askedAt, now: T0 })

describe('machines', () => {
  const sleeping: Verdict = { kind: 'pass', isAsleep: true }
  const lost: Verdict = { kind: 'fail', failure: 'machines', reason: 'stopped, and nothing would start it' }
  const halved: Verdict = { kind: 'warn', failure: 'machines', reason: '1 of 2 machines cannot run' }
  const down: Verdict = { kind: 'fail', failure: 'machines', reason: '1 of 2 machines cannot run, and none is awake' }
  const late: Verdict = {
    kind: 'warn',
    failure: 'machines',
    reason: 'still awake 6 minutes after the last request that we know of',
    isAdvice: true,
  }
  const sixAgo = T0 - 6 * MINUTE
  const changing = (minutes: number) => machine({ state: 'changing', since: T0 - minutes * MINUTE })

  it.each<[string, Verdict, Verdict]>([
    ['all asleep are well', judge([asleep, asleep]), sleeping],
    ['one that can wake is enough', judge([asleep, { ...asleep, canWake: false }]), sleeping],
    ['asleep for ever is down', judge([{ ...asleep, canWake: false }]), lost],
    ['none at all is down', judge([]), { kind: 'fail', failure: 'machines', reason: 'has no machines' }],
    ['one awake is well', judge([machine(), asleep]), { kind: 'pass' }],
    ['one that starts is well', judge([changing(1), asleep]), { kind: 'pass' }],
    ['one that has been starting for minutes is broken', judge([changing(6), asleep]), down],
    [
      'one that is starting since nobody knows when is well',
      judge([machine({ state: 'changing', since: null })]),
      { kind: 'pass' },
    ],
    ['a broken one beside one awake is a warning', judge([broken, machine()]), halved],
    ['a broken one while none is awake is down', judge([broken, asleep]), down],
    ['what we woke may stay awake for a while', judge([woken], T0 - 5 * MINUTE), { kind: 'pass' }],
    ['what we woke has to fall asleep again', judge([woken], sixAgo), late],
    ['what was awake before we asked has to as well', judge([machine({ since: T0 - 60 * MINUTE })], sixAgo), late],
    ['what others have woken since is theirs', judge([machine({ since: T0 - MINUTE })], sixAgo), { kind: 'pass' }],
    ['nobody knows since when, so nobody says', judge([machine({ since: null })], sixAgo), { kind: 'pass' }],
    ['what sleeps by now is on time', judge([asleep], sixAgo), sleeping],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('waking up', () => {
  const slow: Verdict = { kind: 'warn', failure: 'latency', reason: 'took 12 s, more than 5 s' }
  const late: Verdict = { kind: 'warn', failure: 'latency', reason: 'took 12 s to wake up, more than 10 s' }
  const broken: Verdict = { kind: 'fail', failure: 'status', reason: 'answered 500' }
  it.each<[string, Verdict, number, Verdict]>([
    ['within its limit passes', { kind: 'pass' }, 10_000, { kind: 'pass' }],
    ['within it passes, slow as it is for a look', slow, 9_000, { kind: 'pass' }],
    ['that takes longer is a warning', { kind: 'pass' }, 12_000, late],
    ['that takes longer is no failure either', { ...slow, kind: 'fail' }, 12_000, late],
    ['to something broken is broken', broken, 1_000, broken],
    ['to what nobody could see is unknown', { kind: 'unknown', reason: 'x' }, 12_000, { kind: 'unknown', reason: 'x' }],
    [
      'says its time in few digits',
      { kind: 'pass' },
      12_345,
      { ...late, reason: 'took 12.3 s to wake up, more than 10 s' },
    ],
  ])('%s', (_name, seen, tookMs, expected) => {
    expect(judgeWaking(seen, tookMs, SLEEPS)).toEqual(expected)
  })
})
