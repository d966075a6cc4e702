// The one place where an incident's rules live: state and command go in, events or a refusal come out.

import { err, ok, type Result } from '../result.ts'
import { actOnGate, actOnRollback } from '../rollback/decide-rollback.ts'
import type { Runbook, Tenant } from '../runbook.ts'
import { MINUTE, spoken, utc } from '../time.ts'
import { isFelt, MONITOR, type Signal } from '../watch/signal.ts'
import { UNWATCHED } from '../watch/vouch.ts'
import type { Command } from './command.ts'
import { failingSignals, type Incident, isOpen, signalOf } from './incident.ts'
import type { EventBody, NoticeKind } from './incident-event.ts'
import { classify } from './severity.ts'

export type Policy = { runbook: Runbook; tenants: readonly Tenant[]; now: number }

export type Decision = Result<EventBody[]>

/** How long the watch is drawn out when the monitors could not vouch for all of it. */
const WATCH_EXTENSION_MS = 5 * MINUTE

const NOBODY_HURT = 'no tenant is known to be hurt'
const NOT_FELT = 'customers feel nothing of it; what they are told is for a person to decide'

export function decide(incident: Incident, command: Command, policy: Policy): Decision {
  switch (command.kind) {
    case 'join':
      return ok(join(incident, command, policy))
    case 'recover':
      return ok(recover(incident, command, policy))
    case 'acknowledge':
      return acknowledge(incident)
    case 'note':
      return command.text.trim() === '' ? err('the note is empty') : ok([{ kind: 'noted', text: command.text.trim() }])
    case 'mitigate':
      return mitigate(incident, command.text, policy)
    case 'resolve':
      return resolve(incident, command.text)
    case 'close':
      return close(incident, command.cause)
    case 'settle':
      return ok([{ ...pick(command), kind: 'message_settled' }])
    case 'keep-back':
      return ok(keepBack(incident, command.notice, command.reason))
    case 'time':
      return ok(passTime(incident, command, policy))
    case 'consider':
    case 'approve':
      return actOnGate(incident, command)
    case 'answer':
    case 'stop':
      return ok(actOnRollback(incident, command))
  }
}

function pick({ key, what, outcome, reason }: Command & { kind: 'settle' }) {
  return { key, what, outcome, reason }
}

function join(incident: Incident, { signal, why }: Command & { kind: 'join' }, policy: Policy): EventBody[] {
  const known = signalOf(incident, signal.key)
  if (known?.isFailing && known.impact === signal.impact) return []
  const events: EventBody[] = []
  if (incident.phase === 'resolved' || incident.phase === 'closed') {
    events.push({
      kind: 'reopened',
      reason: `${signal.summary}, within the time in which it counts as the same incident`,
    })
  } else if (incident.mitigatedAt !== null && isSetback(known, signal)) {
    events.push({ kind: 'failed_again', reason: signal.summary })
  }
  events.push(
    known === undefined || known.isFailing
      ? { kind: 'signal_joined', signal, why }
      : { kind: 'signal_returned', signal },
  )
  return [...events, ...reclassify(incident, signal, policy)]
}

/** What still fails but less badly does not undo a mitigation. */
function isSetback(known: Incident['signals'][string] | undefined, signal: Signal): boolean {
  return known?.isFailing !== true || signal.impact === 'outage'
}

/** What joins can raise the severity; lowering it needs more than one signal less. */
function reclassify(incident: Incident, signal: Signal, { runbook, tenants }: Policy): EventBody[] {
  const others = failingSignals(incident).filter((other) => other.key !== signal.key)
  const next = classify([...others, signal], tenants, runbook)
  const isWorse = next.severity < incident.severity
  const isWider = next.scope.ids.length > incident.scope.ids.length
  if (!isWorse && !isWider) return []
  const severity = isWorse ? next.severity : incident.severity
  const native = runbook.severity.native[severity] ?? null
  return [{ kind: 'classified', from: incident.severity, severity, native, scope: next.scope, reasons: next.reasons }]
}

function recover(incident: Incident, command: Command & { kind: 'recover' }, policy: Policy): EventBody[] {
  const { key, summary } = command
  if (signalOf(incident, key)?.isFailing !== true) return []
  const events: EventBody[] = [{ kind: 'signal_recovered', key, summary }]
  const isLast = failingSignals(incident).every((signal) => signal.key === key)
  if (!isLast || !isOpen(incident)) return events
  if (incident.mitigatedAt === null) events.push({ kind: 'mitigated', reason: 'everything that failed works again' })
  return [...events, ...startWatch(incident, policy)]
}

function startWatch(incident: Incident, { runbook, now }: Policy): EventBody[] {
  const { watchMs } = runbook.verification
  const watch: EventBody = { kind: 'watch_started', until: now + watchMs }
  if (incident.told.firstAt !== null) {
    return [watch, notice(incident, 'update', `it works again and is watched for ${spoken(watchMs)}`)]
  }
  if (runbook.communication.timing[incident.severity].firstMs === null) return [watch]
  if (!isFelt(incident.scope.impact)) return [watch, ...withhold(incident, NOT_FELT)]
  if (incident.scope.ids.length === 0) return [watch, ...withhold(incident, NOBODY_HURT)]
  const reason = `it healed before the hold of ${spoken(runbook.communication.holdMs)} was over, so no tenant was told`
  return [watch, ...withhold(incident, reason)]
}

