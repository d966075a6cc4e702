// How bad an incident is as time goes by: what lasts is raised, and what has become less bad can be lowered. A person's word
// stands above both.

import { overdue } from '../incident/communicate.ts'
import type { Policy } from '../incident/decision.ts'
import { failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { askAgain } from '../incident/reclassify.ts'
import { type Classification, WORSE } from '../incident/severity.ts'
import type { Runbook } from '../runbook.ts'
import { type Instant, MINUTE, spoken } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import { insightOf } from './insight.ts'

/** So long it has to have been less bad before it is lowered. */
const EASED_MS = 10 * MINUTE

/** null: it is not raised for lasting. */
export function raiseDueAt(incident: Incident, { severity }: Runbook): Instant | null {
  const afterMs = severity.raiseAfterMs[incident.severity]
  const since = insightOf(incident).severitySince
  const isOurs = incident.severitySetBy === undefined && incident.mitigatedAt === null && isOpen(incident)
  return isOurs && afterMs !== undefined && since !== null ? since + afterMs : null
}

export function raiseForLasting(incident: Incident, policy: Policy): EventBody[] {
  const { runbook, now } = policy
  const dueAt = raiseDueAt(incident, runbook)
  const { severity: from, scope } = incident
  const severity = WORSE[from]
  if (dueAt === null || now < dueAt || severity === from) return []
  const lasted = spoken(runbook.severity.raiseAfterMs[from] ?? 0)
  const why = `raised from ${from} to ${severity}, because nothing has mitigated it for ${lasted}`
  const native = runbook.severity.native[severity] ?? null
  const reasons = [why, ...incident.reasons]
  const classified: EventBody = { kind: 'classified', from, severity, native, scope, reasons, isSustained: true }
  return [classified, ...overdue({ ...incident, severity }, policy)]
}

/** Asked when a signal has come or gone; `failing` are those that fail now. */
export function weigh(incident: Incident, failing: readonly Signal[], policy: Policy): EventBody[] {
  if (failing.length === 0 || !isOpen(incident)) return []
  const next = milder(incident, failing, policy)
  const severity = next?.severity ?? null
  if (severity === (insightOf(incident).eased?.severity ?? null)) return []
  return [{ kind: 'severity_eased', severity, reasons: next?.reasons ?? [] }]
}

export function easedUntil(incident: Incident, { severity }: Runbook): Instant | null {
  const { eased } = insightOf(incident)
  return eased === null || severity.lower !== 'auto' ? null : eased.since + EASED_MS
}

export function lowerWhatEased(incident: Incident, policy: Policy): EventBody[] {
  const { runbook, now } = policy
  const dueAt = easedUntil(incident, runbook)
  const failing = failingSignals(incident)
  if (dueAt === null || now < dueAt || failing.length === 0 || !isOpen(incident)) return []
  const next = milder(incident, failing, policy)
  if (next === null) return []
  const { severity: from } = incident
  const why = `lowered from ${from} to ${next.severity}, because what was worse has worked for ${spoken(EASED_MS)}`
  return [{ kind: 'classified', from, ...next, reasons: [why, ...next.reasons] }]
}

/** What was raised for lasting is lowered only by what would have been lowered before. */
function milder(incident: Incident, failing: readonly Signal[], policy: Policy): Classification | null {
  if (incident.severitySetBy !== undefined) return null
  const next = askAgain(incident, failing, policy)
  return next.severity > (insightOf(incident).raisedFrom ?? incident.severity) ? next : null
}
