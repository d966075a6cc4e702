// What comes due: first notices, updates, watches, proofs, and deploys that have shown to be good.

import { describe, expect, it } from 'vitest'
import type { Fact, Ground } from '../../../src/core/desk/ground.ts'
import { knownGoodKey } from '../../../src/core/desk/timers.ts'
import type { DueTimer } from '../../../src/core/incident/command.ts'
import { MINUTE, minuteOf } from '../../../src/core/time.ts'
import { tenantNotice } from '../../../src/core/view/message.ts'
import type { SignalChange } from '../../../src/core/watch/signal.ts'
import { acme, deploy, signal, T0, trouble } from './acme.ts'
import { command, Desk, FAILS, kindsOf, PASSES, UNSEEN } from './desk.ts'
import { add, incidents } from './phases.ts'

const UP = { 'api-health': PASSES }
const DOWN = { 'api-health': FAILS }

describe('the first notice', () => {
  it('is written when the hold is over, once', () => {
    const desk = new Desk()
    desk.minutes(10, DOWN)
    expect(desk.notices.map(({ notice, tenants }) => [notice, tenants])).toEqual([['first', ['north', 'south']]])
    expect(desk.first.told.firstAt).toBe(T0 + 2 * MINUTE)
  })

  it('is written by a timer that comes late, too', () => {
    const desk = new Desk()
    desk.minute(DOWN)
    desk.now = T0 + 90 * MINUTE
    expect(kindsOf(desk.minute(DOWN))).toContain('notice_written')
  })

  it('is never written when nobody is known to be hurt, and that is said once', () => {
    const desk = new Desk()
    desk.minutes(10, { 'docs-home': FAILS })
    expect(desk.notices).toEqual([])
    expect(desk.kinds().filter((kind) => kind === 'notice_withheld')).toHaveLength(1)
    expect(desk.first.withheld).toBe('no tenant is known to be hurt')
  })
})

describe('updates', () => {
  it('come every half hour of a P1, for as long as it is open', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(94, DOWN)
    const at = desk.events.filter(({ event }) => event.kind === 'notice_written').map(({ event }) => event.at)
    expect(at.map((instant) => (instant - T0) / MINUTE)).toEqual([2, 32, 62, 92])
  })

  it('are not repeated when several timers come due at once after a long silence', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(4, DOWN)
    desk.now = T0 + 200 * MINUTE
    desk.minute(DOWN)
    expect(desk.notices.map(({ notice }) => notice)).toEqual(['first', 'update'])
  })

  it('tell those who were told that it was over when it is not', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(3, DOWN)
    desk.minutes(33, UP)
    expect(desk.notices.at(-1)?.notice).toBe('resolution')
    desk.minutes(31, DOWN)
    expect(desk.notices.at(-1)?.notice).toBe('update')
  })
})

describe('the last notice', () => {
  it('promises a post-mortem in as many working days as the runbook says, of P1 and P2', () => {
    const runbook = { ...acme, communication: { ...acme.communication, postmortemDays: 3 } }
    const told = { runbook, now: T0, tenant: 'North', statusUrl: '' }
    expect(tenantNotice('resolution', incidents.resolved, told)).toMatchObject({ postmortemDays: 3 })
    const small = { ...incidents.resolved, severity: 'P3' as const }
    expect(tenantNotice('resolution', small, told)).toMatchObject({ postmortemDays: null })
  })
})

describe('the watch', () => {
  it('resolves when it held', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.minutes(33, UP)
    expect(desk.first).toMatchObject({ phase: 'resolved', resolvedAt: T0 + 32 * MINUTE })
  })

  it('is drawn out while nobody measures, and no minute without a measurement ends it', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.minutes(2, UP)
    desk.now = T0 + 60 * MINUTE
    expect(kindsOf(desk.round({ kind: 'minute', measured: null }))).toEqual([])
    expect(kindsOf(desk.minute(UP))).toEqual(['watch_started'])
    expect(desk.first).toMatchObject({ phase: 'monitoring', watchUntil: T0 + 65 * MINUTE })
  })

  it('is drawn out while a monitor of it cannot be seen', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.minutes(31, UP)
    desk.minute({ 'api-health': UNSEEN })
    expect(desk.first.phase).toBe('monitoring')
    desk.minutes(5, UP)
    expect(desk.first.phase).toBe('resolved')
  })

  it('does not care for what cannot be seen elsewhere', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.minutes(31, UP)
    desk.minute({ ...UP, 'docs-home': UNSEEN })
    expect(desk.first.phase).toBe('resolved')
  })
})

