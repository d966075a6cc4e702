// The incident: what its events add up to. Replaying the events gives exactly this; nothing else may change it.

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
import { type PublicMoment, publish, type Told, toldAfter } from './public-moment.ts'
import type { Scope } from './severity.ts'

export type Phase = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'closed'

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
  native: string | null
  scope: Scope
  reasons: string[]
  outageStartedAt: Instant
  detectedAt: Instant
  signals: Record<string, Signal & { isFailing: boolean; changedAt: Instant }>
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

/** Keys come from outside: `constructor` is a key like any other. */
export function signalOf({ signals }: Incident, key: string): Incident['signals'][string] | undefined {
  return Object.hasOwn(signals, key) ? signals[key] : undefined
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
    signals: { [event.signal.key]: { ...event.signal, isFailing: true, changedAt: event.at } },
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
      return failing(before, event.signal, event.at)
    case 'signal_recovered':
      return recovered(before, event.key, event.at)
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
    case 'mitigated':
      return { mitigatedAt: event.at, phase: before.phase === 'investigating' ? 'identified' : before.phase }
    case 'watch_started':
      return { phase: 'monitoring', watchUntil: event.until }
    case 'failed_again':
      return { phase: 'investigating', mitigatedAt: null, watchUntil: null, withheld: null }
    case 'resolved':
      return { phase: 'resolved', resolvedAt: event.at, watchUntil: null }
    case 'reopened':
      return { ...REOPENED, told: { ...before.told, wasResolutionSent: false } }
    case 'closed':
      return { phase: 'closed', closedAt: event.at }
    case 'dismissed':
      return { ...DISMISSED, resolvedAt: event.at, closedAt: event.at, dismissedAt: event.at }
    case 'postmortem_scheduled':
    case 'postmortem_written':
    case 'action_added':
    case 'action_done':
      return { postmortem: postmortemAfter(before.postmortem ?? NO_POSTMORTEM, event) }
    case 'notice_written':
      return { withheld: null, told: toldAfter(before, event) }
    case 'message_settled':
      return event.outcome === 'done' && event.what !== 'call' ? { withheld: null } : {}
    case 'notice_withheld':
    case 'notice_held':
      return { withheld: event.reason }
    default:
      return event.kind.startsWith('rollback_') ? { rollback: rollbackAfter(before, event) } : {}
  }
}

const DISMISSED = { phase: 'closed', watchUntil: null, withheld: null } as const

const REOPENED = {
  phase: 'investigating',
  acknowledged: null,
  assessedAt: null,
  resolvedAt: null,
  mitigatedAt: null,
  watchUntil: null,
  withheld: null,
} as const

function classified({ severity, native, scope, reasons, setBy }: IncidentEvent & { kind: 'classified' }) {
  return { severity, native, scope, reasons, ...(setBy !== undefined && { severitySetBy: setBy }) }
}

function failing(before: Incident, signal: Signal, at: Instant): Partial<Incident> {
  return {
    signals: { ...before.signals, [signal.key]: { ...signal, isFailing: true, changedAt: at } },
    outageStartedAt: Math.min(before.outageStartedAt, signal.startedAt),
  }
}

function recovered(before: Incident, key: string, at: Instant): Partial<Incident> {
  const signal = signalOf(before, key)
  if (signal === undefined) return {}
  return { signals: { ...before.signals, [key]: { ...signal, isFailing: false, changedAt: at } } }
}
