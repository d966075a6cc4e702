// Incidents as programs read them: instants in ISO form, names as in the docs, the timeline as a story.

import type { Incident } from '../../core/incident/incident.ts'
import type { IncidentEvent } from '../../core/incident/incident-event.ts'
import { insightOf } from '../../core/insight/insight.ts'
import { checklistOf } from '../../core/secrets/leak.ts'
import { type Instant, iso } from '../../core/time.ts'
import { isMessage, lastAssessment } from '../../core/view/respond-view.ts'
import { tell } from '../../core/view/story/story.ts'
import type { DueClock } from '../../store/incidents.ts'
import type { OutboxLine } from '../../store/outbox.ts'

export function incidentDocument(incident: Incident) {
  const { ref, title, phase, severity, native, reasons, service, scope, suspect, gate, rollback, told } = incident
  const insight = insightOf(incident)
  return {
    ref,
    title,
    phase,
    severity,
    severitySetBy: incident.severitySetBy ?? null,
    native,
    reasons,
    service,
    scope,
    outageStartedAt: iso(incident.outageStartedAt),
    detectedAt: iso(incident.detectedAt),
    acknowledgedAt: optional(incident.acknowledged?.at),
    acknowledgedBy: incident.acknowledged?.by.name ?? null,
    mitigatedAt: optional(incident.mitigatedAt),
    watchUntil: optional(incident.watchUntil),
    resolvedAt: optional(incident.resolvedAt),
    closedAt: optional(incident.closedAt),
    dismissedAt: optional(incident.dismissedAt),
    mergedInto: incident.mergedInto ?? null,
    signals: Object.values(incident.signals).map(({ startedAt, changedAt, ...signal }) => ({
      ...signal,
      startedAt: iso(startedAt),
      changedAt: iso(changedAt),
    })),
    checklist: checklistOf(incident).map(({ done, ...item }) => ({
      ...item,
      done: done && { ...done, at: iso(done.at) },
    })),
    cause: insight.cause,
    recursFrom: insight.recursFrom,
    candidateFix: insight.fix,
    severityByRules: insight.eased?.severity ?? null,
    suspect,
    gate,
    rollback,
    told: { tenants: told.tenants, firstAt: optional(told.firstAt), lastAt: optional(told.lastAt) },
  }
}

export type Story = {
  incident: Incident
  events: readonly IncidentEvent[]
  clocks: readonly DueClock[]
  messages: readonly OutboxLine[]
}

export function storyDocument({ incident, events, clocks, messages }: Story) {
  const assessed = lastAssessment(events)
  return {
    incident: incidentDocument(incident),
    timeline: events.map((event) => ({ ...tell(event), at: iso(event.at), kind: event.kind })),
    assessment: assessed && { at: iso(assessed.at), answers: assessed.answers },
    clocks: clocks.map(({ kind, dueAt }) => ({ kind, dueAt: iso(dueAt) })),
    messages: messages.filter(isMessage).map((line) => ({
      key: line.key,
      what: line.what,
      recipients: line.recipients,
      state: line.state,
      attempts: line.attempts,
      owedAt: iso(line.owedAt),
      settledAt: optional(line.settledAt),
      reason: line.reason,
    })),
  }
}

function optional(at: Instant | null | undefined): string | null {
  return at === null || at === undefined ? null : iso(at)
}
