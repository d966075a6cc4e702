// First light, in pure rounds: the chain from a failing check to a deploy that is taken back, proven, and told.

import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { tell } from '../../../src/core/view/story/story.ts'
import { acme, acmeWith, bad, good, T0 } from './acme.ts'
import { command, Desk, FAILS, isOfPeople, kindsOf, PASSES } from './desk.ts'

const UP = { 'api-health': PASSES }
const DOWN = { 'api-health': FAILS }
const SLOW_TRIGGER = acmeWith({ downForMs: 3 * MINUTE })

describe('a bad deploy', () => {
  it('is found, called, told, taken back once, proven, and over', () => {
    const desk = new Desk({}, SLOW_TRIGGER)

    const opened = desk.minute(DOWN)
    expect(kindsOf(opened)).toEqual(['opened', 'classified', 'deploy_suspected', 'responders_called', 'gate_evaluated'])
    expect(desk.first).toMatchObject({ severity: 'P1', native: 'SEV-1', phase: 'investigating', outageStartedAt: T0 })
    expect(desk.first.suspect?.sha).toBe('sha-bad')
    expect(desk.calls[0]?.responders.map(({ id }) => id)).toEqual(['dana', 'ed', 'flo'])
    expect(desk.first.gate?.verdict).toBe('wait')
    expect(
      opened.timers.filter((timer) => !isOfPeople(timer)).map(({ kind, dueAt }) => [kind, (dueAt - T0) / MINUTE]),
    ).toEqual([
      ['first-notice', 2],
      ['trigger', 3],
    ])

    expect(kindsOf(desk.minute(DOWN))).toEqual([])
    expect(kindsOf(desk.minute(DOWN))).toEqual(['notice_written'])
    expect(desk.notices[0]).toMatchObject({ notice: 'first', tenants: ['north', 'south'] })

    expect(kindsOf(desk.minute(DOWN))).toEqual(['gate_evaluated', 'rollback_ordered'])
    expect(kindsOf(desk.minute(DOWN))).toEqual([])
    expect(desk.ordered).toHaveLength(1)
    expect(desk.ordered[0]).toMatchObject({ service: 'api', target: { sha: 'sha-good' } })

    const done = desk.answer('done')
    // Nobody has acknowledged it for five minutes by now.
    expect(kindsOf(done)).toEqual(['rollback_answered', 'responders_called'])
    expect(done.deploys).toMatchObject([{ sha: 'sha-good', isRollback: true, service: 'api' }])
    const changedAt = desk.now

    expect(kindsOf(desk.minute(UP))).toEqual([])
    expect(kindsOf(desk.minute(UP))).toEqual(['signal_recovered', 'mitigated', 'watch_started', 'notice_written'])
    expect(desk.notices[1]).toMatchObject({ notice: 'update', tenants: ['north', 'south'] })
    expect(desk.first).toMatchObject({ phase: 'monitoring', mitigatedAt: changedAt + MINUTE })

    expect(desk.minutes(9, UP).flatMap(kindsOf)).toEqual([])
    expect(kindsOf(desk.minute(UP))).toEqual(['rollback_proven'])
    expect(desk.quarantine).toEqual([{ kind: 'quarantine', service: 'api', sha: 'sha-bad', incident: 'INC-1' }])

    expect(desk.minutes(19, UP).flatMap(kindsOf)).toEqual([])
    expect(kindsOf(desk.minute(UP))).toEqual(['resolved', 'notice_written'])
    expect(desk.notices.map(({ notice }) => notice)).toEqual(['first', 'update', 'resolution'])

    expect(desk.close('INC-1')).toBe('Closed.')
    expect(desk.first.phase).toBe('closed')
    expect(desk.ordered).toHaveLength(1)
  })

  it('that does not get better is said to be no help, and calls again', () => {
    const desk = new Desk()
    desk.minutes(2, DOWN)
    desk.answer('done')
    desk.minutes(12, DOWN)
    expect(desk.first.rollback?.state).toBe('disproven')
    expect(desk.calls.at(-1)?.reason).toBe('the rollback did not help: API health: answered 500')
    expect(desk.quarantine).toEqual([])
    desk.minutes(60, DOWN)
    expect(desk.ordered).toHaveLength(1)
  })

  it('that gets better only at the very end has to hold for the whole window first', () => {
    const desk = new Desk()
    desk.minutes(2, DOWN)
    desk.answer('done')
    desk.minutes(8, DOWN)
    desk.minutes(6, UP)
    expect(desk.first.rollback?.state).toBe('changed')
    desk.minutes(6, UP)
    expect(desk.first.rollback?.state).toBe('proven')
  })

  it('that the platform could not take back is left to people, and not tried again', () => {
    const desk = new Desk()
    desk.minutes(2, DOWN)
    desk.answer('never')
    expect(desk.calls.at(-1)?.reason).toBe('the rollback did not go through: it broke')
    desk.minutes(30, DOWN)
    expect(desk.ordered).toHaveLength(1)
  })
})

