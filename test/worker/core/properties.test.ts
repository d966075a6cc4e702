// What holds on every day, whatever arrives in whatever order. A failure prints its seed and the smallest day that shows it.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { evolve, failingSignals, type Incident, isOpen, replay } from '../../../src/core/incident/incident.ts'
import type { IncidentEvent } from '../../../src/core/incident/incident-event.ts'
import { areRelated } from '../../../src/core/rollback/suspect.ts'
import { changes, type Day, day, delivered, live, look } from './days.ts'
import type { Desk } from './desk.ts'
import { RUNS } from './runs.ts'

function onEveryDay(check: (desk: Desk, day: Day) => void): void {
  fc.assert(
    fc.property(day, (one) => check(live(one), one)),
    RUNS,
  )
}

/** Every event with the incident as it was before and as it is after it. */
function happenings(
  desk: Desk,
): { event: IncidentEvent; before: Incident; after: Incident; earlier: IncidentEvent[] }[] {
  return desk.all.flatMap(({ ref }) => {
    const history = desk.history(ref)
    let before = replay(history.slice(0, 1))
    return history.slice(1).flatMap((event, index) => {
      const after = evolve(before, event)
      const happening = before && after ? [{ event, before, after, earlier: history.slice(0, index + 1) }] : []
      before = after
      return happening
    })
  })
}

describe('what is stored', () => {
  it('is exactly what the events add up to, and their numbers have no gap', () => {
    onEveryDay((desk) => {
      for (const incident of desk.all) {
        expect(replay(desk.history(incident.ref))).toEqual(incident)
        const numbers = desk.events.filter((stored) => stored.incident === incident.ref).map(({ seq }) => seq)
        expect(numbers).toEqual(numbers.map((_, index) => index + 1))
        expect(incident.seq).toBe(numbers.length)
      }
    })
  })

  it('owes nothing under a key that was used before: a colliding insert would stop the desk for ever', () => {
    onEveryDay((desk) => {
      const keys = desk.effects.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
    })
  })
})

const PHASES = ['investigating', 'identified', 'monitoring', 'resolved', 'closed']

describe('a phase', () => {
  it('never goes back unless it failed again or was reopened', () => {
    onEveryDay((desk) => {
      for (const { event, before, after } of happenings(desk)) {
        const isBack = PHASES.indexOf(after.phase) < PHASES.indexOf(before.phase)
        if (isBack) expect(['failed_again', 'reopened']).toContain(event.kind)
      }
    })
  })
})

describe('an order', () => {
  it('leaves once under one id, and never again in an incident unless the one before was stopped', () => {
    onEveryDay((desk) => {
      const ids = desk.ordered.map(({ key }) => key)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { event, before } of happenings(desk)) {
        if (event.kind === 'rollback_ordered')
          expect([undefined, 'suggested', 'stopped']).toContain(before.rollback?.state)
      }
    })
  })

  it('follows only a gate that passes with this target, and a person where the runbook asks for one', () => {
    onEveryDay((desk) => {
      for (const { event, before, earlier } of happenings(desk)) {
        if (event.kind !== 'rollback_ordered') continue
        expect(before.gate).toMatchObject({ verdict: 'pass', service: event.service, target: event.target })
        expect(before.gate?.steps.every(({ answer }) => answer === 'pass')).toBe(true)
        const isApproved = earlier.some((it) => it.kind === 'rollback_approved' && it.rollback === event.rollback)
        if (before.gate?.mode !== 'auto') expect(isApproved).toBe(true)
      }
    })
  })

  it('never meets another rollback of the same service, and off means off', () => {
    fc.assert(
      fc.property(day, (one) => {
        const desk = live(one, ({ ground }) => {
          const running = ground.rollbacks.filter((it) => it.isRunning).map((it) => it.service)
          expect(new Set(running).size).toBe(running.length)
        })
        if (one.runbook.services.api?.rollback?.mode === 'off') expect(desk.ordered).toEqual([])
      }),
      RUNS,
    )
  })
})

