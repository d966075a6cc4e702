// Who comes next, and when: whoever does not answer is followed by the next, and what is not mitigated climbs its path.

import type { Decision, Policy } from '../incident/decision.ts'
import { attentionOf, clockStart, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { endOf } from '../incident/standing.ts'
import { err, ok } from '../result.ts'
import type { Runbook, Rung } from '../runbook.ts'
import { type Instant, MINUTE, spoken } from '../time.ts'
import { isFelt } from '../watch/signal.ts'
import { membersOf, onCallChain, onceEach, presentOrAll } from './on-call.ts'
import { type Called, MISSED, type Owed } from './people.ts'

/** Several that came due while nobody looked are climbed at once. */
export function climb(incident: Incident, policy: Policy): EventBody[] {
  if (!isPressing(incident)) return []
  const ahead = rungsAhead(incident, policy.runbook)
  const due = ahead.filter((rung) => dueAt(rung, incident) <= policy.now)
  if (due.length === 0) return []
  const what = due.at(-1)?.unless === 'progress' ? 'nobody has been at work on it' : 'it is not mitigated'
  const after = spoken(policy.now - clockStart(incident))
  return [climbed(incident, { rungs: due, reason: `${what} ${after} after its detection` }, policy)]
}

/** null: it climbs no further. */
export function nextRung(incident: Incident, runbook: Runbook): (Rung & { dueAt: Instant }) | null {
  const [next] = isPressing(incident) ? rungsAhead(incident, runbook) : []
  return next === undefined ? null : { ...next, dueAt: dueAt(next, incident) }
}

/** A person who is stuck need not wait for the clock. */
export function escalate(incident: Incident, said: string, policy: Policy): Decision {
  const reason = said.trim()
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  if (reason === '') return err('the reason is missing')
  return ok([push(incident, reason, policy)])
}

/** A call that nobody answers: who is next in the chain, or once more everybody where everybody was called. */
export function followUp(incident: Incident, policy: Policy): EventBody[] {
  const { runbook, now } = policy
  const waitMs = runbook.escalation.acknowledgeMs[incident.severity]
  const calledAt = attentionOf(incident).calledAt ?? clockStart(incident)
  if (!isPressing(incident) || isTaken(incident)) return []
  if (waitMs === null || now < calledAt + waitMs) return []
  const reason = `nobody has acknowledged it, ${spoken(now - clockStart(incident))} after its detection`
  if (runbook.escalation.everyone.includes(incident.severity)) return [callAgain(incident, reason, policy)]
  const service = runbook.services[incident.service]
  const chain = service === undefined ? [] : onCallChain(service, policy)
  const next = chain.find(({ id }) => !incident.called.includes(id))
  if (next === undefined) return []
  const responders = [{ id: next.id, why: 'nobody who was called before acknowledged it' }]
  return [{ kind: 'responders_called', responders, reason }]
}

/** What a live incident is owed and did not get in time is seen, and calls somebody, unless that has just been done. */
export function missedBy(incident: Incident, what: Owed, policy: Policy): EventBody[] {
  if (!isPressing(incident) || !isMissing(incident, what, policy)) return []
  const missed: EventBody = { kind: 'missed', what }
  if (policy.now - (attentionOf(incident).calledAt ?? 0) < JUST_NOW_MS) return [missed]
  return [missed, push(incident, MISSED[what], policy)]
}

/** Whoever has been called so recently need not be called once more. */
const JUST_NOW_MS = 5 * MINUTE

/** When the next findings are due; null: none are promised. */
export function findingsDueAt(incident: Incident, { communication }: Runbook): Instant | null {
  const { updateMs } = communication.timing[incident.severity]
  if (updateMs === null || !isPressing(incident)) return null
  const { actedAt, missed } = attentionOf(incident)
  const asked = missed.filter(({ what }) => what === 'findings').map(({ at }) => at)
  return Math.max(clockStart(incident), actedAt ?? 0, ...asked) + updateMs
}

function isMissing(incident: Incident, what: Owed, { runbook, now }: Policy): boolean {
  const { told, scope, withheld } = incident
  if (what === 'findings') return (findingsDueAt(incident, runbook) ?? now + 1) <= now
  const start = clockStart(incident)
  if (attentionOf(incident).missed.some((one) => one.what === what && one.at >= start)) return false
  if (what === 'acknowledgement') return !isTaken(incident)
  return isFelt(scope.impact) && scope.ids.length > 0 && (told.firstAt === null || withheld !== null)
}

/** The next rung before its time, or everybody again where there is none. */
function push(incident: Incident, reason: string, policy: Policy): EventBody {
  const rungs = rungsAhead(incident, policy.runbook).slice(0, 1)
  return rungs.length === 0 ? callAgain(incident, reason, policy) : climbed(incident, { rungs, reason }, policy)
}

function callAgain({ called }: Incident, reason: string, policy: Policy): EventBody {
  const again = called.map((id) => ({ id, why: 'was called for this incident' }))
  return { kind: 'responders_called', responders: presentOrAll(again, policy), reason }
}

type Climb = { rungs: readonly Rung[]; reason: string }

function climbed(incident: Incident, { rungs, reason }: Climb, policy: Policy): EventBody {
  const members = membersOf(
    rungs.flatMap(({ roles }) => roles),
    policy.runbook,
  )
  const responders: Called[] = onceEach(presentOrAll(members, policy))
  return { kind: 'escalated', climbed: attentionOf(incident).climbed + rungs.length, responders, reason }
}

/** Those that are due at once were called when it was opened. */
function rungsAhead(incident: Incident, { escalation }: Runbook): readonly Rung[] {
  const path = escalation.paths[incident.severity].filter(({ afterMs }) => afterMs > 0)
  return path.slice(attentionOf(incident).climbed)
}

function dueAt({ afterMs, unless }: Rung, incident: Incident): Instant {
  const since = unless === 'progress' ? (attentionOf(incident).actedAt ?? 0) : 0
  return Math.max(clockStart(incident), since) + afterMs
}

/** Whoever does something about it has taken it on, said or unsaid. */
function isTaken(incident: Incident): boolean {
  return incident.acknowledged !== null || attentionOf(incident).actedAt !== null
}

function isPressing(incident: Incident): boolean {
  return isOpen(incident) && incident.mitigatedAt === null
}
