// Silences at the desk: what would open an incident waits, and nothing else changes.

import { describe, expect, it } from 'vitest'
import type { Silence } from '../../../src/core/desk/silence.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { acme, T0 } from './acme.ts'
import { Desk, FAILS, kindsOf, PASSES, WARNS } from './desk.ts'

const silence = (changes: Partial<Silence> = {}): { silences: Silence[] } => ({
  silences: [
    {
      id: 's',
      service: 'api',
      monitor: null,
      from: T0,
      until: T0 + 10 * MINUTE,
      author: 'Dana',
      reason: 'noise',
      ...changes,
    },
  ],
})

describe('under a silence', () => {
  it('what fails opens nothing, and at its end opens with the first bad look as its beginning', () => {
    const desk = new Desk(silence())
    const rounds = desk.minutes(9, { 'api-health': FAILS })
    expect([desk.all, desk.effects]).toEqual([[], []])
    expect(rounds[0]?.timers).toMatchObject([{ kind: 'levels', dueAt: T0 + 10 * MINUTE }])
    desk.now = T0 + 10 * MINUTE
    desk.round({ kind: 'minute', measured: null })
    expect(desk.first).toMatchObject({ outageStartedAt: T0, detectedAt: T0 + 10 * MINUTE })
    expect(desk.calls).toHaveLength(1)
  })

  it('what heals in it is over, and nobody hears of it', () => {
    const desk = new Desk(silence())
    desk.minute({ 'api-health': FAILS })
    desk.minutes(15, { 'api-health': PASSES })
    expect(desk.all).toEqual([])
  })

  it('health and the page stay as they are', () => {
    const desk = new Desk(silence())
    const { troubles } = desk.minute({ 'api-health': FAILS })
    const facts = {
      measuredMinute: T0 / MINUTE,
      troubles: troubles.kept,
      incidents: [],
      maintenance: [],
      standing: {},
      clock: null,
    }
    expect(statusView(facts, acme, T0).overall).toBe('outage')
  })

  it('an incident that is open goes on, and is joined by what fails besides', () => {
    const desk = new Desk(silence({ from: T0 + MINUTE }))
    desk.minute({ 'api-health': FAILS })
    const joined = desk.minute({ 'api-health': FAILS, 'api-inbox': FAILS })
    expect(kindsOf(joined)).toContain('signal_joined')
    desk.minutes(3, { 'api-health': PASSES, 'api-inbox': FAILS })
    desk.minute({ 'api-health': FAILS, 'api-inbox': FAILS })
    expect(desk.open).toHaveLength(1)
    expect(desk.first.signals['monitor:api-health']?.isFailing).toBe(true)
  })

  it('what ended is not opened again before its end', () => {
    const desk = new Desk(silence({ from: T0 + 35 * MINUTE, until: T0 + 60 * MINUTE }))
    desk.minute({ 'api-health': WARNS })
    desk.minutes(39, { 'api-health': PASSES })
    expect(desk.first.phase).toBe('resolved')
    desk.minutes(20, { 'api-health': WARNS })
    expect(desk.first.phase).toBe('resolved')
    desk.minute({ 'api-health': WARNS })
    expect(desk.open).toHaveLength(1)
  })

  it('people are heard', () => {
    const desk = new Desk(silence())
    const by = { kind: 'responder', name: 'Dana' } as const
    const signal = {
      key: 'person:1',
      source: 'person',
      service: 'api',
      feature: null,
      startedAt: T0,
      summary: 'it is empty',
    }
    desk.round({ kind: 'reported', id: 'r', by, signal: { ...signal, impact: 'outage' } })
    expect(desk.open).toHaveLength(1)
  })
})

it.each([
  ['has not begun', silence({ from: T0 + MINUTE })],
  ['is over', silence({ until: T0 })],
  ['is another service’s', silence({ service: 'web' })],
  ['is another monitor’s', silence({ monitor: 'api-inbox' })],
])('a silence that %s holds nothing back', (_name, changes) => {
  const desk = new Desk(changes)
  desk.minute({ 'api-health': FAILS })
  expect(desk.all).toHaveLength(1)
})

it('a silence of one monitor leaves the others of its service', () => {
  const desk = new Desk(silence({ monitor: 'api-health' }))
  desk.minute({ 'api-health': FAILS })
  expect(desk.all).toEqual([])
  desk.minute({ 'api-health': FAILS, 'api-inbox': FAILS })
  expect(desk.all).toHaveLength(1)
})
