// A severity that a person has set: it stands, its clocks run from the detection, and no promise is taken back.

import { describe, expect, it } from 'vitest'
import type { PersonCommand } from '../../../src/core/incident/command.ts'
import { decide } from '../../../src/core/incident/decide.ts'
import type { Incident } from '../../../src/core/incident/incident.ts'
import type { Severity } from '../../../src/core/runbook.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { respondView } from '../../../src/core/view/respond-view.ts'
import { acme, DANA, north, policy, south, T0 } from './acme.ts'
import { command, Desk, FAILS, isOfPeople, kindsOf, PASSES } from './desk.ts'
import { but, incidents } from './phases.ts'

const DOWN = { 'api-health': FAILS }
const UP = { 'api-health': PASSES }
const SMALL = { 'api-export': FAILS }

const { failing, told, watched, resolved, closed } = incidents
const small = but({ severity: 'P3' })

type Case = [name: string, incident: Incident, severity: Severity, after: number, answer: string[] | string]

const CASES: Case[] = [
  ['lowering', failing, 'P3', 5, ['classified P1 to P3']],
  ['raising before anything is due', small, 'P1', 5, ['classified P3 to P1']],
  ['raising when the first notice is due', small, 'P1', 30, ['classified P3 to P1', 'notice_written first']],
  [
    'raising when an update is due',
    { ...told, severity: 'P2' },
    'P1',
    32,
    ['classified P2 to P1', 'notice_written update'],
  ],
  ['raising what works again', { ...watched, severity: 'P3' }, 'P1', 33, ['classified P3 to P1']],
  ['lowering when an update is due leaves it to its timer', told, 'P2', 32, ['classified P1 to P2']],
  ['what is resolved', resolved, 'P2', 60, ['classified P1 to P2']],
  ['what is that already', failing, 'P1', 5, 'it is P1 already'],
  ['what is closed', closed, 'P2', 60, 'this incident was closed by Watchkeeper at 2026-03-15 15:10 UTC'],
]

describe('a person sets the severity of', () => {
  it.each(CASES)('%s', (_name, incident, severity, after, answer) => {
    expect(ask(incident, severity, { after })).toEqual(answer)
  })

  it('nothing without a reason', () => {
    expect(ask(failing, 'P3', { reason: ' ' })).toBe('the reason is missing')
  })
})

describe('a severity that was set', () => {
  it('carries whose it is and why, and leaves the reasons of the rules behind it, also the next time', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    const rules = desk.first.reasons
    desk.round(command('INC-1', set('P3', ' one test tenant ')))
    expect(desk.first).toMatchObject({ severity: 'P3', native: null, severitySetBy: 'Dana' })
    expect(desk.first.reasons).toEqual(['P3 as Dana set it: one test tenant', ...rules])
    desk.round(command('INC-1', set('P2', 'two of them')))
    expect(desk.first.reasons).toEqual(['P2 as Dana set it: two of them', ...rules])
  })

  it('is not raised by what joins, which widens it all the same and says so', () => {
    const desk = new Desk({ deploys: [], tenants: [north, { ...south, features: ['inbox'] }] })
    desk.minute(SMALL)
    expect(desk.first).toMatchObject({ severity: 'P3', scope: { ids: ['north'] } })
    desk.round(command('INC-1', set('P4', 'nobody exports at night')))
    const round = desk.minute({ ...SMALL, ...DOWN })
    expect(kindsOf(round)).toEqual(['signal_joined', 'classified'])
    expect(desk.first).toMatchObject({ severity: 'P4', severitySetBy: 'Dana', scope: { ids: ['north', 'south'] } })
    expect(desk.first.reasons[0]).toBe('it stays P4 as Dana set it; by the rules it would be P1')
    expect(round.effects).toEqual([])
  })

  it('is not lowered by what is less bad', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(SMALL)
    desk.round(command('INC-1', set('P1', 'month end')))
    desk.minutes(3, { ...SMALL, 'api-inbox': FAILS })
    expect(desk.first).toMatchObject({ severity: 'P1', severitySetBy: 'Dana' })
  })

  it('calls whom it calls when it is raised, and the first notice that is overdue leaves at once', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(40, SMALL)
    const calls = desk.calls.length
    const round = desk.round(command('INC-1', set('P1', 'a large customer')))
    expect(kindsOf(round)).toEqual(['classified', 'notice_written', 'responders_called', 'escalated', 'gate_evaluated'])
    expect(desk.calls).toHaveLength(calls + 2)
    expect(
      desk.calls
        .at(-2)
        ?.responders.map(({ id }) => id)
        .toSorted(),
    ).toEqual(['dana', 'ed', 'flo'])
    const others = round.timers.filter((timer) => !isOfPeople(timer))
    expect(others.map(({ kind, dueAt }) => [kind, (dueAt - desk.now) / MINUTE])).toEqual([['update', 30]])
    desk.minutes(5, SMALL)
    expect(desk.notices.map(({ notice }) => notice)).toEqual(['first'])
  })

  it('calls nobody when it is over', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(SMALL)
    desk.minutes(33, { 'api-export': PASSES })
    expect(desk.first.phase).toBe('resolved')
    expect(kindsOf(desk.round(command('INC-1', set('P1', 'it cost us'))))).toEqual(['classified'])
  })
})

