// A round in the making: incidents as they are after what was decided so far, and everything that has to be stored for it.
// It lives only inside one call of decideRound.

import type { Command } from '../incident/command.ts'
import { decide } from '../incident/decide.ts'
import type { Policy } from '../incident/decision.ts'
import { evolve, type Incident, isOpen } from '../incident/incident.ts'
import { type Actor, type EventBody, type IncidentEvent, RULE } from '../incident/incident-event.ts'
import { respond } from '../incident/respond.ts'
import type { Response } from '../incident/response.ts'
import { classify, SAID } from '../incident/severity.ts'
import { climb } from '../people/escalation.ts'
import { type Call, type Roster, whomToCall } from '../people/on-call.ts'
import { handOverTimer } from '../people/rota.ts'
import { err, ok, type Result } from '../result.ts'
import { suspectDeploy } from '../rollback/suspect.ts'
import type { Runbook, Service } from '../runbook.ts'
import { drawChecklist } from '../secrets/leak.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'
import type { Signal } from '../watch/signal.ts'
import type { Ground } from './ground.ts'

export type Draft = {
  ground: Ground
  runbook: Runbook
  now: Instant
  incidents: Map<string, Incident>
  troubles: Map<string, Health>
  changedTroubles: Set<string>
  openedNumbers: number[]
  events: { incident: string; seq: number; event: IncidentEvent }[]
  responses: Response[]
}

export function openDraft(ground: Ground, runbook: Runbook, now: Instant): Draft {
  return {
    ground,
    runbook,
    now,
    incidents: new Map(ground.incidents.map((incident) => [incident.ref, incident])),
    troubles: new Map(ground.troubles.map((health) => [health.monitor, health])),
    changedTroubles: new Set(),
    openedNumbers: [],
    events: [],
    responses: [],
  }
}

export function apply(draft: Draft, ref: string, command: Command): Result<Incident> {
  const incident = draft.incidents.get(ref)
  if (incident === undefined) return err(`there is no incident ${ref} that can still change`)
  const decision = decide(incident, command, policyOf(draft))
  if (!decision.ok) return decision
  const after = append(draft, incident, { bodies: decision.value, by: command.by })
  return ok(decision.value.some(isRaise) && isOpen(after) ? callForRaise(draft, after) : after)
}

function isRaise(event: EventBody): boolean {
  return event.kind === 'classified' && event.from !== null && event.severity < event.from
}

/** What has become worse calls whomever its new severity calls, also those who were called for less. */
function callForRaise(draft: Draft, incident: Incident): Incident {
  const service = draft.runbook.services[incident.service]
  if (service === undefined) return incident
  const call = whomToCall(service, incident.severity, rosterOf(draft))
  const raised = called(call, `raised to ${incident.severity}: ${incident.title}`)
  const after = append(draft, incident, { bodies: [raised], by: RULE })
  return append(draft, after, { bodies: climb(after, policyOf(draft)), by: RULE })
}

/** That nobody is on call is said and escalated; whom a severity does not call is no such thing. */
function called({ responders, isNobodyOnCall }: Call, reason: string): EventBody {
  if (!isNobodyOnCall) return { kind: 'responders_called', responders, reason }
  return { kind: 'responders_called', responders, reason: `nobody is on call. ${reason}`, isNobodyOnCall }
}

function policyOf(draft: Draft): Policy {
  return { ...rosterOf(draft), tenants: draft.ground.tenants }
}

function rosterOf({ ground, runbook, now }: Draft): Roster {
  return { deploys: ground.deploys, runbook, absent: ground.absent, now }
}

/** Opening is more than one event: how bad it is, what is suspected and who is called belong to the same instant. */
export function openIncident(draft: Draft, signal: Signal, by: Actor): void {
  const { ground, runbook } = draft
  const service = runbook.services[signal.service]
  if (service === undefined) return
  const number = ground.nextNumber + draft.openedNumbers.length
  const { severity, native, scope, reasons } = classify([signal], ground.tenants, runbook)
  const title = titleOf(signal, runbook)
  const earlier = ground.earlier.find(({ key }) => key === signal.key)
  const opened = {
    kind: 'opened',
    number,
    service: service.id,
    title,
    outageStartedAt: signal.startedAt,
    signal,
    ...(earlier !== undefined && { recursFrom: earlier.incident }),
  } as const
  const events: EventBody[] = [
    { kind: 'classified', from: null, severity, native, scope, reasons },
    ...suspicionOf(draft, signal, service),
    ...drawChecklist([], signal, runbook),
  ]
  const call = whomToCall(service, severity, rosterOf(draft))
  events.push(called(call, call.responders.length === 0 ? `${severity} calls nobody` : `${severity}: ${title}`))
  draft.openedNumbers.push(number)
  draft.responses.push(...handOverTimer(runbook, draft.now))
  append(draft, append(draft, null, { bodies: [opened], by }), { bodies: events, by: RULE })
}

/** No deploy is suspected of a leak: taking it back would not take back what is known. */
function suspicionOf({ ground, runbook }: Draft, signal: Signal, service: Service): EventBody[] {
  if (signal.impact === 'secret-leak') return []
  const { deploy, reason } = suspectDeploy(service, signal.startedAt, { deploys: ground.deploys, runbook })
  return [{ kind: 'deploy_suspected', deploy, reason }]
}

type Said = { bodies: readonly EventBody[]; by: Actor }

/** `before` is null for the first events of all; the one that opens brings its name along. */
function append(draft: Draft, before: Incident | null, { bodies, by }: Said): Incident {
  let incident = before
  for (const body of bodies) {
    const event: IncidentEvent = { ...body, at: draft.now, by }
    incident = evolve(incident, event)
    if (incident === null) break
    draft.events.push({ incident: incident.ref, seq: incident.seq, event })
    draft.responses.push(...respond(event, incident, draft.runbook))
    draft.incidents.set(incident.ref, incident)
  }
  if (incident === null) throw new Error(`events that begin with ${bodies[0]?.kind} open nothing`)
  return incident
}

export function openIncidents(draft: Draft): Incident[] {
  return [...draft.incidents.values()].filter(isOpen)
}

function titleOf(signal: Signal, runbook: Runbook): string {
  const service = runbook.services[signal.service]
  const feature = signal.feature === null ? undefined : service?.features[signal.feature]
  const what = feature ? `${service?.title}: ${feature.title}` : (service?.title ?? signal.service)
  const names = signal.secrets === undefined ? '' : `: ${signal.secrets.join(', ')}`
  return `${what} ${SAID[signal.impact]}${names}`
}
