// The instants at which something is owed. A timer says only that its instant has come; whether anything is still owed then
// is asked of the incident.

import { fixDueAt } from '../insight/fix.ts'
import { easedUntil, raiseDueAt } from '../insight/severity-over-time.ts'
import { reasonToCallAgain } from '../people/call-again.ts'
import { findingsDueAt, nextRung } from '../people/escalation.ts'
import { downSinceOf } from '../rollback/gate-steps.ts'
import { updateDueAt } from './communicate.ts'
import { clockStart, failingSignals } from './incident.ts'
import { type Filter, timer } from './response.ts'

/** A call that nobody answers is followed by another. */
export const awaitAnswer: Filter = ({ event, incident, runbook }) => {
  const isCall = event.kind === 'responders_called' || event.kind === 'escalated' || reasonToCallAgain(event) !== null
  const waitMs = runbook.escalation.acknowledgeMs[incident.severity]
  if (!isCall || waitMs === null || incident.called.length === 0 || incident.acknowledged !== null) return []
  return [timer(incident, 'unanswered', event.at + waitMs)]
}

export const awaitRung: Filter = ({ event, incident, runbook }) => {
  const isReason = event.by.kind !== 'rule' || STEPS.includes(event.kind)
  const next = isReason ? nextRung(incident, runbook) : null
  return next === null ? [] : [timer(incident, 'escalate', Math.max(event.at, next.dueAt))]
}

/** What people owe a live incident: that somebody takes it, what they find, and that tenants hear of it. */
export const awaitPeople: Filter = ({ event, incident, runbook }) => {
  const isNew = event.kind === 'classified' || event.kind === 'reopened' || event.kind === 'failed_again'
  const respondMs = runbook.severity.respondMs[incident.severity]
  const { firstMs } = runbook.communication.timing[incident.severity]
  const due = (ms: number) => Math.max(event.at, clockStart(incident) + ms)
  const answer = isNew && respondMs !== null && incident.acknowledged === null
  const notice = isNew && firstMs !== null
  const isFinding = isNew || event.kind === 'missed' || event.by.kind !== 'rule'
  const findingsAt = isFinding ? findingsDueAt(incident, runbook) : null
  return [
    ...(answer ? [timer(incident, 'respond', due(respondMs))] : []),
    ...(notice ? [timer(incident, 'promise', due(firstMs))] : []),
    ...(findingsAt === null ? [] : [timer(incident, 'findings', Math.max(event.at, findingsAt))]),
  ]
}

export const holdFirstNotice: Filter = ({ event, incident, runbook }) => {
  const isReason = event.kind === 'classified' || event.kind === 'failed_again' || event.kind === 'reopened'
  const { firstMs } = runbook.communication.timing[incident.severity]
  if (!isReason || firstMs === null || incident.told.firstAt !== null) return []
  const latest = incident.detectedAt + firstMs
  const dueAt = Math.max(event.at, Math.min(event.at + runbook.communication.holdMs, latest))
  return [timer(incident, 'first-notice', dueAt)]
}

/** A higher severity promises sooner; who was told that it is over is told when it is not. */
export const promiseNextUpdate: Filter = ({ event, incident, runbook }) => {
  const isNews = event.kind === 'notice_written' && event.notice !== 'resolution'
  const isReason = isNews || NEWS.includes(event.kind)
  const dueAt = updateDueAt(incident, runbook)
  if (!isReason || dueAt === null) return []
  const earliest = event.kind === 'reopened' ? event.at + runbook.communication.holdMs : event.at
  return [timer(incident, 'update', Math.max(earliest, dueAt))]
}

export const awaitTrigger: Filter = ({ event, incident, runbook }) => {
  if (event.kind !== 'gate_evaluated') return []
  const policy = runbook.services[event.report.service]?.rollback
  const isWaiting = event.report.steps.some((step) => step.step === 'trigger' && step.answer === 'wait')
  if (!policy || !isWaiting) return []
  const dueAt = (downSinceOf(failingSignals(incident)) ?? event.at) + policy.downForMs
  return dueAt <= event.at ? [] : [timer(incident, 'trigger', dueAt)]
}

/** Asked when the window is over; and anew whenever what failed works again inside it. */
export const proveRollback: Filter = ({ event, incident, runbook }) => {
  const { rollback } = incident
  const policy = runbook.services[rollback?.service ?? '']?.rollback
  if (rollback?.state !== 'changed' || !policy) return []
  if (event.kind === 'watch_started') return [timer(incident, 'proof', event.at + policy.stableMs)]
  if (event.kind !== 'rollback_answered') return []
  return [timer(incident, 'proof', event.at + policy.settleMs + policy.stableMs)]
}

/** What lasts is raised; a mitigation that did not last has not stopped the clock. */
export const awaitSustained: Filter = ({ event, incident, runbook }) => {
  const isReason = event.kind === 'classified' || event.kind === 'failed_again' || event.kind === 'reopened'
  const dueAt = isReason ? raiseDueAt(incident, runbook) : null
  return dueAt === null ? [] : [timer(incident, 'sustained', Math.max(event.at, dueAt))]
}

export const awaitEased: Filter = ({ event, incident, runbook }) => {
  const dueAt = event.kind === 'severity_eased' ? easedUntil(incident, runbook) : null
  return dueAt === null ? [] : [timer(incident, 'eased', dueAt)]
}

export const watchFix: Filter = ({ event, incident }) =>
  event.kind === 'fix_suspected' ? [timer(incident, 'fix', Math.max(event.at, fixDueAt(event.deploy)))] : []

export const watchRecovery: Filter = ({ event, incident }) =>
  event.kind === 'watch_started' ? [timer(incident, 'watch', event.until)] : []

/** What makes another rung the next one. */
const STEPS: readonly string[] = ['classified', 'escalated', 'failed_again', 'reopened']

/** What can bring the next update forward. */
const NEWS: readonly string[] = ['classified', 'failed_again', 'reopened', 'watch_started', 'absorbed', 'rescoped']
