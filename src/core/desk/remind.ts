// Reminders of what is owed and no emergency, one message for each who owes; and the hand-over to whoever is on call next.

import { nextWorkingTime } from '../calendar.ts'
import { type Incident, isOpen } from '../incident/incident.ts'
import type { Effect } from '../incident/response.ts'
import { armed, nextReminder, workingTimeOf } from '../people/duties.ts'
import type { Duty } from '../people/people.ts'
import { handOverTimer, rotaOf } from '../people/rota.ts'
import { type Instant, spoken, utc } from '../time.ts'
import type { Draft } from './draft.ts'

/** Whatever has come due asks now, or when people next work; and once more on the next working day. */
export function remindDuties(draft: Draft): void {
  const { ground, runbook, now } = draft
  const asking = ground.duties.filter(({ owner }) => nextWorkingTime(now, workingTimeOf(owner, runbook)) === now)
  for (const duty of ground.duties) {
    const remindAt = asking.includes(duty)
      ? nextReminder(duty, now, runbook)
      : nextWorkingTime(now, workingTimeOf(duty.owner, runbook))
    draft.responses.push(...armed({ ...duty, remindAt }))
  }
  const byOwner = Map.groupBy(asking, (duty) => ownerOf(duty, draft))
  for (const [responder, duties] of byOwner) {
    if (responder === null) continue
    const items = duties.map(({ what, dueAt }) => `${what} (${dueAt < now ? 'was' : 'is'} due ${utc(dueAt)})`)
    remind(draft, `duties/${responder}/${now}`, { responder, about: 'duties', items })
  }
}

/** A duty whose owner has left the runbook is owed all the same. */
function ownerOf({ owner }: Duty, { runbook, ground }: Draft): string | null {
  if (owner !== null && Object.hasOwn(runbook.responders, owner)) return owner
  const members = runbook.roles[runbook.escalation.fallback] ?? []
  return members.find((id) => !ground.absent.includes(id)) ?? members[0] ?? null
}

/** Whoever takes over hears of what is open; while anything is, the next does as well. */
export function handOver(draft: Draft): void {
  const [next] = rotaOf(draft.runbook, draft.now)
  const open = [...draft.incidents.values()].filter(isOpen)
  if (next === undefined || open.length === 0) return
  const items = open.map((incident) => lineOf(incident, draft.now))
  remind(draft, `hand-over/${next.id}/${draft.now}`, { responder: next.id, about: 'hand-over', items })
  draft.responses.push(...handOverTimer(draft.runbook, draft.now))
}

/** An open incident for somebody who has not followed it. */
export function lineOf({ ref, severity, title, phase, detectedAt, acknowledged }: Incident, now: Instant): string {
  const whose = acknowledged === null ? 'nobody has acknowledged it' : `${acknowledged.by.name} is on it`
  return `${severity} ${ref}: ${title}, ${phase} for ${spoken(now - detectedAt)}; ${whose}`
}

type Reminder = Omit<Effect & { kind: 'remind' }, 'kind' | 'key'>

export function remind(draft: Draft, key: string, reminder: Reminder): void {
  draft.responses.push({ kind: 'effect', effect: { kind: 'remind', key, ...reminder } })
}
