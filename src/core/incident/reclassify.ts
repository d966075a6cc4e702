// How bad an incident is after it was opened: raised by what joins it, or set by a person, whose word then stands.

import { asSaid } from '../by-hand/scope.ts'
import { err, ok } from '../result.ts'
import { utc } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import type { Command } from './command.ts'
import { overdue } from './communicate.ts'
import type { Decision, Policy } from './decision.ts'
import type { Incident } from './incident.ts'
import type { EventBody } from './incident-event.ts'
import { type Classification, classify } from './severity.ts'
import { endOf } from './standing.ts'

/** What joins can raise the severity; lowering it needs a person. */
export function reclassify(incident: Incident, next: Classification, { runbook }: Policy): EventBody[] {
  const isWorse = next.severity < incident.severity
  const isWider = next.scope.ids.length > incident.scope.ids.length
  if (!isWorse && !isWider) return []
  if (incident.severitySetBy !== undefined) {
    const ids = [...new Set([...incident.scope.ids, ...next.scope.ids])]
    return [keepSeverity(incident, { ...next, scope: { ...next.scope, ids } }, incident.severitySetBy)]
  }
  const severity = isWorse ? next.severity : incident.severity
  const native = runbook.severity.native[severity] ?? null
  return [{ kind: 'classified', from: incident.severity, severity, native, scope: next.scope, reasons: next.reasons }]
}

/** With what people have said of whom it hurts. */
export function askAgain(incident: Incident, signals: readonly Signal[], policy: Policy): Classification {
  const said = asSaid(signals, policy.tenants, incident)
  return classify(said.signals, said.tenants, policy.runbook)
}

/** Whom it hurts is a fact, and changes; how bad that is has been said. */
export function keepSeverity({ severity, native }: Incident, next: Classification, setBy: string): EventBody {
  const rules = next.severity === severity ? '' : `; by the rules it would be ${next.severity}`
  const reasons = [`it stays ${severity} as ${setBy} set it${rules}`, ...next.reasons]
  return { kind: 'classified', from: severity, severity, native, scope: next.scope, reasons, setBy }
}

export function setSeverity(incident: Incident, command: Command & { kind: 'classify' }, policy: Policy): Decision {
  const { by, severity } = command
  const reason = command.reason.trim()
  if (incident.phase === 'closed') return err(`this incident ${endOf(incident)}`)
  if (reason === '') return err('the reason is missing')
  if (incident.severity === severity) return err(`it is ${severity} already${setWords(incident)}`)
  if (command.from !== undefined && command.from !== incident.severity)
    return err(`it is ${incident.severity} by now${setWords(incident)}; look at it again`)
  const native = policy.runbook.severity.native[severity] ?? null
  // The first reason is a person's from here on; those of the rules stay behind it.
  const rules = incident.severitySetBy === undefined ? incident.reasons : incident.reasons.slice(1)
  const reasons = [`${severity} as ${by.name} set it: ${reason}`, ...rules]
  const { severity: from, scope } = incident
  const classified: EventBody = { kind: 'classified', from, severity, native, scope, reasons, setBy: by.name }
  return ok([classified, ...(severity < from ? overdue({ ...incident, severity }, policy) : [])])
}

function setWords({ severitySetBy, severitySetAt }: Incident): string {
  return severitySetBy === undefined || severitySetAt === undefined
    ? ''
    : `, as ${severitySetBy} set it at ${utc(severitySetAt)}`
}