describe('lowering', () => {
  it('keeps the promise that was given, once, and whoever was told hears the end', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(10, DOWN)
    desk.round(command('INC-1', set('P3', 'there is a way around')))
    desk.minutes(90, DOWN)
    expect(written(desk)).toEqual(['first +2', 'update +32'])
    desk.minutes(33, UP)
    expect(written(desk)).toEqual(['first +2', 'update +32', 'update +101', 'resolution +131'])
  })

  it('keeps the sooner of two promises, and then the longer one', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(10, DOWN)
    const round = desk.round(command('INC-1', set('P2', 'there is a way around')))
    expect(round.timers).toContainEqual(expect.objectContaining({ kind: 'update', dueAt: T0 + 32 * MINUTE }))
    desk.minutes(100, DOWN)
    expect(written(desk)).toEqual(['first +2', 'update +32', 'update +92'])
  })

  it('shows the promise that is kept, not the last timer that was set', () => {
    const desk = new Desk({ deploys: [] })
    desk.minutes(10, DOWN)
    desk.round(command('INC-1', set('P2', 'there is a way around')))
    const clocks = [32, 62].map((after) => ({ kind: 'update', dueAt: T0 + after * MINUTE }))
    const facts = {
      incident: desk.first,
      events: [],
      clocks,
      outbox: [],
      holds: [],
      others: [],
      tenants: [],
      responder: 'dana',
    }
    const next = respondView(facts, acme, desk.now).clocks.filter(({ name }) => /update/i.test(name))
    expect(next).toMatchObject([{ dueAt: T0 + 32 * MINUTE }])
  })

  it('before anybody was told tells nobody', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.round(command('INC-1', set('P4', 'a test')))
    desk.minutes(60, DOWN)
    expect(desk.notices).toEqual([])
  })
})

function set(severity: Severity, reason: string): PersonCommand {
  return { kind: 'classify', severity, reason }
}

function ask(incident: Incident, severity: Severity, { after = 5, reason = 'x' }): string[] | string {
  const asked = policy(T0 + after * MINUTE)
  const decision = decide(incident, { ...set(severity, reason), by: DANA }, asked)
  if (!decision.ok) return decision.error
  return decision.value.map((event) => {
    if (event.kind === 'classified') return `${event.kind} ${event.from} to ${event.severity}`
    return event.kind === 'notice_written' ? `${event.kind} ${event.notice}` : event.kind
  })
}

function written(desk: Desk): string[] {
  return desk.events.flatMap(({ event }) =>
    event.kind === 'notice_written' ? [`${event.notice} +${(event.at - T0) / MINUTE}`] : [],
  )
}
