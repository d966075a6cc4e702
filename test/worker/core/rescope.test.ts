// Whom an incident hurts, said by a person: it stands, whatever joins, and decides who is told from then on.

import { describe, expect, it } from 'vitest'
import type { Wish } from '../../../src/core/incident/command.ts'
import { tell } from '../../../src/core/view/story/story.ts'
import { acmeWith, north, south, T0 } from './acme.ts'
import { command, Desk, FAILS, kindsOf, PASSES } from './desk.ts'

const DOWN = { 'api-health': FAILS }
const NOTHING: Wish = { add: [], remove: [] }
const east = { id: 'east', name: 'East', services: ['docs'], features: [], isReachable: true }

function broken(minutes = 1): Desk {
  const desk = new Desk({ deploys: [], tenants: [north, south, east] }, acmeWith(null))
  desk.minutes(minutes, DOWN)
  return desk
}

type Said = { services?: Partial<Wish>; tenants?: Partial<Wish>; reason?: string }

function rescope(desk: Desk, { services, tenants, reason = 'I asked them' }: Said) {
  const wish = { services: { ...NOTHING, ...services }, tenants: { ...NOTHING, ...tenants } }
  const round = desk.round(command('INC-1', { kind: 'rescope', ...wish, reason }))
  return { kinds: kindsOf(round), said: round.answers[0]?.sentence }
}

describe('a tenant', () => {
  it('that is removed is not told any more, hears the end, and is not added back by what joins', () => {
    const desk = broken(5)
    expect(rescope(desk, { tenants: { remove: ['south'] } })).toEqual({
      kinds: ['rescoped', 'classified'],
      said: 'The scope is set.',
    })
    desk.minutes(40, { ...DOWN, 'api-inbox': FAILS, 'web-home': FAILS })
    desk.minutes(40, { 'api-health': PASSES, 'api-inbox': PASSES, 'web-home': PASSES })
    expect(desk.first.scope.ids).toEqual(['north'])
    expect(desk.notices.map(({ notice, tenants }) => [notice, tenants])).toEqual([
      ['first', ['north', 'south']],
      ['update', ['north']],
      ['update', ['north']],
      ['resolution', ['north', 'south']],
    ])
  })

  it('that is added is told, and stays whatever joins', () => {
    const desk = broken()
    rescope(desk, { tenants: { add: ['east'] } })
    desk.minutes(5, { ...DOWN, 'api-export': FAILS })
    expect(desk.first.scope.ids.toSorted()).toEqual(['east', 'north', 'south'])
    expect(desk.notices[0]?.tenants.toSorted()).toEqual(['east', 'north', 'south'])
  })

  it('fewer are less bad, none is P4, and the timeline says who said so', () => {
    const desk = broken()
    expect(desk.first.severity).toBe('P1')
    rescope(desk, { tenants: { remove: ['south'] } })
    expect(desk.first).toMatchObject({ severity: 'P2', scope: { tenants: 'one' } })
    rescope(desk, { tenants: { remove: ['north'] }, reason: 'a test' })
    expect(desk.first).toMatchObject({ severity: 'P4', scope: { tenants: 'none', ids: [] } })
    expect(desk.first.reasons[0]).toBe('Dana changed whom it hurts: a test')
    expect(desk.history('INC-1').map(tell).at(-2)).toMatchObject({
      text: 'Its scope was set: a test.',
      detail: ['not hurt: north'],
    })
    desk.minutes(120, DOWN)
    expect(desk.notices).toEqual([])
  })

  it('changes no severity that a person has set', () => {
    const desk = broken()
    desk.round(command('INC-1', { kind: 'classify', severity: 'P2', reason: 'a way around' }))
    rescope(desk, { tenants: { remove: ['south', 'north'] } })
    expect(desk.first).toMatchObject({ severity: 'P2', severitySetBy: 'Dana', scope: { ids: [] } })
  })
})

describe('a service', () => {
  it('that is added hurts its tenants, and what is said of it belongs here', () => {
    const desk = broken()
    rescope(desk, { services: { add: ['docs'] } })
    expect(desk.first.scope.ids).toEqual(['north', 'south', 'east'])
    desk.minute({ ...DOWN, 'docs-home': FAILS })
    expect(desk.all).toHaveLength(1)
    expect(desk.first.signals).toHaveProperty('monitor:docs-home')
  })

  it('raises what hurts more, and calls for it', () => {
    const desk = new Desk({ deploys: [], tenants: [north, south, east] }, acmeWith(null))
    desk.minute({ 'api-export': FAILS })
    expect(desk.first.severity).toBe('P3')
    const calls = desk.calls.length
    rescope(desk, { services: { add: ['docs'] } })
    expect(desk.first.severity < 'P3').toBe(true)
    expect(desk.calls.length).toBeGreaterThan(calls)
  })

  it('that is removed does not count, though it fails on', () => {
    const desk = new Desk({ deploys: [], tenants: [north, { ...south, services: ['web'] }] })
    desk.minutes(2, { ...DOWN, 'web-home': FAILS })
    expect(desk.first.scope.ids).toEqual(['north', 'south'])
    rescope(desk, { services: { remove: ['web'] } })
    expect(desk.first.scope.ids).toEqual(['north'])
    desk.minutes(2, { ...DOWN, 'web-home': FAILS, 'api-inbox': FAILS })
    expect(desk.first.scope.ids).toEqual(['north'])
  })
})

it.each<[string, Said, string]>([
  [
    'a service nobody has',
    { services: { add: ['dokcs'] } },
    'no service in production is called "dokcs"; there are api, web, docs',
  ],
  [
    'staging',
    { services: { add: ['staging-api'] } },
    'no service in production is called "staging-api"; there are api, web, docs',
  ],
  ['the first service away', { services: { remove: ['api'] } }, 'it began with api, which stays'],
  ['a tenant nobody is', { tenants: { add: ['nord'] } }, 'no active tenant is called "nord"'],
  ['one both ways', { tenants: { add: ['north'], remove: ['north'] } }, '"north" cannot be added and removed at once'],
  ['no reason', { tenants: { remove: ['north'] }, reason: ' ' }, 'the reason is missing'],
  ['nothing new', { tenants: { add: ['north'] } }, 'that is its scope already'],
])('%s is refused', (_name, said, sentence) => {
  expect(rescope(broken(), said)).toEqual({ kinds: [], said: sentence })
})

it('what is over is refused with who ended it', () => {
  const desk = broken()
  desk.round(command('INC-1', { kind: 'dismiss', reason: 'a drill' }))
  expect(desk.first.closedAt).toBe(T0 + 60_000)
  expect(rescope(desk, { tenants: { remove: ['north'] } }).said).toBe(
    'this incident was dismissed as a false alarm by Dana at 2026-03-15 14:31 UTC',
  )
})