describe('a blip within the hold', () => {
  it('tells no tenant, ever, and says why', () => {
    const desk = new Desk()
    desk.minute(DOWN)
    desk.minutes(90, UP)
    expect(desk.notices).toEqual([])
    expect(desk.kinds().filter((kind) => kind.startsWith('notice_'))).toEqual(['notice_withheld'])
    expect(desk.first.phase).toBe('resolved')
  })

  it('that comes back is taken back only when it lasts, not because it began long ago', () => {
    const desk = new Desk({}, SLOW_TRIGGER)
    desk.minute(DOWN)
    desk.minutes(20, UP)
    desk.minute(DOWN)
    expect(desk.first.phase).toBe('investigating')
    expect(desk.ordered).toEqual([])
    desk.minutes(2, DOWN)
    expect(desk.ordered).toEqual([])
    desk.minute(DOWN)
    expect(desk.ordered).toHaveLength(1)
  })
})

describe('a deploy with a destructive migration', () => {
  it('is never taken back, whatever anybody clicks, and shows what has to be restored', () => {
    const risky = { ...bad, migration: 'destructive' as const, restore: ['Restore the backup of 14:00.'] }
    const desk = new Desk({ deploys: [risky, good] })
    desk.minutes(30, DOWN)
    const [answer] = desk.round(command('INC-1', { kind: 'approve', report: null })).answers
    expect(answer).toMatchObject({ isAccepted: false, sentence: 'no rollback waits for an approval' })
    expect(desk.ordered).toEqual([])
    expect(desk.first.gate).toMatchObject({ verdict: 'stop', restore: ['Restore the backup of 14:00.'] })
    expect(desk.first.gate?.steps[0]).toMatchObject({ step: 'migration', answer: 'stop' })
  })
})

describe('a service that only suggests', () => {
  const suggesting = acmeWith({ mode: 'suggest' })

  it('asks once, and acts when a person approves', () => {
    const desk = new Desk({}, suggesting)
    desk.minutes(10, DOWN)
    expect(desk.kinds().filter((kind) => kind === 'rollback_suggested')).toHaveLength(1)
    expect(desk.ordered).toEqual([])
    const round = desk.round(command('INC-1', { kind: 'approve', report: null }))
    expect(kindsOf(round)).toEqual(['rollback_approved', 'gate_evaluated', 'rollback_ordered'])
    expect(round.events[0]?.event.by).toEqual({ kind: 'responder', name: 'Dana' })
    expect(desk.ordered).toMatchObject([{ service: 'api', target: { sha: 'sha-good' } }])
  })

  it('evaluates the whole gate again, so that a hold in between wins over the click', () => {
    const desk = new Desk({}, suggesting)
    desk.minutes(3, DOWN)
    const until = desk.now + 60 * MINUTE
    desk.hold([{ id: 'h', scope: 'rollbacks', service: null, author: 'Ed', reason: 'migrating', until }])
    const round = desk.round(command('INC-1', { kind: 'approve', report: null }))
    expect(kindsOf(round)).toEqual(['rollback_approved', 'gate_evaluated', 'rollback_stopped'])
    expect(desk.ordered).toEqual([])
  })
})