describe('a proof', () => {
  const told = (change: SignalChange): Fact => {
    return { kind: 'delivered', source: 'sentry', key: 'd', changes: [change], meaning: 'an alert' }
  }

  it('is never asked for where no monitor watches what failed: nobody could tell whether it helped', () => {
    const { 'docs-home': watching } = acme.monitors
    const desk = new Desk({}, { ...acme, monitors: watching ? { 'docs-home': watching } : {} })
    const complaint = signal({ source: 'sentry', startedAt: T0 - 5 * MINUTE })
    desk.round(told({ kind: 'failing', signal: complaint }))
    const step = desk.first.gate?.steps.find((one) => one.step === 'correlation')
    expect(step).toMatchObject({ answer: 'stop', reason: expect.stringContaining('nobody saw it working') })
    expect(desk.ordered).toEqual([])
  })

  it('waits for a minute that has measured', () => {
    const desk = new Desk()
    desk.minutes(2, DOWN)
    desk.answer('done')
    desk.minutes(3, UP)
    desk.now += 30 * MINUTE
    expect(kindsOf(desk.round({ kind: 'minute', measured: null }))).not.toContain('rollback_proven')
    expect(desk.first.rollback?.state).toBe('changed')
  })
})

describe('a timer of what is over', () => {
  it('does nothing, and is gone', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(3, DOWN)
    desk.minutes(2, UP)
    desk.round(command('INC-1', { kind: 'resolve', text: 'fixed' }))
    const silence = desk.minutes(60, UP)
    expect(silence.flatMap(kindsOf)).toEqual([])
    expect(desk.ground.timers).toEqual([])
  })

  it('of an incident that nobody knows any more is fired without a trace', () => {
    const timer: DueTimer = { key: 'k', kind: 'update', incident: 'INC-9', dueAt: T0 }
    const round = new Desk({ timers: [timer] }).round()
    expect(round).toMatchObject({ firedTimers: ['k'], events: [] })
  })
})

describe('a deploy is known to be good after fifteen minutes', () => {
  const fresh = deploy('fresh', { finishedAt: T0 - 15 * MINUTE })
  const due: DueTimer = { key: knownGoodKey(fresh), kind: 'known-good', incident: null, dueAt: T0 }
  const watched = Array.from({ length: 15 }, (_, ago) => ({
    minute: minuteOf(T0) - ago,
    monitors: Object.keys(acme.monitors),
  }))
  const before: Partial<Ground> = { deploys: [fresh], timers: [due], passes: watched }
  const other = deploy('other', { finishedAt: T0 - MINUTE })
  const { failing, watched: recovering } = incidents
  const website = add(null, [
    [
      T0 - MINUTE,
      {
        kind: 'opened',
        number: 1,
        service: 'web',
        title: 'Website',
        outageStartedAt: T0,
        signal: signal({ service: 'web', source: 'sentry' }),
      },
    ],
  ])
  const suspecting = add(website, [[T0, { kind: 'deploy_suspected', deploy: fresh, reason: 'deployed before' }]])
  const joined = add(website, [[T0, { kind: 'signal_joined', signal: signal({ source: 'sentry' }), why: 'related' }]])

  it.each([
    ['live, watched, and nothing failed', {}, ['fresh']],
    ['not when it is not live any more', { deploys: [fresh, other] }, []],
    ['not when it was not watched', { passes: [] }, []],
    ['not when half of it was not watched', { passes: watched.slice(0, 6) }, []],
    ['not while its monitor is in trouble', { troubles: [trouble('api-inbox', { state: 'degraded' })] }, []],
    ['not while its monitor cannot be seen', { troubles: [trouble('api-inbox', { state: 'unknown' })] }, []],
    ['not while its incident is open', { incidents: [failing] }, []],
    ['not when it was hurt since', { incidents: [recovering] }, []],
    ['not while another service suspects it', { incidents: [suspecting] }, []],
    ['not when it was hurt in an incident of another service', { incidents: [joined] }, []],
    ['though an unrelated part of the website fails', { incidents: [website] }, ['fresh']],
  ] satisfies [string, Partial<Ground>, string[]][])('%s', (_name, changes, knownGood) => {
    const measured = { passed: ['api-health'], unknown: [] }
    const desk = new Desk({ ...before, ...changes })
    expect(desk.round({ kind: 'minute', measured }).knownGood).toEqual(knownGood)
  })

  it('not where no monitor watches it: nothing measured is nothing proven', () => {
    const { 'docs-home': watching } = acme.monitors
    const monitors = watching ? { 'docs-home': watching } : {}
    const desk = new Desk(before, { ...acme, monitors })
    expect(desk.round({ kind: 'minute', measured: { passed: ['docs-home'], unknown: [] } }).knownGood).toEqual([])
  })

  it('and nothing is said before a minute has measured', () => {
    const round = new Desk(before).round({ kind: 'minute', measured: null })
    expect(round).toMatchObject({ firedTimers: [], knownGood: [] })
  })
})