function withhold(incident: Incident, reason: string): EventBody[] {
  return incident.withheld === reason ? [] : [{ kind: 'notice_withheld', notice: 'first', reason }]
}

function acknowledge(incident: Incident): Decision {
  const { acknowledged } = incident
  if (acknowledged !== null) return err(`already acknowledged by ${acknowledged.by.name} at ${utc(acknowledged.at)}`)
  return isOpen(incident) ? ok([{ kind: 'acknowledged' }]) : err(`this incident is ${incident.phase}`)
}

function mitigate(incident: Incident, text: string, policy: Policy): Decision {
  if (!isOpen(incident)) return err(`this incident is ${incident.phase}`)
  if (incident.mitigatedAt !== null) return err(`already mitigated at ${utc(incident.mitigatedAt)}`)
  const mitigated: EventBody = { kind: 'mitigated', reason: text.trim() || 'said by a person' }
  return ok(failingSignals(incident).length === 0 ? [mitigated, ...startWatch(incident, policy)] : [mitigated])
}

function resolve(incident: Incident, text: string): Decision {
  if (!isOpen(incident)) return err(`this incident is ${incident.phase} already`)
  const failing = failingSignals(incident)
  const measured = failing.filter((signal) => signal.source === MONITOR)
  if (measured.length > 0) {
    return err(
      `still failing: ${measured.map((signal) => signal.summary).join('; ')}. Mark it mitigated if people are helped`,
    )
  }
  // A sender may never say that it is over; our own monitors always do.
  const ended = failing.map(
    ({ key, summary }): EventBody => ({ kind: 'signal_recovered', key, summary: `${summary}: ended by a person` }),
  )
  return ok([...ended, ...resolved(incident, text.trim() || 'said by a person')])
}

function resolved(incident: Incident, reason: string): EventBody[] {
  const event: EventBody = { kind: 'resolved', reason }
  return incident.told.firstAt === null
    ? [event]
    : [event, notice(incident, 'resolution', 'everybody who was told gets the end of it')]
}

function close(incident: Incident, cause: string): Decision {
  if (incident.phase === 'closed') return err('this incident is closed already')
  if (incident.phase !== 'resolved') return err(`it has to be resolved first; it is ${incident.phase}`)
  return cause.trim() === '' ? err('the cause is missing') : ok([{ kind: 'closed', cause: cause.trim() }])
}

function keepBack(incident: Incident, kind: NoticeKind, reason: string): EventBody[] {
  return incident.withheld === reason ? [] : [{ kind: 'notice_held', notice: kind, reason }]
}

/** A timer says only that an instant has come; whether anything is owed is asked of the state. */
function passTime(incident: Incident, { timer, doubt }: Command & { kind: 'time' }, policy: Policy): EventBody[] {
  switch (timer) {
    case 'first-notice':
      return firstNotice(incident, policy)
    case 'update':
      return update(incident, policy)
    case 'watch':
      return endWatch(incident, doubt, policy)
    case 'proof':
      return actOnRollback(incident, { kind: 'prove', doubt, ...proofPolicy(incident, policy) })
    case 'trigger':
      return []
  }
}

function proofPolicy({ rollback }: Incident, { runbook, now }: Policy) {
  return { policy: runbook.services[rollback?.service ?? '']?.rollback ?? null, now }
}

function firstNotice(incident: Incident, { runbook }: Policy): EventBody[] {
  const isStillBad = incident.phase === 'investigating' || incident.phase === 'identified'
  if (!isStillBad || incident.told.firstAt !== null) return []
  if (runbook.communication.timing[incident.severity].firstMs === null) return []
  if (!isFelt(incident.scope.impact)) return withhold(incident, NOT_FELT)
  if (incident.scope.ids.length === 0) return withhold(incident, NOBODY_HURT)
  return [notice(incident, 'first', `still failing after the hold of ${spoken(runbook.communication.holdMs)}`)]
}

function update(incident: Incident, { runbook, now }: Policy): EventBody[] {
  const { updateMs } = runbook.communication.timing[incident.severity]
  const { lastAt } = incident.told
  if (!isOpen(incident) || updateMs === null || lastAt === null || now < lastAt + updateMs) return []
  // The watch is over: its end speaks next, or a longer watch promises anew.
  if (incident.watchUntil !== null && now >= incident.watchUntil) return []
  return [notice(incident, 'update', `promised ${spoken(updateMs)} after the last one`)]
}

function endWatch(incident: Incident, doubt: string | null, { runbook, now }: Policy): EventBody[] {
  if (incident.phase !== 'monitoring' || incident.watchUntil === null || now < incident.watchUntil) return []
  if (failingSignals(incident).length > 0) return []
  if (doubt === UNWATCHED)
    return resolved(incident, `the watch of ${spoken(runbook.verification.watchMs)} is over, though ${doubt}`)
  if (doubt !== null) return [{ kind: 'watch_started', until: now + WATCH_EXTENSION_MS }]
  return resolved(incident, `the watch of ${spoken(runbook.verification.watchMs)} held`)
}

/** Whoever has been told once is told again, and whoever is hurt by now as well. */
function notice(incident: Incident, kind: NoticeKind, because: string): EventBody {
  const tenants =
    kind === 'first' ? incident.scope.ids : [...new Set([...incident.told.tenants, ...incident.scope.ids])]
  return { kind: 'notice_written', notice: kind, key: `${kind}-${incident.told.notices + 1}`, tenants, because }
}
