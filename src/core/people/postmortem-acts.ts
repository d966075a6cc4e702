// What people do towards a post-mortem: they give it a date, write it, and take on actions. An incident of P1 or P2 closes
// only when it has a date and an action that somebody owns.

import { instantOf } from '../calendar.ts'
import type { Command } from '../incident/command.ts'
import type { Decision, Policy } from '../incident/decision.ts'
import type { Incident } from '../incident/incident.ts'
import { err, ok } from '../result.ts'
import { needsPostmortem } from './duties.ts'
import { NO_POSTMORTEM, type Postmortem } from './postmortem.ts'

type Act = Command & { kind: 'schedule-postmortem' | 'write-postmortem' | 'add-action' | 'finish-action' }

export function actOnPostmortem(incident: Incident, command: Act, policy: Policy): Decision {
  switch (command.kind) {
    case 'schedule-postmortem':
      return schedulePostmortem(incident, command.date, policy)
    case 'write-postmortem':
      return writePostmortem(incident, command.where)
    case 'add-action':
      return addAction(incident, command, policy)
    case 'finish-action':
      return finishAction(incident, command.id)
  }
}

function schedulePostmortem(incident: Incident, date: string, { runbook, now }: Policy): Decision {
  const { timeZone, fromMs, untilMs } = runbook.workingTime
  if (!isDate(date)) return err('the day is missing; it is written as 2026-03-15')
  if (instantOf(date, untilMs, timeZone) < now) return err('that day is over already')
  if (incident.dismissedAt !== undefined) return err('a false alarm has no post-mortem')
  if (incident.mergedInto !== undefined) return err(`it is told in the post-mortem of ${incident.mergedInto}`)
  return ok([{ kind: 'postmortem_scheduled', for: instantOf(date, fromMs, timeZone) }])
}

function writePostmortem(incident: Incident, where: string): Decision {
  if (incident.resolvedAt === null) return err('it has to be resolved first')
  if (postmortemOf(incident).writtenAt !== null) return err('it is written already')
  return where.trim() === ''
    ? err('where it can be read is missing')
    : ok([{ kind: 'postmortem_written', where: where.trim() }])
}

type Wish = { what: string; owner: string; date: string }

function addAction(incident: Incident, { what, owner, date }: Wish, { runbook, now }: Policy): Decision {
  const { timeZone, untilMs } = runbook.workingTime
  if (what.trim() === '') return err('what is to be done is missing')
  if (!Object.hasOwn(runbook.responders, owner)) {
    return err(`an action is owned by a responder: ${Object.keys(runbook.responders).join(', ')}`)
  }
  if (!isDate(date)) return err('the day it is due is missing; it is written as 2026-03-15')
  const dueAt = instantOf(date, untilMs, timeZone)
  if (dueAt < now) return err('the day it is due is over already')
  const id = `action-${postmortemOf(incident).actions.length + 1}`
  return ok([{ kind: 'action_added', id, what: what.trim(), owner, dueAt }])
}

function finishAction(incident: Incident, id: string): Decision {
  const action = postmortemOf(incident).actions.find((it) => it.id === id)
  if (action === undefined) return err('there is no such action')
  return action.doneAt === null ? ok([{ kind: 'action_done', id }]) : err('it is done already')
}

/** null: nothing is missing for it to be closed. */
export function missingToClose(incident: Incident): string | null {
  if (!needsPostmortem(incident)) return null
  const { scheduledFor, writtenAt, actions } = postmortemOf(incident)
  if (actions.length === 0)
    return `${incident.severity} closes with at least one action that has an owner and a day it is due`
  const hasDate = scheduledFor !== null || writtenAt !== null
  return hasDate ? null : `${incident.severity} closes when its post-mortem has a date`
}

export function postmortemOf({ postmortem }: Incident): Postmortem {
  return postmortem ?? NO_POSTMORTEM
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}
