// The incident: what its events add up to. Replaying the events gives exactly this; nothing else may change it.

import { type ByHand, changedBy, NOTHING_BY_HAND, saidTogether } from '../by-hand/scope.ts'
import { type Insight, insightAfter, insightOf } from '../insight/insight.ts'
import { type Attention, attend, NO_ATTENTION } from '../people/attention.ts'
import { NO_POSTMORTEM, type Postmortem, postmortemAfter } from '../people/postmortem.ts'
import type { SuspectDeploy } from '../rollback/deploy.ts'
import type { GateReport } from '../rollback/gate-report.ts'
import { type Rollback, rollbackAfter } from '../rollback/rollback.ts'
import type { Severity } from '../runbook.ts'
import { type Checklist, checklistAfter } from '../secrets/checklist.ts'
import type { Instant } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import type { Actor, IncidentEvent } from './incident-event.ts'
import { type Phase, phaseAfter } from './parts/phase.ts'
import { type PublicMoment, publish } from './parts/public-moment.ts'
import { failing, recovered, type Signals, signalIn, signalsTogether } from './parts/signals.ts'
import { type Told, toldAfter, toldTogether } from './parts/told.ts'
import type { Scope } from './severity.ts'

export type Incident = {
  ref: string
  /** Sequence number of the last event; the next one takes seq + 1. */
  seq: number
  phase: Phase
  service: string
  title: string
  severity: Severity
  /** The person who set it; missing while the rules do. */
  severitySetBy?: string
  severitySetAt?: Instant
  native: string | null
  scope: Scope
  reasons: string[]
  outageStartedAt: Instant
  detectedAt: Instant
  signals: Signals
  /** Responders who have been called, in order. */
  called: string[]
  acknowledged: { at: Instant; by: Actor } | null
  /** Missing in those that were stored before it was kept. */
  attention?: Attention
  insight?: Insight
  postmortem?: Postmortem
  checklist?: Checklist
  /** Since it was opened, or reopened, for the last time; missing or null: not yet. */
  assessedAt?: Instant | null
  mitigatedAt: Instant | null
  watchUntil: Instant | null
  resolvedAt: Instant | null
  closedAt: Instant | null
  /** Only of what was a false alarm. */
  dismissedAt?: Instant
  /** Only of what is a part of another: what failed in it goes on there. */
  mergedInto?: string
  /** Who resolved, closed, dismissed or merged it, whichever came last. */
  endedBy?: string
  /** What a person said of whom it hurts; missing while nobody did. */
  byHand?: ByHand
  suspect: SuspectDeploy | null
  gate: GateReport | null
  rollback: Rollback | null
  told: Told
  /** Why the first notice is being kept back, while it is. */
  withheld: string | null
  /** What the public page tells, oldest first. */
  updates: PublicMoment[]
}

/** Total: an event that does not fit leaves the incident as it was, so that no stored history can break the reader. */
export function evolve(before: Incident | null, event: IncidentEvent): Incident | null {
  if (event.kind === 'opened') return before ?? open(event)
  if (before === null) return null
  return {
    ...before,
    ...change(before, event),
    attention: attend(attentionOf(before), event),
    ...checklistAfter(before.checklist, event),
    insight: insightAfter(insightOf(before), event),
    updates: publish(before.updates, event),
    seq: before.seq + 1,
  }
}

export function replay(events: readonly IncidentEvent[]): Incident | null {
  return events.reduce<Incident | null>(evolve, null)
}

export function refOf(number: number): string {
  return `INC-${number}`
}

/** Unique beyond this database: an installation that starts over must not meet keys that a vendor still remembers. */
export function keyOf(incident: Incident): string {
  return `${incident.ref}-${incident.detectedAt.toString(36)}`
}

export function attentionOf({ attention }: Incident): Attention {
  return attention ?? NO_ATTENTION
}

/** From when its clocks run. */
export function clockStart(incident: Incident): Instant {
  return attentionOf(incident).since ?? incident.detectedAt
}

export function failingSignals(incident: Incident): Signal[] {
  return Object.values(incident.signals).filter((signal) => signal.isFailing)
}

export function signalOf({ signals }: Incident, key: string): Signals[string] | undefined {
  return signalIn(signals, key)
}

/** When what fails now began to fail; an outage that was over in between does not count. */
export function troubleSince(incident: Incident): Instant {
  const began = failingSignals(incident).map((signal) => signal.startedAt)
  return began.length === 0 ? incident.outageStartedAt : Math.min(...began)
}

