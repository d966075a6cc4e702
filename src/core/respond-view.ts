// What a responder sees of an incident: the state, why it is so, what is owed, and which buttons make sense now.

import { failingSignals, type Incident, isOpen } from './incident.ts'
import type { IncidentEvent } from './incident-event.ts'
import type { Clock, RespondView } from './page-view.ts'
import type { Hold, Runbook } from './runbook.ts'
import { tell } from './story.ts'
import type { Instant } from './time.ts'

export type RespondFacts = {
  incident: Incident
  events: readonly IncidentEvent[]
  clocks: readonly { kind: string; dueAt: Instant }[]
  outbox: readonly { what: string; recipients: string[]; owedAt: Instant; state: string; reason: string | null }[]
  holds: readonly Hold[]
  responder: string
}

const CLOCK_NAMES: Readonly<Record<string, string>> = {
  'first-notice': 'First notice to tenants',
  update: 'Next update to tenants',
  watch: 'Watch ends',
  proof: 'Rollback proven',
  trigger: 'Rollback trigger met',
}

export function respondView(facts: RespondFacts, runbook: Runbook, now: Instant): RespondView {
  const { incident, holds, outbox } = facts
  const { gate, rollback, acknowledged, suspect } = incident
  const isWaiting = rollback?.state === 'suggested'
  return {
    organisation: runbook.organisation.name,
    now,
    responder: runbook.responders[facts.responder]?.name ?? facts.responder,
    ref: incident.ref,
    title: incident.title,
    phase: incident.phase,
    severity: incident.severity,
    native: incident.native,
    reasons: incident.reasons,
    outageStartedAt: incident.outageStartedAt,
    detectedAt: incident.detectedAt,
    acknowledged: acknowledged === null ? null : { at: acknowledged.at, by: acknowledged.by.name },
    signals: Object.values(incident.signals).map(({ summary, source, isFailing, startedAt }) => ({
      summary,
      source,
      isFailing,
      since: startedAt,
    })),
    suspect,
    gate: gate === null ? null : { ...gate, target: gate.target?.version ?? gate.target?.sha ?? null },
    approvable: isWaiting ? (rollback.target.version ?? rollback.target.sha) : null,
    rollback: rollback === null ? null : `${rollback.state}: ${rollback.reason}`,
    clocks: clocksOf(facts, runbook, now),
    told: outbox.map((line) => ({
      at: line.owedAt,
      what: line.what,
      whom: line.recipients.join(', '),
      outcome: outcomeOf(line),
    })),
    holds: [...holds],
    links: [...(runbook.services[incident.service]?.links ?? [])],
    actions: actionsOf(incident, holds),
    timeline: facts.events.map(tell),
  }
}

function outcomeOf({ state, reason }: RespondFacts['outbox'][number]): string {
  if (state === 'owed') return reason === null ? 'waits to be sent' : `waits: ${reason}`
  return reason === null ? state : `${state}: ${reason}`
}

function clocksOf({ incident, clocks }: RespondFacts, runbook: Runbook, now: Instant): Clock[] {
  const { detectedAt, severity, acknowledged, mitigatedAt } = incident
  const respondMs = runbook.severity.respondMs[severity]
  const owed: Clock[] =
    respondMs === null
      ? []
      : [
          clock('Acknowledge', detectedAt + respondMs, acknowledged?.at ?? null, now),
          clock('Mitigate', detectedAt + respondMs, mitigatedAt, now),
        ]
  const timers = clocks.map(({ kind, dueAt }) => clock(CLOCK_NAMES[kind] ?? kind, dueAt, null, now))
  return isOpen(incident) ? [...owed, ...timers] : owed
}

function clock(name: string, dueAt: Instant, doneAt: Instant | null, now: Instant): Clock {
  return { name, dueAt, doneAt, isOverdue: (doneAt ?? now) > dueAt }
}

function actionsOf(incident: Incident, holds: readonly Hold[]): RespondView['actions'] {
  const actions: RespondView['actions'] = ['note']
  const open = isOpen(incident)
  if (open && incident.acknowledged === null) actions.unshift('acknowledge')
  if (open && incident.rollback?.state === 'suggested') actions.push('approve')
  if (open && incident.mitigatedAt === null) actions.push('mitigate')
  if (open && failingSignals(incident).length === 0) actions.push('resolve')
  if (incident.phase === 'resolved') actions.push('close')
  if (open) actions.push('hold-rollbacks', 'hold-mail')
  if (holds.length > 0) actions.push('release')
  return actions
}
