// What is owed and no emergency: it asks in the working hours of whoever owes it, once a working day, and never calls.

import { afterWorkingDays, dateAfter, instantOf, nextWorkingTime, type WorkingTime, wallClock } from '../calendar.ts'
import { type Incident, isOpen, keyOf } from '../incident/incident.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Filter, Response } from '../incident/response.ts'
import type { Runbook } from '../runbook.ts'
import { HOUR, type Instant } from '../time.ts'
import type { Duty } from './people.ts'

/** How soon after its end the post-mortem of an incident has a date. */
const SCHEDULED_MS = 48 * HOUR

const POSTMORTEM = ['postmortem-scheduled', 'postmortem-written'] as const

/** A false alarm has none, and what was merged is told in that of the other. */
export function needsPostmortem({ severity, dismissedAt, mergedInto }: Incident): boolean {
  return dismissedAt === undefined && mergedInto === undefined && (severity === 'P1' || severity === 'P2')
}

/** What an event makes somebody owe, or settles. */
export const oweDuties: Filter = (happening) => [...oweLook(happening), ...oweAftermath(happening)]

/** What calls nobody is looked at by the end of the next working day. */
const oweLook: Filter = ({ event, incident, runbook }) => {
  const key = dutyKey(incident, 'look')
  const { ref, title, severity } = incident
  if (event.kind === 'classified' && event.from !== severity) {
    if (severity !== 'P4' || !isOpen(incident)) return event.from === 'P4' ? [done(key, event)] : []
    const dueAt = afterWorkingDays(event.at, 1, runbook.workingTime)
    return owe(
      { kind: 'look', key, incident: ref, what: `Look at ${ref}: ${title}`, owner: null, dueAt },
      event,
      runbook,
    )
  }
  const isSeenTo = event.by.kind !== 'rule' || event.kind === 'resolved'
  return severity === 'P4' && isSeenTo && event.kind !== 'opened' && event.kind !== 'signal_joined'
    ? [done(key, event)]
    : []
}

const oweAftermath: Filter = ({ event, incident, runbook }) => {
  const settled = () => POSTMORTEM.map((kind) => done(dutyKey(incident, kind), event))
  switch (event.kind) {
    case 'resolved':
      return needsPostmortem(incident) ? postmortemDuties(event, incident, runbook) : []
    case 'classified':
      if (incident.phase !== 'resolved' || event.from === event.severity) return []
      return needsPostmortem(incident) ? postmortemDuties(event, incident, runbook) : settled()
    case 'reopened':
    case 'dismissed':
    case 'merged':
      return settled()
    case 'postmortem_scheduled':
      return [done(dutyKey(incident, 'postmortem-scheduled'), event)]
    case 'postmortem_written':
      return settled()
    case 'action_added': {
      const { id, what, owner, dueAt } = event
      return owe(
        { kind: 'action', key: dutyKey(incident, id), incident: incident.ref, what, owner, dueAt },
        event,
        runbook,
      )
    }
    case 'action_done':
      return [done(dutyKey(incident, event.id), event)]
    default:
      return []
  }
}

function postmortemDuties(event: IncidentEvent, incident: Incident, runbook: Runbook): Response[] {
  const { ref, title, detectedAt } = incident
  const owner = ownerOf(incident, runbook)
  const writtenBy = afterWorkingDays(detectedAt, runbook.communication.postmortemDays, runbook.workingTime)
  const scheduled = { kind: 'postmortem-scheduled', what: `Give the post-mortem of ${ref} a date: ${title}` } as const
  const written = { kind: 'postmortem-written', what: `Write the post-mortem of ${ref}: ${title}` } as const
  return [
    { ...scheduled, dueAt: event.at + SCHEDULED_MS },
    { ...written, dueAt: writtenBy },
  ].flatMap((duty) => owe({ ...duty, key: dutyKey(incident, duty.kind), incident: ref, owner }, event, runbook))
}

/** Whoever took it on, or else whoever was called first. */
function ownerOf({ acknowledged, called }: Incident, { responders }: Runbook): string | null {
  const named = Object.values(responders).find(({ name }) => name === acknowledged?.by.name)
  return named?.id ?? called[0] ?? null
}

function owe(duty: Omit<Duty, 'remindAt'>, { at }: Pick<IncidentEvent, 'at'>, runbook: Runbook): Response[] {
  return armed({ ...duty, remindAt: firstReminder(duty, at, runbook) })
}

/** With the timer that wakes the desk for it. */
export function armed(duty: Duty): Response[] {
  const timer = { key: `duties/${duty.remindAt}`, kind: 'duties', incident: null, dueAt: duty.remindAt } as const
  return [
    { kind: 'duty', duty },
    { kind: 'timer', timer },
  ]
}

/** What is due far ahead is quiet until the morning of the day before. */
export function firstReminder({ owner, dueAt }: Pick<Duty, 'owner' | 'dueAt'>, at: Instant, runbook: Runbook): Instant {
  const working = workingTimeOf(owner, runbook)
  const dayBefore = dateAfter(wallClock(dueAt, working.timeZone).date, -1)
  return nextWorkingTime(Math.max(at, instantOf(dayBefore, working.fromMs, working.timeZone)), working)
}

/** The beginning of the next working day. */
export function nextReminder({ owner }: Pick<Duty, 'owner'>, now: Instant, runbook: Runbook): Instant {
  const working = workingTimeOf(owner, runbook)
  const tomorrow = dateAfter(wallClock(now, working.timeZone).date, 1)
  return nextWorkingTime(instantOf(tomorrow, working.fromMs, working.timeZone), working)
}

export function workingTimeOf(owner: string | null, { responders, workingTime }: Runbook): WorkingTime {
  const timeZone = (owner === null ? undefined : responders[owner]?.timeZone) ?? workingTime.timeZone
  return { ...workingTime, timeZone }
}

export function dutyKey(incident: Incident, name: string): string {
  return `${keyOf(incident)}/${name}`
}

function done(key: string, { at, by }: IncidentEvent): Response {
  return { kind: 'duty-done', done: { key, at, by: by.name } }
}