/** Answers that come twice are kept once. */
export function isAssessed({ assessedAt }: Incident): boolean {
  return typeof assessedAt === 'number'
}

export function isOpen(incident: Incident): boolean {
  return incident.phase !== 'resolved' && incident.phase !== 'closed'
}

function open(event: IncidentEvent & { kind: 'opened' }): Incident {
  return {
    ref: refOf(event.number),
    seq: 1,
    phase: 'investigating',
    service: event.service,
    title: event.title,
    severity: 'P4',
    native: null,
    scope: { tenants: 'unknown', ids: [], isCore: null, impact: event.signal.impact },
    reasons: [],
    outageStartedAt: event.outageStartedAt,
    detectedAt: event.at,
    signals: failing({}, event.signal, event.at),
    called: [],
    insight: insightAfter(undefined, event),
    acknowledged: null,
    mitigatedAt: null,
    watchUntil: null,
    resolvedAt: null,
    closedAt: null,
    suspect: null,
    gate: null,
    rollback: null,
    told: { tenants: [], notices: 0, firstAt: null, lastAt: null, wasResolutionSent: false },
    withheld: null,
    updates: [{ at: event.at, kind: 'opened' }],
  }
}

function change(before: Incident, event: IncidentEvent): Partial<Incident> {
  switch (event.kind) {
    case 'signal_joined':
    case 'signal_returned':
      return failed(before, event)
    case 'signal_recovered':
      return { signals: recovered(before.signals, event.key, event.at) }
    case 'classified':
      return classified(event)
    case 'deploy_suspected':
      return { suspect: event.deploy }
    case 'responders_called':
    case 'escalated':
      return { called: [...new Set([...before.called, ...event.responders.map((responder) => responder.id)])] }
    case 'assessed':
      return { assessedAt: event.at }
    case 'acknowledged':
      return { acknowledged: { at: event.at, by: event.by } }
    case 'gate_evaluated':
      return { gate: event.report }
    case 'reopened':
      return { ...phaseAfter(before.phase, event), told: { ...before.told, wasResolutionSent: false } }
    case 'mitigated':
    case 'watch_started':
    case 'failed_again':
    case 'resolved':
    case 'closed':
    case 'dismissed':
    case 'merged':
      return phaseAfter(before.phase, event)
    case 'absorbed':
      return absorbed(before, event)
    case 'rescoped':
      return rescoped(before, event)
    case 'postmortem_scheduled':
    case 'postmortem_written':
    case 'action_added':
    case 'action_done':
      return { postmortem: postmortemAfter(before.postmortem ?? NO_POSTMORTEM, event) }
    case 'notice_written':
      return { withheld: null, told: toldAfter(before.told, event, before.severity) }
    case 'message_settled':
      return event.outcome === 'done' && event.what !== 'call' ? { withheld: null } : {}
    case 'notice_withheld':
    case 'notice_held':
      return { withheld: event.reason }
    default:
      return event.kind.startsWith('rollback_') ? { rollback: rollbackAfter(before, event) } : {}
  }
}

function classified({ severity, native, scope, reasons, setBy, at }: IncidentEvent & { kind: 'classified' }) {
  return { severity, native, scope, reasons, ...(setBy !== undefined && { severitySetBy: setBy, severitySetAt: at }) }
}

function failed(before: Incident, { signal, at }: { signal: Signal; at: Instant }): Partial<Incident> {
  return {
    signals: failing(before.signals, signal, at),
    outageStartedAt: Math.min(before.outageStartedAt, signal.startedAt),
  }
}

function absorbed(before: Incident, event: IncidentEvent & { kind: 'absorbed' }): Partial<Incident> {
  const { service, outageStartedAt, told, at, byHand = NOTHING_BY_HAND } = event
  return {
    signals: signalsTogether(before.signals, event.signals, at),
    outageStartedAt: Math.min(before.outageStartedAt, outageStartedAt),
    told: toldTogether(before.told, told),
    withheld: told.firstAt === null ? before.withheld : null,
    byHand: saidTogether(before.byHand ?? NOTHING_BY_HAND, { service, byHand }, before.scope.ids),
  }
}

function rescoped({ byHand = NOTHING_BY_HAND }: Incident, event: IncidentEvent & { kind: 'rescoped' }) {
  const { services, tenants } = byHand
  return {
    byHand: {
      ...byHand,
      services: changedBy(services, event.services),
      tenants: changedBy(tenants, event.tenants),
    },
  }
}
