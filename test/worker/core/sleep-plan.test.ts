// When a service that may sleep is looked at, woken up, or left alone.

import { describe, expect, it } from 'vitest'
import type { Monitor, Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import { type PlanFacts, planTurns, type Turn } from '../../../src/core/watch/plan.ts'
import { acme, monitor, SLEEPS, service, T0 } from './acme.ts'

const MINUTE_0 = minuteOf(T0)

function sleeper(changes: Partial<Monitor> = {}): Runbook {
  const services = { mcp: service('mcp', 'MCP server', { sleeps: SLEEPS }), api: service('api', 'API') }
  const health = {
    ...monitor('mcp-health', 'Health', 'mcp'),
    intervalMs: 2 * MINUTE,
    closelyMs: 15 * SECOND,
    ...changes,
  }
  return { ...acme, services, monitors: { 'mcp-health': health } }
}

function turnsIn(minutes: number, runbook: Runbook, facts: Partial<PlanFacts> = {}): Turn[] {
  return Array.from({ length: minutes }, (_, ahead) => MINUTE_0 + ahead).flatMap((minute) =>
    planTurns(runbook, { minute, measured: minute - 1, deploys: [], errands: {}, ...facts }),
  )
}

const kinds = (turns: readonly Turn[]) => [...new Set(turns.map(({ sleep }) => sleep?.kind ?? 'look'))]
const ended = (ago: number, of = 'mcp') => ({ deploys: [{ service: of, finishedAt: T0 - ago }] })
const askedAt = ([turn]: readonly Turn[]) => (turn?.sleep?.kind === 'rest' ? turn.sleep.askedAt : undefined)

describe('between deploys', () => {
  it('only its machines are read, for days', () => {
    const turns = turnsIn(2 * 24 * 60, sleeper())
    expect(kinds(turns)).toEqual(['rest'])
    expect(turns).toHaveLength(24 * 60)
  })

  it('they are read once a minute at most', () => {
    expect(turnsIn(60, sleeper({ intervalMs: 10 * SECOND }))).toHaveLength(60)
  })

  it('one that writes is left alone as well', () => {
    expect(kinds(turnsIn(24 * 60, sleeper({ writes: true, intervalMs: HOUR })))).toEqual(['rest'])
  })

  it('what never looks goes on as ever', () => {
    expect(kinds(turnsIn(10, sleeper({ looks: false })))).toEqual(['look'])
  })

  it('it is woken as often as it says, and that look is cold', () => {
    const woken = turnsIn(7 * 24 * 60, sleeper({ wakesEveryMs: DAY })).filter(({ sleep }) => sleep?.kind === 'wake')
    expect(woken).toHaveLength(7)
    expect(woken.every(({ isCold }) => isCold)).toBe(true)
  })

  it('a waking is not lost with a minute that was skipped', () => {
    const [first] = turnsIn(24 * 60, sleeper({ wakesEveryMs: DAY })).filter(({ sleep }) => sleep?.kind === 'wake')
    const minute = minuteOf(first?.at ?? 0) + 3
    expect(kinds(turnsIn(1, sleeper({ wakesEveryMs: DAY }), { minute, measured: minute - 4 }))).toEqual(['wake'])
  })
})

describe('in the watch of a deploy', () => {
  it.each<[string, Partial<PlanFacts>, string]>([
    ['under way, it is looked at', { deploys: [{ service: 'mcp', finishedAt: null }] }, 'look'],
    ['just ended, it is looked at', ended(MINUTE), 'look'],
    ['that is over, it is left alone', ended(16 * MINUTE), 'rest'],
    ['of another service, it is left alone', ended(MINUTE, 'api'), 'rest'],
  ])('%s', (_name, facts, kind) => {
    expect(kinds(turnsIn(2, sleeper(), facts))).toEqual([kind])
  })

  it('it is looked at closely', () => {
    expect(turnsIn(1, sleeper(), ended(MINUTE))).toHaveLength(4)
  })

  it('it is not woken up besides', () => {
    expect(
      kinds(turnsIn(24 * 60, sleeper({ wakesEveryMs: HOUR }), { deploys: [{ service: 'mcp', finishedAt: null }] })),
    ).toEqual(['look'])
  })
})

describe('it was asked last', () => {
  it('by nobody, as far as we know', () => {
    expect(askedAt(turnsIn(2, sleeper()))).toBe(null)
  })

  it('when the watch of its last deploy ended', () => {
    const deploys = [...ended(20 * MINUTE).deploys, ...ended(40 * MINUTE).deploys, ...ended(18 * MINUTE, 'api').deploys]
    expect(askedAt(turnsIn(2, sleeper(), { deploys }))).toBe(T0 - 5 * MINUTE)
  })

  it('when it was woken up last', () => {
    const runbook = sleeper({ wakesEveryMs: HOUR })
    const turns = turnsIn(3 * 60, runbook)
    const woken = turns.findIndex(({ sleep }) => sleep?.kind === 'wake')
    const at = minuteOf(turns[woken]?.at ?? 0) * MINUTE
    const next = turns.slice(woken + 1, woken + 25)
    expect(kinds(next)).toEqual(['rest'])
    for (const turn of next) expect(askedAt([turn])).toBe(at)
  })
})
