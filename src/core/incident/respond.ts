// What follows from an event: effects on the world, timers and records. The filters are asked in this order, and the
// order is the documentation: first people, then customers, then production, then what has to be proven.

import type { Deploy, RollbackTarget } from '../rollback/deploy.ts'
import { downSinceOf } from '../rollback/gate-steps.ts'
import type { RollbackState } from '../rollback/rollback.ts'
import type { Called } from '../rollback/suspect.ts'
import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { DueTimer, TimerKind } from './command.ts'
import { updateDueAt } from './communicate.ts'
import { failingSignals, type Incident, keyOf } from './incident.ts'
import type { IncidentEvent, NoticeKind } from './incident-event.ts'

export type Effect =
  | { kind: 'call'; key: string; incident: string; responders: Called[]; reason: string }
  | { kind: 'notice'; key: string; incident: string; notice: NoticeKind; tenants: string[] }
  | { kind: 'order'; key: string; incident: string; service: string; target: RollbackTarget }

export type RollbackRecord = { id: string; incident: string; service: string; state: RollbackState; at: Instant }

export type Response =
  | { kind: 'effect'; effect: Effect }
  | { kind: 'timer'; timer: DueTimer }
  | { kind: 'rollback'; record: RollbackRecord }
  | { kind: 'deploy'; deploy: Deploy }
  | { kind: 'quarantine'; service: string; sha: string; incident: string }

type Happening = { event: IncidentEvent; incident: Incident; runbook: Runbook }
type Filter = (happening: Happening) => Response[]

export function respond(event: IncidentEvent, incident: Incident, runbook: Runbook): Response[] {
  return FILTERS.flatMap((filter) => filter({ event, incident, runbook }))
}

const callResponders: Filter = ({ event, incident }) => {
  if (event.kind !== 'responders_called' || event.responders.length === 0) return []
  return [call(incident, event.responders, event.reason)]
}

/** Trouble that comes back, and a rollback that needs a person or went wrong, call again whoever was called before. */
const callAgain: Filter = ({ event, incident }) => {
  const reason = reasonToCallAgain(event)
  if (reason === null || incident.called.length === 0) return []
  const responders = incident.called.map((id) => ({ id, why: 'was called for this incident' }))
  return [call(incident, responders, reason)]
}

const holdFirstNotice: Filter = ({ event, incident, runbook }) => {
  const isReason = event.kind === 'classified' || event.kind === 'failed_again' || event.kind === 'reopened'
  const { firstMs } = runbook.communication.timing[incident.severity]
  if (!isReason || firstMs === null || incident.told.firstAt !== null) return []
  const latest = incident.detectedAt + firstMs
  const dueAt = Math.max(event.at, Math.min(event.at + runbook.communication.holdMs, latest))
  return [timer(incident, 'first-notice', dueAt)]
}

const writeNotice: Filter = ({ event, incident }) => {
  if (event.kind !== 'notice_written' || event.tenants.length === 0) return []
  const { notice, tenants } = event
  return [effect({ kind: 'notice', key: `${keyOf(incident)}/${event.key}`, incident: incident.ref, notice, tenants })]
}

/** A higher severity promises sooner; who was told that it is over is told when it is not. */
const promiseNextUpdate: Filter = ({ event, incident, runbook }) => {
  const isNews = event.kind === 'notice_written' && event.notice !== 'resolution'
  const isReason = isNews || ['classified', 'reopened', 'watch_started'].includes(event.kind)
  const dueAt = updateDueAt(incident, runbook)
  if (!isReason || dueAt === null) return []
  const earliest = event.kind === 'reopened' ? event.at + runbook.communication.holdMs : event.at
  return [timer(incident, 'update', Math.max(earliest, dueAt))]
}

const orderRollback: Filter = ({ event, incident }) => {
  if (event.kind !== 'rollback_ordered') return []
  const { rollback, service, target } = event
  return [effect({ kind: 'order', key: rollback, incident: incident.ref, service, target })]
}