describe('a notice', () => {
  it('is the first one once, and the end of it only for those who were told, all of them', () => {
    onEveryDay((desk) => {
      for (const { event, before } of happenings(desk)) {
        if (event.kind !== 'notice_written') continue
        if (event.notice === 'first') expect(before.told.notices).toBe(0)
        else expect(before.told.firstAt).not.toBeNull()
        const unhurt = event.notice === 'update' ? (before.byHand?.tenants.removed ?? []) : []
        const owed = before.told.tenants.filter((id) => !unhurt.includes(id))
        expect(event.tenants).toEqual(expect.arrayContaining(owed))
        expect(event.tenants).not.toEqual([])
      }
    })
  })

  it('tells everybody who was told that it is over, when it is', () => {
    onEveryDay((desk) => {
      for (const incident of desk.all) {
        const isOver = incident.phase === 'resolved' || incident.phase === 'closed'
        const isItsOwn = incident.mergedInto === undefined
        expect(incident.told.wasResolutionSent).toBe(isOver && isItsOwn && incident.told.firstAt !== null)
      }
    })
  })

  it('of the end reaches whoever was told, also by an incident that became a part of this one', () => {
    onEveryDay((desk) => {
      for (const incident of desk.all) {
        const last = whereItGoesOn(desk, incident)
        const ends = desk.notices.filter((it) => it.incident === last.ref && it.notice === 'resolution')
        if (isOpen(last) || incident.told.firstAt === null) continue
        expect(ends.at(-1)?.tenants).toEqual(expect.arrayContaining(incident.told.tenants))
      }
    })
  })
})

function whereItGoesOn(desk: Desk, { ref }: Incident): Incident {
  const found = desk.all.find((other) => other.ref === ref)
  if (found === undefined) throw new Error(`${ref} is lost`)
  return found.mergedInto === undefined ? found : whereItGoesOn(desk, { ...found, ref: found.mergedInto })
}

describe('incidents', () => {
  it('share nothing that fails, and what was merged goes on in the other with all that failed in it', () => {
    fc.assert(
      fc.property(day, (one) => {
        const desk = live(one, ({ open }) => {
          const failing = open.flatMap((incident) => failingSignals(incident).map(({ key }) => key))
          expect(new Set(failing).size).toBe(failing.length)
        })
        for (const incident of desk.all) {
          if (incident.mergedInto === undefined) continue
          const { signals } = whereItGoesOn(desk, incident)
          for (const { key } of failingSignals(incident)) expect(signals).toHaveProperty([key])
        }
      }),
      RUNS,
    )
  })

  it('heed what a person has said of whom they hurt, whatever has joined since', () => {
    onEveryDay((desk) => {
      for (const { byHand, scope } of desk.all) {
        expect(scope.ids).toEqual(expect.arrayContaining(byHand?.tenants.added ?? []))
        expect(scope.ids.filter((id) => byHand?.tenants.removed.includes(id))).toEqual([])
      }
    })
  })

  it('that are open at one time are about unrelated things', () => {
    fc.assert(
      fc.property(day, (one) => {
        live(one, ({ open }) => {
          for (const a of open) {
            const others = open.filter((b) => b !== a && areRelated(a.service, b.service, one.runbook))
            expect(others).toEqual([])
          }
        })
      }),
      RUNS,
    )
  })

  it('never begin outside production', () => {
    onEveryDay((desk) => {
      expect(desk.all.filter(({ service }) => service === 'staging-api')).toEqual([])
    })
  })
})

describe('a fact that is stated twice', () => {
  it('changes nothing more, in the same round or in the next', () => {
    fc.assert(
      fc.property(day, look, changes, (one, seen, said) => {
        const facts = (desk: Desk): Fact[] => [
          {
            kind: 'seen',
            seen: Object.entries(seen).map(([monitor, verdict]) => ({ monitor, verdict, at: desk.now })),
          },
          delivered(said),
        ]
        const once = live(one)
        const twice = live(one)
        const first = once.round(...facts(once))
        expect(twice.round(...facts(twice), ...facts(twice)).events).toEqual(first.events)
        quieten(once)
        expect(once.round(...facts(once)).events).toEqual([])
      }),
      RUNS,
    )
  })
})

/** Whatever is due at this very instant, and what the gate answers to it, comes first. */
function quieten(desk: Desk): void {
  for (let rounds = 0; rounds < 9; rounds++) if (desk.round().events.length === 0) return
  throw new Error('the desk never comes to rest')
}
