// What customers are told of an incident, and when: only who is known to be hurt, once it has lasted, and to the end.

import type { Runbook } from '../runbook.ts'
import { type Instant, spoken } from '../time.ts'
import { isFelt } from '../watch/signal.ts'
import type { Policy } from './decision.ts'
import { type Incident, isOpen } from './incident.ts'
import type { EventBody, NoticeKind } from './incident-event.ts'

const NOBODY_HURT = 'no tenant is known to be hurt'
const NOT_FELT = 'customers feel nothing of it; what they are told is for a person to decide'

export function firstNotice(incident: Incident, { runbook }: Policy, because?: string): EventBody[] {
  const isStillBad = incident.phase === 'investigating' || incident.phase === 'identified'
  if (!isStillBad || incident.told.firstAt !== null) return []
  if (runbook.communication.timing[incident.severity].firstMs === null) return []
  const nobody = nobodyToTell(incident)
  if (nobody !== null) return withhold(incident, nobody)
  const held = `still failing after the hold of ${spoken(runbook.communication.holdMs)}`
  return notice(incident, 'first', because ?? held)
}

export function update(incident: Incident, { runbook, now }: Policy): EventBody[] {
  const dueAt = updateDueAt(incident, runbook)
  if (!isOpen(incident) || dueAt === null || now < dueAt) return []
  // The watch is over: its end speaks next, or a longer watch promises anew.
  if (incident.watchUntil !== null && now >= incident.watchUntil) return []
  const after = spoken(dueAt - (incident.told.lastAt ?? dueAt))
  return notice(incident, 'update', `promised ${after} after the last one`)
}

/** null: nobody was told yet, nobody is left to tell, or nothing was promised. */
export function updateDueAt(incident: Incident, runbook: Runbook): Instant | null {
  const { lastAt } = incident.told
  const updateMs = promisedMs(incident, runbook)
  if (lastAt === null || updateMs === null || audienceOf(incident, 'update').length === 0) return null
  return lastAt + updateMs
}

/** What the last notice promised is kept although the severity has been lowered since; a higher one promises sooner. */
function promisedMs({ severity, told }: Incident, { communication: { timing } }: Runbook): number | null {
  const promised = [severity, told.promisedAs ?? severity].flatMap((one) => timing[one].updateMs ?? [])
  return promised.length === 0 ? null : Math.min(...promised)
}

/** What a severity that is raised late owes by now, counted from the detection and from the last notice. */
export function overdue(incident: Incident, policy: Policy): EventBody[] {
  const { firstMs } = policy.runbook.communication.timing[incident.severity]
  if (firstMs === null || policy.now < incident.detectedAt + firstMs) return update(incident, policy)
  const because = `as ${incident.severity} it was due ${spoken(firstMs)} after the detection`
  return [...firstNotice(incident, policy, because), ...update(incident, policy)]
}

/** Who was told hears that it works again; who was not is left in peace, and the timeline says why. */
export function announceWatch(incident: Incident, { runbook }: Policy): EventBody[] {
  const watch = spoken(runbook.verification.watchMs)
  if (incident.told.firstAt !== null) return notice(incident, 'update', `it works again and is watched for ${watch}`)
  if (runbook.communication.timing[incident.severity].firstMs === null) return []
  const hold = spoken(runbook.communication.holdMs)
  return withhold(
    incident,
    nobodyToTell(incident) ?? `it healed before the hold of ${hold} was over, so no tenant was told`,
  )
}

export function announceEnd(incident: Incident): EventBody[] {
  if (incident.told.firstAt === null) return []
  return notice(incident, 'resolution', 'everybody who was told gets the end of it')
}

/** A correction is for those who were told, and for nobody else: nobody was hurt. */
export function announceFalseAlarm({ told }: Incident): EventBody[] {
  if (told.firstAt === null) return []
  const key = `resolution-${told.notices + 1}`
  const because = 'it was a false alarm'
  return [{ kind: 'notice_written', notice: 'resolution', key, tenants: told.tenants, because }]
}

export function keepBack(incident: Incident, kind: NoticeKind, reason: string): EventBody[] {
  return incident.withheld === reason ? [] : [{ kind: 'notice_held', notice: kind, reason }]
}

function nobodyToTell({ scope }: Incident): string | null {
  if (!isFelt(scope.impact)) return NOT_FELT
  return scope.ids.length === 0 ? NOBODY_HURT : null
}

function withhold(incident: Incident, reason: string): EventBody[] {
  return incident.withheld === reason ? [] : [{ kind: 'notice_withheld', notice: 'first', reason }]
}

/** Whoever has been told once is told again, and whoever is hurt by now as well; who is not hurt after all gets the end. */
function notice(incident: Incident, kind: NoticeKind, because: string): EventBody[] {
  const tenants = audienceOf(incident, kind)
  const key = `${kind}-${incident.told.notices + 1}`
  return tenants.length === 0 ? [] : [{ kind: 'notice_written', notice: kind, key, tenants, because }]
}

function audienceOf({ told, scope, byHand }: Incident, kind: NoticeKind): string[] {
  const unhurt = kind === 'update' ? (byHand?.tenants.removed ?? []) : []
  const before = kind === 'first' ? [] : told.tenants.filter((id) => !unhurt.includes(id))
  return [...new Set([...before, ...scope.ids])]
}