const awaitTrigger: Filter = ({ event, incident, runbook }) => {
  if (event.kind !== 'gate_evaluated') return []
  const policy = runbook.services[event.report.service]?.rollback
  const isWaiting = event.report.steps.some((step) => step.step === 'trigger' && step.answer === 'wait')
  if (!policy || !isWaiting) return []
  const dueAt = (downSinceOf(failingSignals(incident)) ?? event.at) + policy.downForMs
  return dueAt <= event.at ? [] : [timer(incident, 'trigger', dueAt)]
}

/** Asked when the window is over; and anew whenever what failed works again inside it. */
const proveRollback: Filter = ({ event, incident, runbook }) => {
  const { rollback } = incident
  const policy = runbook.services[rollback?.service ?? '']?.rollback
  if (rollback?.state !== 'changed' || !policy) return []
  if (event.kind === 'watch_started') return [timer(incident, 'proof', event.at + policy.stableMs)]
  if (event.kind !== 'rollback_answered') return []
  return [timer(incident, 'proof', event.at + policy.settleMs + policy.stableMs)]
}

const watchRecovery: Filter = ({ event, incident }) =>
  event.kind === 'watch_started' ? [timer(incident, 'watch', event.until)] : []

const recordRollback: Filter = ({ event, incident }) => {
  const { rollback } = incident
  if (rollback === null || !RECORDED.includes(event.kind)) return []
  const { id, service, state } = rollback
  return [{ kind: 'rollback', record: { id, incident: incident.ref, service, state, at: event.at } }]
}

/** What is live after a rollback is known from the rollback; nobody else will report it. */
const recordDeploy: Filter = ({ event, incident, runbook }) => {
  if (event.kind !== 'rollback_answered' || event.outcome !== 'done' || incident.rollback === null) return []
  const { id, service, target } = incident.rollback
  const deploy: Deploy = {
    id,
    service,
    environment: runbook.services[service]?.environment ?? 'production',
    sha: target.sha,
    version: target.version,
    author: null,
    status: 'succeeded',
    migration: 'none',
    restore: [],
    variablesChanged: null,
    isRollback: true,
    finishedAt: event.at,
    knownGoodAt: null,
  }
  return [{ kind: 'deploy', deploy }]
}

const quarantine: Filter = ({ event, incident: { ref, rollback } }) => {
  if (event.kind !== 'rollback_proven' || rollback === null) return []
  return [{ kind: 'quarantine', service: rollback.service, sha: event.sha, incident: ref }]
}

const FILTERS: readonly Filter[] = [
  callResponders,
  callAgain,
  holdFirstNotice,
  writeNotice,
  promiseNextUpdate,
  orderRollback,
  awaitTrigger,
  proveRollback,
  watchRecovery,
  recordRollback,
  recordDeploy,
  quarantine,
]

const RECORDED: readonly IncidentEvent['kind'][] = [
  'rollback_ordered',
  'rollback_answered',
  'rollback_stopped',
  'rollback_proven',
  'rollback_disproven',
]

function reasonToCallAgain(event: IncidentEvent): string | null {
  switch (event.kind) {
    case 'reopened':
    case 'failed_again':
      return `it fails again: ${event.reason}`
    case 'rollback_suggested':
      return `the gate would let ${event.target.version ?? event.target.sha} go live again; it waits for you`
    case 'rollback_stopped':
      return `the rollback was stopped: ${event.reason}`
    case 'rollback_disproven':
      return `the rollback did not help: ${event.reason}`
    case 'rollback_answered':
      return event.outcome === 'done' ? null : `the rollback did not go through: ${event.reason}`
    default:
      return null
  }
}

function call(incident: Incident, responders: Called[], reason: string): Response {
  return effect({
    kind: 'call',
    key: `${keyOf(incident)}/call-${incident.seq}`,
    incident: incident.ref,
    responders,
    reason,
  })
}

function effect(value: Effect): Response {
  return { kind: 'effect', effect: value }
}

/** The event's number makes the key unique; a timer that is no longer needed finds nothing to do when it fires. */
function timer(incident: Incident, kind: TimerKind, dueAt: Instant): Response {
  return {
    kind: 'timer',
    timer: { key: `${keyOf(incident)}/${kind}-${incident.seq}`, kind, incident: incident.ref, dueAt },
  }
}
