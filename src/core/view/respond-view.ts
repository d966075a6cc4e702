// What a responder sees of an incident: the state, why it is so, what is owed, and which buttons make sense now.

import { hurtServices } from '../by-hand/scope.ts'
import { mayDismiss } from '../incident/dismiss.ts'
import { attentionOf, failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import { needsPostmortem } from '../people/duties.ts'
import { MISSED } from '../people/people.ts'
import { missingToClose, postmortemOf } from '../people/postmortem-acts.ts'
import type { Rollback, RollbackState } from '../rollback/rollback.ts'
import { type Hold, type Runbook, SEVERITIES } from '../runbook.ts'
import { tickable } from '../secrets/leak.ts'
import type { Instant } from '../time.ts'
import { checklistView } from './checklist-view.ts'
import { clocksOf } from './clocks-view.ts'
import { guidanceFor } from './guidance.ts'
import { insightView, type Recurrence } from './insight-view.ts'
import type { RespondView } from './page-view.ts'
import { tell } from './story/story.ts'

export type RespondFacts = {
  incident: Incident
  events: readonly IncidentEvent[]
  clocks: readonly { kind: string; dueAt: Instant }[]
  outbox: readonly { what: string; recipients: string[]; owedAt: Instant; state: string; reason: string | null }[]
  holds: readonly Hold[]
  /** Other incidents, open or not. */
  others: readonly Incident[]
  /** Active ones. */
  tenants: readonly { id: string; name: string }[]
  responder: string
  /** Left out: it has not happened before or since. */
  recurrence?: Recurrence
}

const MESSAGE_NAMES: Readonly<Record<string, string>> = {
  call: 'Call to responders',
  first: 'First notice to tenants',
  update: 'Update to tenants',
  resolution: 'Resolution to tenants',
  rollback: 'Order to take the deploy back',
}

const ROLLBACK_WORDS: Readonly<Record<RollbackState, string>> = {
  suggested: 'Taking it back waits for a person',
  ordered: 'Taking it back has been ordered',
  changed: 'Taken back; not yet proven to have helped',
  proven: 'Taken back, and proven to have helped',
  disproven: 'Taken back, and it did not help',
  stopped: 'Not taken back',
  failed: 'The platform has not taken it back',
  unknown: 'Nobody knows whether the platform has taken it back',
}

const NO_RECURRENCE: Recurrence = { before: null, after: [] }

export function respondView(facts: RespondFacts, runbook: Runbook, now: Instant): RespondView {
  const { incident, holds, outbox } = facts
  const { gate, rollback, suspect } = incident
  const isWaiting = rollback?.state === 'suggested' && isFailing(incident)
  const { links, contacts } = guidanceFor(incident, runbook, now)
  return {
    organisation: runbook.organisation.name,
    now,
    responder: runbook.responders[facts.responder]?.name ?? facts.responder,
    ...headOf(incident),
    attention: attentionView(incident, runbook),
    insight: insightView(incident, facts.recurrence ?? NO_RECURRENCE, { runbook, now }),
    signals: signalsOf(incident),
    suspect,
    gate:
      gate === null
        ? null
        : { ...gate, modeBecause: gate.modeBecause ?? null, target: gate.target?.version ?? gate.target?.sha ?? null },
    approvable: isWaiting ? (rollback.target.version ?? rollback.target.sha) : null,
    rollback: rollback === null ? null : rollbackWords(rollback),
    clocks: clocksOf(facts, runbook, now),
    told: outbox.filter(isMessage).map((line) => ({
      at: line.owedAt,
      what: MESSAGE_NAMES[line.what] ?? line.what,
      whom: line.recipients.join(', '),
      outcome: outcomeOf(line),
    })),
    holds: holds.map(({ service, ...hold }) => ({ ...hold, service: titleOf(service, runbook) })),
    links,
    contacts,
    assessment: assessmentOf(facts),
    postmortem: postmortemView(incident, runbook),
    responders: Object.values(runbook.responders).map(({ id, name }) => ({ id, name })),
    checklist: checklistView(incident, runbook),
    services: productionServices(runbook),
    severities: SEVERITIES.filter((id) => id !== incident.severity).map((id) => ({
      id,
      native: runbook.severity.native[id] ?? null,
    })),
    partOf: incident.mergedInto ?? null,
    others: othersOf(facts).map(({ ref, title }) => ({ ref, title })),
    scope: scopeOf(facts, runbook),
    actions: actionsOf(facts),
    earlier: Math.max(0, incident.seq - facts.events.length),
    timeline: facts.events.map(tell),
  }
}

type Head =
  | 'ref'
  | 'title'
  | 'phase'
  | 'severity'
  | 'native'
  | 'reasons'
  | 'outageStartedAt'
  | 'detectedAt'
  | 'acknowledged'

function headOf({ acknowledged, ...incident }: Incident): Pick<RespondView, Head> {
  const { ref, title, phase, severity, native, reasons, outageStartedAt, detectedAt } = incident
  const taken = acknowledged === null ? null : { at: acknowledged.at, by: acknowledged.by.name }
  return { ref, title, phase, severity, native, reasons, outageStartedAt, detectedAt, acknowledged: taken }
}

function signalsOf({ signals }: Incident): RespondView['signals'] {
  return Object.values(signals).map(({ summary, source, isFailing, startedAt, changedAt }) => {
    return { summary, source, isFailing, since: isFailing ? startedAt : changedAt }
  })
}

/** What is owed and goes to nobody is no message. */
export function isMessage({ what }: { what: string }): boolean {
  return what !== 'assessment' && what !== 'amendment'
}

function assessmentOf({ events, outbox }: RespondFacts): RespondView['assessment'] {
  const isAwaited = outbox.some((line) => line.what === 'assessment' && line.state === 'owed')
  const last = lastAssessment(events)
  if (last === null) return isAwaited ? { isAwaited, at: null, answers: [] } : null
  return { isAwaited, at: last.at, answers: last.answers }
}

export function lastAssessment(events: readonly IncidentEvent[]): (IncidentEvent & { kind: 'assessed' }) | null {
  return events.findLast((event) => event.kind === 'assessed') ?? null
}

/** The reason adds nothing where the state itself says why. */
export function rollbackWords({ state, reason }: Rollback): string {
  const isPlain = state === 'suggested' || state === 'ordered' || state === 'proven'
  return isPlain ? `${ROLLBACK_WORDS[state]}.` : `${ROLLBACK_WORDS[state]}: ${reason}.`
}

/** Of what went well the vendor's receipt is for the API; a remark behind it is for people. */
function outcomeOf({ state, reason }: RespondFacts['outbox'][number]): string {
  if (state === 'owed') return reason === null ? 'waits to be sent' : `waits: ${reason}`
  if (state === 'done') return [state, ...(reason ?? '').split('; ').slice(1)].join(': ')
  return reason === null ? state : `${state}: ${reason}`
}

function attentionView(incident: Incident, { responders }: Runbook): RespondView['attention'] {
  const { isNobodyOnCall, hypothesis, missed } = attentionOf(incident)
  const called = incident.called.map((id) => responders[id]?.name ?? id)
  return { isNobodyOnCall, hypothesis, called, missed: missed.map(({ what, at }) => ({ what: MISSED[what], at })) }
}

/** Asked for where it is required once the incident is over, and shown where somebody has begun one. */
function postmortemView(incident: Incident, { responders }: Runbook): RespondView['postmortem'] {
  const { scheduledFor, writtenAt, actions } = postmortemOf(incident)
  const isRequired = needsPostmortem(incident) && !isOpen(incident)
  if (!isRequired && actions.length === 0 && scheduledFor === null && writtenAt === null) return null
  const named = actions.map((action) => ({ ...action, owner: responders[action.owner]?.name ?? action.owner }))
  const missing = incident.phase === 'closed' ? null : missingToClose(incident)
  return { isRequired, scheduledFor, writtenAt, actions: named, missing }
}

function titleOf(service: string | null, { services }: Runbook): string | null {
  return service === null ? null : (services[service]?.title ?? service)
}

/** The order is the runbook's own. */
function productionServices({ services }: Runbook): RespondView['services'] {
  const production = Object.values(services).filter((service) => service.environment === 'production')
  return production.map(({ id, title }) => ({ id, title }))
}

function isFailing(incident: Incident): boolean {
  return failingSignals(incident).length > 0
}

function othersOf({ incident, others }: RespondFacts): Incident[] {
  return others.filter((other) => other.ref !== incident.ref && isOpen(other))
}

function scopeOf({ incident, tenants }: RespondFacts, runbook: Runbook): RespondView['scope'] {
  const hurt = hurtServices(incident, runbook)
  return {
    services: productionServices(runbook).map(({ id, title }) => {
      return { id, title, isChosen: hurt.includes(id), isFixed: id === incident.service }
    }),
    tenants: tenants.map(({ id, name }) => {
      return { id, title: name, isChosen: incident.scope.ids.includes(id), isFixed: false }
    }),
  }
}

function actionsOf(facts: RespondFacts): RespondView['actions'] {
  const { incident, holds } = facts
  const actions: RespondView['actions'] = ['note']
  const open = isOpen(incident)
  if (open && incident.acknowledged === null) actions.unshift('acknowledge')
  if (open && incident.rollback?.state === 'suggested' && isFailing(incident)) actions.push('approve')
  if (tickable(incident).length > 0) actions.push('tick')
  if (open) actions.push('suppose')
  if (open && incident.mitigatedAt === null) actions.push('escalate', 'mitigate')
  if (open && !isFailing(incident)) actions.push('resolve')
  actions.push(...postmortemActions(incident))
  if (incident.phase === 'resolved') actions.push('close')
  if (incident.phase !== 'closed') actions.push('classify')
  if (open) actions.push('rescope')
  if (mayDismiss(incident) && othersOf(facts).length > 0) actions.push('merge')
  if (mayDismiss(incident)) actions.push('dismiss')
  if (open) actions.push('hold-rollbacks', 'hold-mail')
  if (holds.length > 0) actions.push('release')
  return actions
}

function postmortemActions(incident: Incident): RespondView['actions'] {
  const { actions, writtenAt } = postmortemOf(incident)
  if (incident.dismissedAt !== undefined) return []
  const isWaiting = !isOpen(incident) && writtenAt === null
  return [
    'add-action',
    ...(actions.some(({ doneAt }) => doneAt === null) ? (['finish-action'] as const) : []),
    ...(isWaiting ? (['schedule-postmortem', 'write-postmortem'] as const) : []),
  ]
}
