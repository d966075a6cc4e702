// What people and customers are owed, on any day: after every minute nothing that came due is left behind, and nothing is
// said twice. A failure prints its seed and the smallest day that shows it.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { updateDueAt } from '../../../src/core/incident/communicate.ts'
import { attentionOf, clockStart, type Incident, isOpen } from '../../../src/core/incident/incident.ts'
import type { IncidentEvent } from '../../../src/core/incident/incident-event.ts'
import { findingsDueAt, nextRung } from '../../../src/core/people/escalation.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { type Instant, MINUTE } from '../../../src/core/time.ts'
import { day, live } from './days.ts'
import type { Desk } from './desk.ts'
import { RUNS } from './runs.ts'

function pressing({ all }: Desk): Incident[] {
  return all.filter((incident) => isOpen(incident) && incident.mitigatedAt === null)
}

/** Instants that have come and are still waited for. */
function leftBehind(incident: Incident, runbook: Runbook, now: Instant): string[] {
  const { communication, escalation, severity } = runbook
  const waitMs = escalation.acknowledgeMs[incident.severity] ?? Number.POSITIVE_INFINITY
  const { since, calledAt, actedAt, missed } = attentionOf(incident)
  const isTaken = incident.acknowledged !== null || actedAt !== null
  const repeats = escalation.everyone.includes(incident.severity) && !isTaken && incident.called.length > 0
  const respondAt = clockStart(incident) + (severity.respondMs[incident.severity] ?? Number.POSITIVE_INFINITY)
  const wasMissed = missed.some(({ what, at }) => what === 'acknowledgement' && at >= clockStart(incident))
  const due: [string, Instant | null | undefined][] = [
    ['rung', nextRung(incident, runbook)?.dueAt],
    ['findings', findingsDueAt(incident, runbook)],
    ['update', now < (since ?? 0) + communication.holdMs ? null : updateDueAt(incident, runbook)],
    ['call', repeats ? (calledAt ?? clockStart(incident)) + waitMs : null],
    ['acknowledgement', isTaken || wasMissed ? null : respondAt],
  ]
  return due.flatMap(([what, at]) => (at !== null && at !== undefined && at <= now ? [what] : []))
}

it('whatever happens: nothing that came due is left behind by a minute, nothing is said twice, and its last event says how bad it is', () => {
  fc.assert(
    fc.property(day, (one) => {
      const desk = live(one, (lived, step) => {
        // The desk is a minute ahead of the last one it lived through.
        if (step.kind === 'minutes' || step.kind === 'calm') expectNothingLeft(lived, lived.now - MINUTE)
      })
      for (const { ref } of desk.all) expectNothingTwice(desk.history(ref))
      for (const incident of desk.all) expectExplained(incident, desk.history(incident.ref))
    }),
    RUNS,
  )
})

function expectNothingLeft(desk: Desk, now: Instant): void {
  for (const incident of pressing(desk)) {
    expect(leftBehind(incident, desk.runbook, now), `${incident.ref} ${incident.severity}`).toEqual([])
  }
}

function expectNothingTwice(history: readonly IncidentEvent[]): void {
  const missed = history.flatMap((event) => (event.kind === 'missed' ? [`${event.what} ${event.at}`] : []))
  expect(new Set(missed).size).toBe(missed.length)
  const repeated = history.filter(
    (event) => event.kind === 'responders_called' && event.reason.startsWith('nobody has acknowledged it,'),
  )
  for (const [index, event] of repeated.slice(1).entries()) {
    expect(event.at - (repeated[index]?.at ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE)
  }
}

function expectExplained(incident: Incident, history: readonly IncidentEvent[]): void {
  const last = history.findLast((event) => event.kind === 'classified')
  expect(last).toMatchObject({ severity: incident.severity, reasons: incident.reasons })
  expect(incident.reasons).not.toEqual([])
}
