// What sources say under a silence: kept back, not lost, and nothing of it where it has recovered in time.

import { describe, expect, it } from 'vitest'
import { type Delivered, MOST_HELD } from '../../../src/core/desk/deliveries.ts'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { MINUTE } from '../../../src/core/time.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'
import { signal, T0 } from './acme.ts'
import { Desk, FAILS } from './desk.ts'

const END = T0 + 10 * MINUTE
const SILENCES = {
  silences: [{ id: 's', service: 'api', monitor: null, from: T0, until: END, author: 'Dana', reason: 'noise' }],
}

function says(key: string, changes: Partial<Signal> = {}): Delivered {
  const said = signal({ key: `sentry:${key}`, source: 'sentry', startedAt: T0 - MINUTE, ...changes })
  return {
    kind: 'delivered',
    source: 'sentry',
    key: `${key}/${said.impact}`,
    changes: [{ kind: 'failing', signal: said }],
    meaning: 'failing',
  }
}

function takesBack(key: string): Delivered {
  const changes = [{ kind: 'recovered', key: `sentry:${key}`, summary: 'is resolved' }] as const
  return { kind: 'delivered', source: 'sentry', key: `${key}/resolved`, changes: [...changes], meaning: 'recovered' }
}

const keys = (rows: readonly { key: string }[]) => rows.map(({ key }) => key)

describe('under a silence', () => {
  it('is kept back until it is over, and opens then with its real beginning', () => {
    const desk = new Desk(SILENCES)
    const first = desk.round(says('a'))
    expect([keys(first.held), keys(first.reads), desk.all]).toEqual([['a/outage'], [], []])
    expect(first.timers).toMatchObject([{ kind: 'levels', dueAt: END }])
    desk.now = END
    const last = desk.round(says('a'))
    expect([keys(last.held), keys(last.reads)]).toEqual([[], ['a/outage']])
    expect(desk.first).toMatchObject({ outageStartedAt: T0 - MINUTE, detectedAt: END })
  })

  it('opens nothing when it has recovered by then', () => {
    const desk = new Desk(SILENCES)
    desk.round(says('a'))
    const round = desk.round(says('a'), takesBack('a'))
    expect([keys(round.held), keys(round.reads).toSorted()]).toEqual([[], ['a/outage', 'a/resolved']])
    expect(desk.all).toEqual([])
  })

  it('said again it is kept once, and twice when it has become worse', () => {
    const desk = new Desk(SILENCES)
    const round = desk.round(
      says('a', { impact: 'degradation' }),
      { ...says('a', { impact: 'degradation' }), key: 'again' },
      says('a'),
    )
    expect([keys(round.held), keys(round.reads)]).toEqual([['a/degradation', 'a/outage'], ['again']])
  })

  it('joins an incident that is open', () => {
    const desk = new Desk({ silences: SILENCES.silences.map((it) => ({ ...it, from: T0 + MINUTE })) })
    desk.minute({ 'api-health': FAILS })
    expect(keys(desk.round(says('a')).held)).toEqual([])
    expect(Object.keys(desk.first.signals)).toContain('sentry:a')
  })

  it('is heard when more fails at once than noise would', () => {
    const desk = new Desk(SILENCES)
    const many = Array.from({ length: MOST_HELD + 1 }, (_, nth) => says(`k${nth}`))
    expect(desk.round(...many).held).toHaveLength(MOST_HELD)
    expect(desk.open).toHaveLength(1)
  })
})

it.each<[string, object, Fact]>([
  ['of one monitor', { monitor: 'api-health' }, says('a')],
  ['of another service', { service: 'docs' }, says('a')],
  ['that is over', { until: T0 }, says('a')],
])('a silence %s keeps nothing back of what sources say', (_name, changes, fact) => {
  const desk = new Desk({ silences: SILENCES.silences.map((it) => ({ ...it, ...changes })) })
  expect(desk.round(fact).held).toEqual([])
  expect(desk.open).toHaveLength(1)
})
