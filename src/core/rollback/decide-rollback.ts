// What becomes of a rollback: the gate's report goes in with the command, so nothing is decided here without its evidence.

import type { Command } from '../incident/command.ts'
import { failingSignals, type Incident, isOpen, keyOf } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { err, ok, type Result } from '../result.ts'
import type { RollbackPolicy } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { GateReport } from './gate-report.ts'
import type { RollbackState } from './rollback.ts'

/** After these a rollback may be considered anew; every other state means one is under way or has been tried. */
const REPEATABLE: readonly RollbackState[] = ['stopped']

export function actOnGate(
  incident: Incident,
  command: Command & { kind: 'consider' | 'approve' },
): Result<EventBody[]> {
  return command.kind === 'consider' ? ok(consider(incident, command)) : approve(incident, command.report)
}

/** Evaluated again and again while it fails; only an answer that differs is worth an event. */
function consider(incident: Incident, { report, suspicion, cause }: Command & { kind: 'consider' }): EventBody[] {
  const events: EventBody[] = isSameReport(incident.gate, report) ? [] : [{ kind: 'gate_evaluated', report, cause }]
  if ((suspicion.deploy?.id ?? null) !== (incident.suspect?.id ?? null)) {
    events.unshift({ kind: 'deploy_suspected', deploy: suspicion.deploy, reason: suspicion.reason })
  }
  const waiting = incident.rollback?.state === 'suggested' ? incident.rollback.id : null
  const isFree = incident.rollback === null || REPEATABLE.includes(incident.rollback.state)
  const mayAct = waiting !== null && report.mode === 'auto'
  if (!(isFree || mayAct) || report.verdict !== 'pass' || report.target === null || report.mode === 'off') return events
  const rollback = waiting ?? `rb-${keyOf(incident)}-${incident.seq + events.length + 1}`
  if (report.mode === 'auto') return [...events, order(rollback, report)]
  return [...events, { kind: 'rollback_suggested', rollback, target: report.target }]
}

function approve(incident: Incident, report: GateReport | null): Result<EventBody[]> {
  const { rollback } = incident
  if (rollback?.state !== 'suggested') return err('no rollback waits for an approval')
  if (!isOpen(incident) || failingSignals(incident).length === 0)
    return err('nothing fails any more, so nothing is taken back')
  if (report === null) return err('the service has no rollback policy any more')
  const events: EventBody[] = [
    { kind: 'rollback_approved', rollback: rollback.id },
    { kind: 'gate_evaluated', report, cause: 'approved by a person, so evaluated again' },
  ]
  if (report.verdict === 'pass' && report.target !== null) return ok([...events, order(rollback.id, report)])
  return ok([...events, { kind: 'rollback_stopped', rollback: rollback.id, reason: objections(report) }])
}

function order(rollback: string, report: GateReport): EventBody {
  const target = report.target ?? { deploy: '', sha: '', version: null }
  return { kind: 'rollback_ordered', rollback, service: report.service, from: report.suspect?.sha ?? '', target }
}

export type RollbackCommand = (Command & { kind: 'answer' | 'stop' }) | Prove

/** `policy`: null when the rollback has left the runbook, so that no window is asked for any more. */
type Prove = { kind: 'prove'; doubt: string | null; policy: RollbackPolicy | null; now: Instant }

export function actOnRollback(incident: Incident, command: RollbackCommand): EventBody[] {
  const { rollback } = incident
  if (rollback === null) return []
  if (command.kind === 'prove') return prove(incident, command)
  const isAwaited = rollback.state === 'ordered' || rollback.state === 'unknown'
  if (rollback.id !== command.rollback || !isAwaited) return []
  if (command.kind === 'answer') {
    const { outcome, reason } = command
    if (rollback.state === 'unknown' && outcome === 'unknown') return []
    return [{ kind: 'rollback_answered', rollback: rollback.id, outcome, reason }]
  }
  return [
    { kind: 'gate_evaluated', report: command.report, cause: 'right before the order would have left' },
    { kind: 'rollback_stopped', rollback: rollback.id, reason: command.reason },
  ]
}

/** Works now is not enough: it has to have worked for the whole window. Until then it is asked again. */
function prove(incident: Incident, { doubt, policy, now }: Prove): EventBody[] {
  const { rollback } = incident
  if (rollback?.state !== 'changed') return []
  const failing = failingSignals(incident)
  const settledAt = (rollback.changedAt ?? now) + (policy?.settleMs ?? 0)
  const worksSince = Math.max(settledAt, ...Object.values(incident.signals).map((signal) => signal.changedAt))
  if (failing.length === 0 && now < worksSince + (policy?.stableMs ?? 0)) return []
  const against = failing.length > 0 ? failing.map((signal) => signal.summary).join('; ') : doubt
  if (against === null) return [{ kind: 'rollback_proven', rollback: rollback.id, sha: rollback.from }]
  return [{ kind: 'rollback_disproven', rollback: rollback.id, reason: against }]
}

export function objections(report: GateReport): string {
  const against = report.steps.filter((step) => step.answer !== 'pass')
  return against.map((step) => step.reason).join('; ') || 'there is no target'
}

function isSameReport(before: GateReport | null, after: GateReport): boolean {
  return before !== null && fingerprint(before) === fingerprint(after)
}

/** Answers, not wording: a reason that counts minutes must not make an event a minute. */
function fingerprint({ mode, service, suspect, target, steps }: GateReport): string {
  return [
    mode,
    service,
    suspect?.deploy,
    target?.deploy,
    ...steps.map(({ step, answer }) => `${step}:${answer}`),
  ].join()
}
