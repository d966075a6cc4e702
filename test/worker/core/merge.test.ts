// Two incidents that are one: what still fails, and whoever was told, goes on in the one that stays.

import { describe, expect, it } from 'vitest'
import { minuteOf } from '../../../src/core/time.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { acme, acmeWith, north, south, T0 } from './acme.ts'
import { command, Desk, FAILS, kindsOf, PASSES } from './desk.ts'

const DOCS = { 'docs-home': FAILS }
const API = { 'api-health': FAILS }
const BOTH = { ...DOCS, ...API }
const UP = { 'docs-home': PASSES, 'api-health': PASSES }
const east = { id: 'east', name: 'East', services: ['docs'], features: [], isReachable: true }

/** INC-1 is about the documentation and INC-2 about the API. */
function two(minutes = 1): Desk {
  const desk = new Desk({ deploys: [], tenants: [north, south, east] }, acmeWith(null))
  desk.minutes(minutes, BOTH)
  expect(desk.open.map(({ ref, service }) => [ref, service])).toEqual([
    ['INC-1', 'docs'],
    ['INC-2', 'api'],
  ])
  return desk
}

function merge(desk: Desk, ref: string, into: string, reason = 'one database') {
  const round = desk.round(command(ref, { kind: 'merge', into, reason }))
  return { round, said: round.answers[0]?.sentence }
}

const find = (desk: Desk, wanted: string) => desk.all.find(({ ref }) => ref === wanted)

describe('what was merged', () => {
  it('ends at once without a word, and goes on in the other with what fails, since when, and whom it hurts', () => {
    const desk = two()
    const { round, said } = merge(desk, 'INC-1', 'INC-2')
    expect(said).toBe('Merged; it goes on in the other incident.')
    expect(kindsOf(round)).toEqual(['merged', 'absorbed', 'classified'])
    expect(round.effects).toEqual([])
    expect(find(desk, 'INC-1')).toMatchObject({ phase: 'closed', mergedInto: 'INC-2', closedAt: desk.now })
    const stays = find(desk, 'INC-2')
    expect(Object.keys(stays?.signals ?? {})).toEqual(['monitor:api-health', 'monitor:docs-home'])
    expect(stays).toMatchObject({ outageStartedAt: T0, scope: { ids: ['north', 'south', 'east'] } })
  })

  it('is told to the end by the one that stays, to all, once, when both work again', () => {
    const desk = two(5)
    expect(desk.notices.map(({ incident, tenants }) => [incident, tenants])).toEqual([
      ['INC-1', ['east']],
      ['INC-2', ['north', 'south']],
    ])
    merge(desk, 'INC-2', 'INC-1')
    desk.minutes(5, { ...API, 'docs-home': PASSES })
    expect(find(desk, 'INC-1')?.phase).toBe('investigating')
    desk.minutes(40, UP)
    expect(find(desk, 'INC-1')?.phase).toBe('resolved')
    expect(desk.all).toHaveLength(2)
    const ends = desk.notices.filter(({ notice }) => notice === 'resolution')
    expect(ends).toMatchObject([{ incident: 'INC-1', tenants: ['east', 'north', 'south'] }])
    expect(desk.duties.map(({ incident }) => incident)).toEqual(['INC-1', 'INC-1'])
  })

  it('opens nothing anew: what fails on, fails again or is new about it belongs to the one that stays', () => {
    const desk = two()
    merge(desk, 'INC-1', 'INC-2')
    desk.minutes(10, BOTH)
    desk.minutes(3, { ...API, 'docs-home': PASSES })
    desk.minutes(1, BOTH)
    desk.round({ kind: 'reported', id: 'r', by: { kind: 'responder', name: 'Dana' }, signal: report('docs') })
    expect(desk.all).toHaveLength(2)
    expect(find(desk, 'INC-2')?.signals).toMatchObject({
      'monitor:docs-home': { isFailing: true },
      'person:docs': { isFailing: true },
    })
  })

  it('undoes the mitigation of what does not fail any more', () => {
    const desk = two()
    desk.minutes(5, { ...DOCS, 'api-health': PASSES })
    expect(find(desk, 'INC-2')?.phase).toBe('monitoring')
    expect(kindsOf(merge(desk, 'INC-1', 'INC-2').round).slice(0, 3)).toEqual(['merged', 'failed_again', 'absorbed'])
    expect(find(desk, 'INC-2')).toMatchObject({ phase: 'investigating', mitigatedAt: null })
  })

  it('is public as a part of the other', () => {
    const desk = two()
    merge(desk, 'INC-1', 'INC-2')
    const { incidents, troubles } = desk.ground
    const facts = {
      measuredMinute: minuteOf(desk.now),
      troubles,
      incidents,
      standing: {},
      clock: null,
      maintenance: [],
    }
    const view = statusView(facts, acme, desk.now)
    expect(view.open.map(({ ref }) => ref)).toEqual(['INC-2'])
    expect(view.recent).toMatchObject([{ ref: 'INC-1', partOf: 'INC-2', phase: 'resolved' }])
    expect(view.recent[0]?.updates[0]?.text).toBe('This is part of INC-2.')
  })
})

describe('the severity of the one that stays', () => {
  it('is the worse one', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute({ ...DOCS, 'api-export': FAILS })
    expect(desk.open.map(({ severity }) => severity)).toEqual(['P1', 'P3'])
    const calls = desk.calls.length
    merge(desk, 'INC-1', 'INC-2')
    expect(find(desk, 'INC-2')).toMatchObject({ severity: 'P1' })
    expect(desk.calls.length).toBeGreaterThan(calls)
  })

  it('stays where a person set it', () => {
    const desk = two()
    desk.round(command('INC-2', { kind: 'classify', severity: 'P3', reason: 'a test' }))
    merge(desk, 'INC-1', 'INC-2')
    expect(find(desk, 'INC-2')).toMatchObject({
      severity: 'P3',
      severitySetBy: 'Dana',
      scope: { ids: ['north', 'south', 'east'] },
    })
  })
})

describe('merging is refused', () => {
  it.each([
    ['into itself', 'INC-1', 'x', 'an incident is not merged into itself'],
    ['into what is none', 'INC-9', 'x', 'there is no incident with this name that it could be merged into'],
    ['without a reason', 'INC-2', ' ', 'the reason is missing'],
  ])('%s', (_name, into, reason, sentence) => {
    const desk = two()
    const { round, said } = merge(desk, 'INC-1', into, reason)
    expect([said, round.events]).toEqual([sentence, []])
  })

  it('into what is over, and of what is over, with who and when', () => {
    const desk = two()
    merge(desk, 'INC-1', 'INC-2')
    expect(merge(desk, 'INC-1', 'INC-2').said).toBe(
      'this incident was merged into INC-2 by Dana at 2026-03-15 14:31 UTC',
    )
    expect(merge(desk, 'INC-2', 'INC-1').said).toBe('INC-1 was merged into INC-2 by Dana at 2026-03-15 14:31 UTC')
  })

  it('while a deploy is taken back', () => {
    const desk = new Desk()
    desk.minutes(3, API)
    desk.minutes(1, BOTH)
    expect(desk.ordered).toMatchObject([{ incident: 'INC-1' }])
    expect(merge(desk, 'INC-1', 'INC-2').said).toMatch(/^a rollback is under way/)
    expect(merge(desk, 'INC-2', 'INC-1').said).toMatch(/^Merged/)
  })
})

function report(of: string) {
  return {
    key: `person:${of}`,
    source: 'person',
    service: of,
    feature: null,
    impact: 'degradation' as const,
    startedAt: T0,
    summary: 'slow',
  }
}
