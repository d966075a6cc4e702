// What is due when: what people and customers are owed, and what the watch waits for.

import { updateDueAt } from '../incident/communicate.ts'
import { type Incident, isOpen } from '../incident/incident.ts'
import { WORSE } from '../incident/severity.ts'
import { raiseDueAt } from '../insight/severity-over-time.ts'
import { findingsDueAt, nextRung } from '../people/escalation.ts'
import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Clock } from './page-view.ts'

type Facts = { incident: Incident; clocks: readonly { kind: string; dueAt: Instant }[] }

const CLOCK_NAMES: Readonly<Record<string, string>> = {
  'first-notice': 'First notice to tenants',
  update: 'Next update to tenants',
  watch: 'Watch ends',
  proof: 'Rollback proven',
  trigger: 'Rollback trigger met',
}

export function clocksOf({ incident, clocks }: Facts, runbook: Runbook, now: Instant): Clock[] {
  const { detectedAt, severity, acknowledged, mitigatedAt } = incident
  const respondMs = runbook.severity.respondMs[severity]
  const owed: Clock[] =
    respondMs === null
      ? []
      : [
          clock('Acknowledge', { dueAt: detectedAt + respondMs, doneAt: acknowledged?.at ?? null }, now),
          clock('Mitigate', { dueAt: detectedAt + respondMs, doneAt: mitigatedAt }, now),
        ]
  // A timer that was overtaken by a later one of its kind stays until it fires, and then does nothing.
  const latest = Object.values(Object.groupBy(clocks, ({ kind }) => kind)).flatMap((same = []) => {
    const dueAt = Math.max(...same.map((one) => one.dueAt))
    return same.filter((one) => one.dueAt === dueAt).slice(0, 1)
  })
  const timers = latest
    .filter(({ kind }) => CLOCK_NAMES[kind] !== undefined)
    .map(({ kind, dueAt: latestAt }) => {
      // The next update is what was promised: a raise can bring it forward.
      const dueAt = kind === 'update' ? (updateDueAt(incident, runbook) ?? latestAt) : latestAt
      return clock(CLOCK_NAMES[kind] ?? kind, { dueAt, doneAt: null }, now)
    })
  if (incident.dismissedAt !== undefined || incident.mergedInto !== undefined) return []
  return isOpen(incident) ? [...owed, ...peopleClocks(incident, runbook, now), ...timers] : owed
}

function peopleClocks(incident: Incident, runbook: Runbook, now: Instant): Clock[] {
  const rung = nextRung(incident, runbook)
  const findingsAt = findingsDueAt(incident, runbook)
  const raiseAt = raiseDueAt(incident, runbook)
  const worse = WORSE[incident.severity]
  return [
    ...(raiseAt === null ? [] : [clock(`Counts as ${worse}`, { dueAt: raiseAt, doneAt: null }, now)]),
    ...(rung === null ? [] : [clock(`Calls ${rung.roles.join(', ')}`, { dueAt: rung.dueAt, doneAt: null }, now)]),
    ...(findingsAt === null ? [] : [clock('Next findings written down', { dueAt: findingsAt, doneAt: null }, now)]),
  ]
}

type Due = Pick<Clock, 'dueAt' | 'doneAt'>

function clock(name: string, { dueAt, doneAt }: Due, now: Instant): Clock {
  return { name, dueAt, doneAt, isOverdue: (doneAt ?? now) > dueAt }
}