describe('a measure that is an outage', () => {
  it.each([
    ['errors over 5 %', 5],
    ['a 95th percentile over a second', 10],
  ])('%s take the deploy back when they have lasted, and no minute sooner', (_name, minutes) => {
    const health = acme.monitors['api-health'] ?? expect.fail()
    const runbook = acmeWith({ downForMs: minutes * MINUTE })
    const monitors = { ...runbook.monitors, 'api-health': { ...health, failForMs: minutes * MINUTE } }
    const desk = new Desk({}, { ...runbook, monitors })
    desk.minutes(minutes, DOWN)
    expect([desk.all, desk.ordered]).toEqual([[], []])
    desk.minute(DOWN)
    expect(desk.first.outageStartedAt).toBe(T0)
    expect(desk.ordered).toMatchObject([{ service: 'api', target: { sha: 'sha-good' } }])
  })

  it('that only degrades takes nothing back, however long', () => {
    const health = acme.monitors['api-health'] ?? expect.fail()
    const monitors = { ...acme.monitors, 'api-health': { ...health, impact: 'degradation' as const } }
    const desk = new Desk({}, { ...acme, monitors })
    desk.minutes(30, DOWN)
    expect(desk.first.gate).toMatchObject({ verdict: 'wait' })
    expect(desk.ordered).toEqual([])
  })
})

describe('a trouble that is minor', () => {
  const small = { 'api-export': FAILS }
  const only = 'P3 is investigated first, so this is only suggested'

  it('takes nothing back by itself, says why, and does when it turns out to be critical', () => {
    const desk = new Desk()
    desk.minutes(5, small)
    expect(desk.first).toMatchObject({ severity: 'P3', gate: { mode: 'suggest', modeBecause: only } })
    expect(desk.first.rollback?.state).toBe('suggested')
    expect(desk.history('INC-1').map(tell)).toContainEqual(
      expect.objectContaining({ detail: expect.arrayContaining([only]) }),
    )
    expect(desk.ordered).toEqual([])
    desk.minutes(3, { ...small, ...DOWN })
    expect(desk.first).toMatchObject({ severity: 'P1', gate: { mode: 'auto' } })
    expect(desk.first.gate?.modeBecause).toBeUndefined()
    expect(desk.ordered).toHaveLength(1)
    expect(desk.kinds().filter((kind) => kind === 'rollback_suggested')).toHaveLength(1)
  })

  it('is only recorded where it is fixed forward', () => {
    const rollback = { ...acme.severity.rollback, P3: 'forward' as const }
    const desk = new Desk({}, { ...acme, severity: { ...acme.severity, rollback } })
    desk.minutes(10, small)
    expect(desk.first).toMatchObject({ rollback: null, gate: { verdict: 'pass', mode: 'off' } })
  })
})

describe('a website that fails because its API was deployed', () => {
  it('takes back the API, and everything is kept under the API', () => {
    const desk = new Desk({ deploys: [good] })
    desk.minute({ 'web-home': FAILS })
    desk.ship(bad)
    desk.minute({ 'web-home': FAILS })
    expect(desk.ordered).toMatchObject([{ service: 'api', target: { sha: 'sha-good' } }])
    expect(desk.ground.rollbacks).toMatchObject([{ service: 'api', isRunning: true }])
    expect(desk.answer('done').deploys).toMatchObject([{ service: 'api' }])
    desk.minutes(13, { 'web-home': PASSES })
    expect(desk.quarantine).toMatchObject([{ service: 'api', sha: 'sha-bad' }])
  })
})
