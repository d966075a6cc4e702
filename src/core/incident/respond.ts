// What follows from an event. The filters are asked in this order, and the order is the documentation: first people, then
// customers, then production, then what has to be proven.

import { reasonToCallAgain } from '../people/call-again.ts'
import { oweDuties } from '../people/duties.ts'
import type { Called } from '../people/people.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { Runbook } from '../runbook.ts'
import { countRotation } from '../secrets/leak.ts'
import { MONITOR, monitorKey } from '../watch/signal.ts'
import { type Incident, keyOf } from './incident.ts'
import type { IncidentEvent } from './incident-event.ts'
import {
  awaitAnswer,
  awaitEased,
  awaitPeople,
  awaitRung,
  awaitSustained,
  awaitTrigger,
  holdFirstNotice,
  promiseNextUpdate,
  proveRollback,
  watchFix,
  watchRecovery,
} from './owe.ts'
import { effect, type Filter, type Response } from './response.ts'

export function respond(event: IncidentEvent, incident: Incident, runbook: Runbook): Response[] {
  return FILTERS.flatMap((filter) => filter({ event, incident, runbook }))
}

const callResponders: Filter = ({ event, incident }) => {
  const isCall = event.kind === 'responders_called' || event.kind === 'escalated'
  if (!isCall || event.responders.length === 0) return []
  return [call(incident, event.responders, event.reason)]
}

const callAgain: Filter = ({ event, incident }) => {
  const reason = reasonToCallAgain(event)
  if (reason === null || incident.called.length === 0) return []
  const responders = incident.called.map((id) => ({ id, why: 'was called for this incident' }))
  return [call(incident, responders, reason)]
}

const assess: Filter = ({ event, incident }) => {
  if (event.kind !== 'opened' && event.kind !== 'reopened') return []
  return [effect({ kind: 'assess', key: `${keyOf(incident)}/assess-${incident.seq}`, incident: incident.ref })]
}

/** What a false alarm counted against uptime, until it was dismissed, and from then on until it worked again. */
const amendUptime: Filter = ({ event, incident }) => {
  const { dismissedAt, signals, ref } = incident
  if (dismissedAt === undefined || (event.kind !== 'dismissed' && event.kind !== 'signal_recovered')) return []
  const isMeant = (key: string) => event.kind === 'dismissed' || event.key === key
  const amendments = Object.values(signals)
    .filter(({ key, source }) => source === MONITOR && isMeant(key))
    .map(({ key, isFailing, startedAt, changedAt }) => ({
      monitor: key.slice(monitorKey('').length),
      from: event.kind === 'dismissed' ? startedAt : dismissedAt,
      to: event.kind === 'dismissed' && !isFailing ? changedAt : event.at,
    }))
  if (amendments.length === 0) return []
  return [effect({ kind: 'amend', key: `${keyOf(incident)}/amend-${incident.seq}`, incident: ref, amendments })]
}

const writeNotice: Filter = ({ event, incident }) => {
  if (event.kind !== 'notice_written' || event.tenants.length === 0) return []
  const { notice, tenants } = event
  return [effect({ kind: 'notice', key: `${keyOf(incident)}/${event.key}`, incident: incident.ref, notice, tenants })]
}

const orderRollback: Filter = ({ event, incident }) => {
  if (event.kind !== 'rollback_ordered') return []
  const { rollback, service, target } = event
  return [effect({ kind: 'order', key: rollback, incident: incident.ref, service, target })]
}

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
  assess,
  amendUptime,
  awaitAnswer,
  awaitRung,
  awaitPeople,
  awaitSustained,
  awaitEased,
  holdFirstNotice,
  writeNotice,
  promiseNextUpdate,
  orderRollback,
  awaitTrigger,
  proveRollback,
  watchFix,
  watchRecovery,
  recordRollback,
  recordDeploy,
  quarantine,
  oweDuties,
  countRotation,
]

const RECORDED: readonly IncidentEvent['kind'][] = [
  'rollback_ordered',
  'rollback_answered',
  'rollback_stopped',
  'rollback_proven',
  'rollback_disproven',
]

function call(incident: Incident, responders: Called[], reason: string): Response {
  return effect({
    kind: 'call',
    key: `${keyOf(incident)}/call-${incident.seq}`,
    incident: incident.ref,
    responders,
    reason,
  })
}
