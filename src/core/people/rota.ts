// The rota: people who take turns by the day or the week, by the clock on the wall.

import { dateAfter, instantOf, wallClock } from '../calendar.ts'
import type { Response } from '../incident/response.ts'
import type { Runbook } from '../runbook.ts'
import { DAY, type Instant } from '../time.ts'
import type { Called } from './people.ts'

const TURN_DAYS = { day: 1, week: 7 } as const

/** Whose turn it is; nobody where there is no rota, or it has not begun. */
export function rotaOf(runbook: Runbook, now: Instant): Called[] {
  const { rota } = runbook.escalation
  if (rota === null) return []
  const turn = turnAt(runbook, now)
  const members = runbook.roles[rota.role] ?? []
  const id = turn < 0 ? undefined : members[turn % members.length]
  return id === undefined ? [] : [{ id, why: `it is their turn in the rota of ${rota.role}` }]
}

/** When the next of the rota takes over; null: nobody ever does. */
export function nextHandOver(runbook: Runbook, now: Instant): Instant | null {
  const { rota } = runbook.escalation
  if (rota === null || (runbook.roles[rota.role] ?? []).length < 2) return null
  const days = (turnAt(runbook, now) + 1) * TURN_DAYS[rota.every]
  return instantOf(dateAfter(rota.from, Math.max(0, days)), rota.atMs, runbook.organisation.timeZone)
}

/** One timer for all that is open. */
export function handOverTimer(runbook: Runbook, now: Instant): Response[] {
  const dueAt = nextHandOver(runbook, now)
  if (dueAt === null) return []
  return [{ kind: 'timer', timer: { key: `hand-over/${dueAt}`, kind: 'hand-over', incident: null, dueAt } }]
}

/** How many turns are over; negative before the first. */
function turnAt({ escalation: { rota }, organisation }: Runbook, now: Instant): number {
  if (rota === null) return -1
  const { date, sinceMidnightMs } = wallClock(now, organisation.timeZone)
  const day = sinceMidnightMs >= rota.atMs ? date : dateAfter(date, -1)
  const days = (Date.parse(day) - Date.parse(rota.from)) / DAY
  return Math.floor(days / TURN_DAYS[rota.every])
}
