// One round of the desk: what it takes in, and what it leaves as it was.

import { describe, expect, it } from 'vitest'
import type { Fact, Ground, Settled } from '../../../src/core/desk/ground.ts'
import { decideRound } from '../../../src/core/desk/round.ts'
import { decide } from '../../../src/core/incident/decide.ts'
import { RULE } from '../../../src/core/incident/incident-event.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { acme, acmeWith, ground, policy, ROLLBACK, signal, T0, trouble } from './acme.ts'
import { command, Desk, FAILS, kindsOf, PASSES } from './desk.ts'
import { incidents } from './phases.ts'

const DOWN = { 'api-health': FAILS }

function decideOn(changes: Partial<Ground>, facts: Fact[] = [], now = T0) {
  const platformFacts = () => ({ restoresVariables: false })
  return decideRound(ground(changes), facts, { runbook: acme, platformFacts, now })
}

describe('a round', () => {
  it('of nothing changes nothing', () => {
    const round = decideOn({})
    expect(round).toMatchObject({ events: [], incidents: [], effects: [], timers: [], openedNumbers: [] })
  })

  it('says why, when somebody asks for what is not there', () => {
    const [answer] = decideOn({}, [command('INC-9', { kind: 'acknowledge' })]).answers
    expect(answer).toMatchObject({ isAccepted: false, sentence: 'there is no incident INC-9 that can still change' })
  })

  it('stores what was read together with what it led to', () => {
    const changes = [{ kind: 'failing' as const, signal: signal({ source: 'sentry' }) }]
    const round = decideOn({}, [{ kind: 'delivered', source: 'sentry', key: 'd1', changes, meaning: 'an alert' }])
    expect(round.reads).toMatchObject([{ source: 'sentry', key: 'd1', meaning: 'an alert' }])
    expect(round.openedNumbers).toEqual([1])
  })

  it('stores nothing anew for an observation that comes late', () => {
    const seen = [{ monitor: 'docs-home', verdict: PASSES, at: T0 - MINUTE }]
    const slow = trouble('docs-home', { state: 'up', bad: 1 })
    expect(decideOn({ troubles: [slow] }, [{ kind: 'seen', seen }]).troubles).toEqual({ kept: [], healed: [] })
  })

  it('does not reopen what ended too long ago, though it was loaded for another reason', () => {
    const { resolved } = incidents
    const now = (resolved.resolvedAt ?? 0) + 2 * HOUR + 1
    const changes = [{ kind: 'failing' as const, signal: signal() }]
    const fact: Fact = { kind: 'delivered', source: 'sentry', key: 'd', changes, meaning: 'an alert' }
    expect(kindsOf(decideOn({ incidents: [resolved], nextNumber: 2 }, [fact], now))[0]).toBe('opened')
  })

  it('keeps the severity that was, when what joins is wider but less bad', () => {
    const { watched } = incidents
    const before = { ...watched, scope: { ...watched.scope, ids: [] } }
    const joined = { kind: 'join', signal: signal({ impact: 'degradation' }), why: 'x', by: RULE } as const
    const decision = decide(before, joined, policy(T0 + HOUR))
    expect(decision.ok && decision.value.slice(-2)).toMatchObject([
      { kind: 'classified', from: 'P1', severity: 'P1' },
      { kind: 'severity_eased', severity: 'P2' },
    ])
  })
})

describe('a rollback', () => {
  it('that waits at the vendor is not answered yet', () => {
    const desk = new Desk()
    desk.minutes(3, DOWN)
    const [order] = desk.ordered
    const outcome = { kind: 'later' as const, reason: '429', afterMs: null }
    const settled: Settled = {
      key: order?.key ?? '',
      what: 'rollback',
      incident: 'INC-1',
      service: 'api',
      outcome,
      attempts: 1,
    }
    expect(desk.round({ kind: 'settled', settled: [settled] }).events).toEqual([])
  })

  it('that is stopped before it leaves may be ordered anew when the reason has gone, and counts once', () => {
    const desk = new Desk({}, acmeWith({ ...ROLLBACK, perDay: 1 }))
    desk.minutes(3, DOWN)
    const until = desk.now + 10 * MINUTE
    desk.hold([{ id: 'h', scope: 'rollbacks', service: null, author: 'Ed', reason: 'migrating', until }])
    const rollback = desk.ordered[0]?.key ?? ''
    const round = desk.round({ kind: 'stopped', incident: 'INC-1', rollback, reason: 'held back by Ed' })
    expect(kindsOf(round)).toEqual(['gate_evaluated', 'rollback_stopped'])
    desk.minutes(10, DOWN)
    expect(desk.ordered).toHaveLength(1)
    desk.minute(DOWN)
    expect(desk.ordered).toHaveLength(2)
  })

  it('of the day before yesterday does not count for the breaker', () => {
    const old = { id: 'old', service: 'api', isRunning: false, orderedAt: T0 - DAY }
    const desk = new Desk({ rollbacks: [old] }, acmeWith({ ...ROLLBACK, perDay: 1 }))
    desk.minutes(2, DOWN)
    expect(desk.ordered).toHaveLength(1)
  })
})

describe('mail that is held', () => {
  it('is said once, for as long as the reason is the same', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(3, DOWN)
    const held: Fact = { kind: 'kept-back', incident: 'INC-1', notice: 'first', reason: 'mail is held by Ed' }
    expect(kindsOf(desk.round(held))).toEqual(['notice_held'])
    expect(kindsOf(desk.round(held))).toEqual([])
    expect(desk.first.withheld).toBe('mail is held by Ed')
  })
})

describe('no measurement at all', () => {
  it('never passes, however short the watch', () => {
    const desk = new Desk({ deploys: [] }, { ...acme, verification: { watchMs: MINUTE, reopenMs: HOUR } })
    desk.minute(DOWN)
    desk.minutes(2, { 'api-health': PASSES })
    const measured = { passed: ['api-health'], unknown: [] }
    expect(kindsOf(desk.round({ kind: 'minute', measured }))).toEqual(['watch_started'])
    expect(desk.first.phase).toBe('monitoring')
  })
})
