// A false alarm: over at once, corrected where it was told, and quiet until what failed has worked again.

import { describe, expect, it } from 'vitest'
import { MUTED_MS } from '../../../src/core/incident/dismiss.ts'
import { MINUTE, minuteOf } from '../../../src/core/time.ts'
import { respondView } from '../../../src/core/view/respond-view.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import { tell } from '../../../src/core/view/story/story.ts'
import { acme } from './acme.ts'
import { command, Desk, FAILS, kindsOf, type Look, PASSES, UNSEEN, WARNS } from './desk.ts'

const DOWN = { 'api-health': FAILS }
const SLOW = { 'api-health': WARNS }
const UP = { 'api-health': PASSES }
const DISMISS = command('INC-1', { kind: 'dismiss', reason: 'a drill of ours' })

function dismissed(look: Look = DOWN, minutes = 1): Desk {
  const desk = new Desk({ deploys: [] })
  desk.minutes(minutes, look)
  const [answer] = desk.round(DISMISS).answers
  expect(answer).toMatchObject({ isAccepted: true, sentence: 'Dismissed as a false alarm.' })
  return desk
}

describe('a dismissed incident', () => {
  it('is closed at once, without a clock, and says why and what stays quiet', () => {
    const desk = dismissed()
    const { now } = desk
    expect(desk.first).toMatchObject({ phase: 'closed', resolvedAt: now, closedAt: now, dismissedAt: now })
    expect(desk.history('INC-1').map(tell).at(-1)).toMatchObject({
      by: 'Dana',
      text: 'Dismissed as a false alarm: a drill of ours.',
      detail: ['quiet until it has worked again: API health: answered 500'],
    })
    const view = respondView(
      {
        incident: desk.first,
        events: [],
        clocks: [],
        outbox: [],
        holds: [],
        others: [],
        tenants: [],
        responder: 'dana',
      },
      acme,
      now,
    )
    expect(view).toMatchObject({ phase: 'closed', clocks: [], actions: ['note'] })
  })

  it('tells nobody who was not told', () => {
    const desk = dismissed()
    desk.minutes(120, DOWN)
    expect(desk.notices).toEqual([])
    expect(desk.all).toHaveLength(1)
  })

  it('is corrected once where it was told, and then there is silence', () => {
    const desk = dismissed(DOWN, 5)
    desk.minutes(120, DOWN)
    expect(desk.notices.map(({ notice, tenants }) => [notice, tenants])).toEqual([
      ['first', ['north', 'south']],
      ['resolution', ['north', 'south']],
    ])
    expect(desk.kinds().slice(-2)).toEqual(['dismissed', 'notice_written'])
  })
})

describe('what fails on after that', () => {
  it.each<[string, Look[]]>([
    ['without a pause', [DOWN]],
    ['through a time of doubt', [DOWN, { 'api-health': UNSEEN }]],
    ['less badly', [SLOW]],
  ])('opens and reopens nothing: %s', (_name, looks) => {
    const desk = dismissed()
    for (let round = 0; round < 150; round++) for (const look of looks) desk.minute(look)
    expect(desk.all).toHaveLength(1)
    expect(desk.first.phase).toBe('closed')
    expect(desk.calls).toHaveLength(1)
  })

  it('is heard again once it has worked, which the timeline says', () => {
    const desk = dismissed()
    expect(desk.minutes(2, UP).flatMap(kindsOf)).toEqual(['signal_recovered'])
    expect(desk.first.phase).toBe('closed')
    desk.minute(DOWN)
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('is heard when it is worse than what was dismissed, and joins its own incident from then on', () => {
    const desk = dismissed(SLOW)
    desk.minutes(5, SLOW)
    expect(desk.open).toEqual([])
    desk.minute(DOWN)
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
    desk.minutes(3, SLOW)
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
    desk.minutes(40, UP)
    expect(desk.all.flatMap(({ signals }) => Object.values(signals)).filter((one) => one.isFailing)).toEqual([])
  })

  it('is heard after a week', () => {
    const desk = dismissed()
    desk.now += MUTED_MS - 5 * MINUTE
    desk.minutes(4, DOWN)
    expect(desk.open).toEqual([])
    desk.minutes(2, DOWN)
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('keeps nothing else of the service quiet', () => {
    const desk = dismissed()
    desk.minute({ ...DOWN, 'api-inbox': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
    expect(Object.keys(desk.open[0]?.signals ?? {})).toEqual(['monitor:api-inbox'])
  })
})

it('is public as resolved, and as the false alarm it was; what its monitor says is in doubt', () => {
  const desk = dismissed(DOWN, 5)
  const { incidents, troubles } = desk.ground
  const standing = { standing: {}, clock: null, maintenance: [] }
  const view = statusView({ measuredMinute: minuteOf(desk.now), troubles, incidents, ...standing }, acme, desk.now)
  expect(view.open).toEqual([])
  expect(view.recent).toMatchObject([{ ref: 'INC-1', phase: 'resolved', resolvedAt: desk.now }])
  expect(view.recent[0]?.updates[0]?.text).toBe('It was a false alarm: nothing was wrong.')
  expect(view.services.find(({ title }) => title === 'Core API')?.state).toBe('unknown')
})
