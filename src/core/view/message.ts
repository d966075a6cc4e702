// What a message says, out of what is known. Nothing is invented: an unknown fact stays null.

import { attentionOf, failingSignals, type Incident } from '../incident/incident.ts'
import type { NoticeKind } from '../incident/incident-event.ts'
import type { Responder, Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import { guidanceFor } from './guidance.ts'
import { causeWords, type Past, pastWords } from './insight-view.ts'
import type { CallNotice, TenantNotice } from './notice.ts'

export type NoticeContext = { runbook: Runbook; now: Instant; tenant: string; statusUrl: string }

export function tenantNotice(kind: NoticeKind, incident: Incident, context: NoticeContext): TenantNotice {
  const { runbook, now, tenant, statusUrl } = context
  const { name, team, contact } = runbook.organisation
  const { updateMs } = runbook.communication.timing[incident.severity]
  const impact: TenantNotice['impact'] = incident.scope.impact === 'outage' ? 'outage' : 'degradation'
  const common = {
    organisation: name,
    team,
    contact,
    tenant,
    statusUrl,
    what: publicName(incident, runbook),
    impact,
    startedAt: incident.outageStartedAt,
    nextInMs: kind === 'resolution' ? null : updateMs,
  }
  if (kind === 'first') return { ...common, kind }
  if (kind === 'update') {
    const isWatched = incident.phase === 'monitoring' && incident.watchUntil !== null
    const watchMs = isWatched ? (incident.watchUntil ?? now) - now : null
    const state = isWatched ? 'monitoring' : incident.phase === 'identified' ? 'identified' : 'investigating'
    return { ...common, kind, state, done: doneSoFar(incident), watchMs, nextInMs: watchMs ?? updateMs }
  }
  const needsPostmortem = incident.severity === 'P1' || incident.severity === 'P2'
  return {
    ...common,
    kind,
    resolvedAt: incident.mitigatedAt ?? now,
    cause: causeOf(incident),
    durationMs: (incident.mitigatedAt ?? now) - incident.outageStartedAt,
    prevention: null,
    postmortemDays: needsPostmortem ? runbook.communication.postmortemDays : null,
    isFalseAlarm: incident.dismissedAt !== undefined,
  }
}

/** A change that was taken back and proved to have been it is the one cause that can be known without a person. */
function causeOf(incident: Incident): string | null {
  return incident.rollback?.state === 'proven'
    ? 'A change that we had just released caused it; we have taken it back.'
    : null
}

function doneSoFar(incident: Incident): string[] {
  const done: string[] = []
  const state = incident.rollback?.state
  if (state === 'changed' || state === 'proven')
    done.push('We have gone back to the last version that is known to work.')
  if (state === 'ordered') done.push('We are going back to the last version that is known to work.')
  if (incident.acknowledged !== null) done.push('An engineer is working on it.')
  return done
}

function publicName(incident: Incident, runbook: Runbook): string {
  const first = failingSignals(incident)[0] ?? Object.values(incident.signals)[0]
  const service = runbook.services[incident.service]
  const feature = first?.feature ? service?.features[first.feature] : undefined
  return feature ? `${service?.title}: ${feature.title}` : (service?.title ?? incident.service)
}

export type CallContext = {
  runbook: Runbook
  now: Instant
  responder: Responder
  why: string
  reason: string
  /** What it comes back from; left out: nothing that is known. */
  before?: Past | null
  links: { respondUrl: string; acknowledgeUrl: string; approveUrl: string | null }
}

export function callNotice(incident: Incident, context: CallContext): CallNotice {
  const { runbook, now, responder, why, reason, before = null, links } = context
  const { gate, suspect } = incident
  const { best, contacts } = guidanceFor(incident, runbook, now)
  const held = gate?.modeBecause === undefined ? [] : [gate.modeBecause]
  const against = gate?.steps.filter((step) => step.answer !== 'pass').map((step) => step.reason) ?? []
  return {
    organisation: runbook.organisation.name,
    responder: responder.name,
    ref: incident.ref,
    title: incident.title,
    severity: incident.severity,
    native: incident.native,
    reasons: incident.reasons,
    why: `${why}. ${reason.charAt(0).toUpperCase()}${reason.slice(1)}`,
    detectedAt: incident.detectedAt,
    outageStartedAt: incident.outageStartedAt,
    summary: failingSignals(incident)
      .map((signal) => signal.summary)
      .join('; '),
    cause: causeWords(incident, runbook),
    before: before && `${before.ref}, ${pastWords(before, now)}`,
    suspect: suspect === null ? null : { ...suspect },
    gate: gate === null ? null : { verdict: gate.verdict, reasons: [...held, ...against] },
    restore: gate?.steps.some((step) => step.step === 'migration' && step.answer === 'stop') ? gate.restore : [],
    tried: attentionOf(incident).tried,
    hypothesis: attentionOf(incident).hypothesis,
    link: best,
    contacts,
    ...links,
  }
}
