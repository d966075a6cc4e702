// One round of the desk: everything that has arrived, and what is known, become one set of things to store. Pure, so that
// a round whose commit collided is simply decided again on fresh ground.

import type { DueTimer } from '../incident/command.ts'
import type { Incident } from '../incident/incident.ts'
import { type IncidentEvent, RULE } from '../incident/incident-event.ts'
import type { Effect, RollbackRecord } from '../incident/response.ts'
import type { DoneDuty, Duty } from '../people/people.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { Runbook } from '../runbook.ts'
import { type Instant, minuteOf } from '../time.ts'
import { type Health, healthFrom, isPlainlyUp, isSameHealth, nextHealth, plainlyUp } from '../watch/health.ts'
import { considerRollbacks, reportFor } from './consider.ts'
import { compareLevels } from './correlate.ts'
import { takeDeliveries } from './deliveries.ts'
import { suspectFixes, takeFailedDeploys } from './deployed.ts'
import { apply, type Draft, openDraft } from './draft.ts'
import type { Answer, Fact, Ground, History, PlatformFacts, Seen, Settled } from './ground.ts'
import { takeMerge } from './merge.ts'
import { takeReport } from './report.ts'
import { fireTimers } from './timers.ts'

export type Round = {
  now: Instant
  openedNumbers: number[]
  events: { incident: string; seq: number; event: IncidentEvent }[]
  incidents: Incident[]
  troubles: { kept: Health[]; healed: string[] }
  effects: Effect[]
  timers: DueTimer[]
  firedTimers: string[]
  rollbacks: RollbackRecord[]
  deploys: Deploy[]
  duties: Duty[]
  dutiesDone: DoneDuty[]
  knownGood: string[]
  quarantine: { service: string; sha: string; incident: string }[]
  settled: Settled[]
  reads: { source: string; key: string; meaning: string }[]
  /** Deliveries that a silence keeps back; they are read again when it is over. */
  held: { source: string; key: string }[]
  answers: Answer[]
}

export type RoundPolicy = { runbook: Runbook; platformFacts: PlatformFacts; now: Instant }

export function decideRound(ground: Ground, facts: readonly Fact[], policy: RoundPolicy): Round {
  const draft = openDraft(ground, policy.runbook, policy.now)
  for (const fact of facts) {
    if (fact.kind === 'seen') takeSeen(draft, fact.seen)
    if (fact.kind === 'retold') for (const history of fact.histories) takeHistory(draft, history)
  }
  suspectFixes(draft)
  compareLevels(draft)
  takeFailedDeploys(draft)
  const { reads, held } = takeDeliveries(
    draft,
    facts.filter((fact) => fact.kind === 'delivered'),
  )
  const answers = facts.flatMap((fact): Answer[] => {
    if (fact.kind === 'reported') return [takeReport(draft, fact)]
    return fact.kind === 'command' ? [answer(draft, fact, policy)] : []
  })
  const settled = facts.flatMap((fact) => (fact.kind === 'settled' ? fact.settled : []))
  for (const fact of facts) takeRefusal(draft, fact, policy)
  for (const one of settled) takeSettled(draft, one)
  for (const fact of facts) takeAssessment(draft, fact)
  const minute = facts.find((fact) => fact.kind === 'minute' && fact.measured !== null)
  const { again, ...fired } = fireTimers(draft, minute?.kind === 'minute' ? minute.measured : null)
  considerRollbacks(draft, policy.platformFacts)
  const stored = toStore(draft)
  return { ...stored, ...fired, timers: [...stored.timers, ...again], settled, reads, held, answers }
}

function takeSeen(draft: Draft, seen: readonly Seen[]): void {
  for (const one of seen) {
    const monitor = draft.runbook.monitors[one.monitor]
    if (monitor === undefined) continue
    const before = draft.troubles.get(one.monitor)
    const next = nextHealth(before, monitor, one)
    if (next === before) continue
    draft.troubles.set(one.monitor, next)
    draft.changedTroubles.add(one.monitor)
  }
}

/** Only where the looks say something else than is known; what is known of later minutes, or from earlier ones, stands. */
function takeHistory(draft: Draft, { monitor: id, looks }: History): void {
  const monitor = draft.runbook.monitors[id]
  const [first, last] = [looks[0], looks.at(-1)]
  if (monitor === undefined || first === undefined || last === undefined) return
  const known = draft.troubles.get(id) ?? plainlyUp(id, last.at)
  const told = healthFrom(monitor, looks)
  if (told === undefined || isSameHealth(known, told)) return
  if (minuteOf(known.observedAt) > minuteOf(last.at) || known.since < first.at) return
  draft.troubles.set(id, { ...told, reason: told.state === 'up' ? told.reason : known.reason })
  draft.changedTroubles.add(id)
}

function answer(draft: Draft, fact: Fact & { kind: 'command' }, policy: RoundPolicy): Answer {
  const { id, by, incident: ref } = fact
  const incident = draft.incidents.get(ref)
  const command =
    fact.command.kind === 'approve' && incident
      ? { ...fact.command, report: reportFor(draft, incident, policy.platformFacts) }
      : fact.command
  const result =
    command.kind === 'merge' ? takeMerge(draft, ref, { ...command, by }) : apply(draft, ref, { ...command, by })
  if (!result.ok) return { id, isAccepted: false, sentence: result.error, incident: incident ?? null }
  return { id, isAccepted: true, sentence: DONE[command.kind], incident: result.value }
}

const DONE = {
  acknowledge: 'Acknowledged.',
  note: 'Noted.',
  suppose: 'Written down as what is thought to be wrong.',
  escalate: 'Escalated; who was called is on the timeline.',
  mitigate: 'Marked as mitigated.',
  resolve: 'Resolved.',
  close: 'Closed.',
  'schedule-postmortem': 'The post-mortem has a date.',
  'write-postmortem': 'The post-mortem is written.',
  'add-action': 'The action is taken on.',
  'finish-action': 'The action is done.',
  tick: 'Ticked off.',
  classify: 'The severity is set.',
  rescope: 'The scope is set.',
  merge: 'Merged; it goes on in the other incident.',
  dismiss: 'Dismissed as a false alarm.',
  approve: 'Approved; the gate has been asked again and its answer is on the timeline.',
} as const

function takeSettled(draft: Draft, { key, what, incident, outcome }: Settled): void {
  if (incident === null || outcome.kind === 'later') return
  if (what === 'probe' || what === 'reminder' || what === 'assessment' || what === 'amendment') return
  if (what === 'rollback') {
    const reason = outcome.kind === 'done' ? outcome.receipt : outcome.reason
    apply(draft, incident, { kind: 'answer', rollback: key, outcome: outcome.kind, reason, by: RULE })
  } else {
    const reason = outcome.kind === 'done' ? (outcome.remark ?? '') : outcome.reason
    apply(draft, incident, { kind: 'settle', key, what, outcome: outcome.kind, reason, by: RULE })
  }
}

function takeAssessment(draft: Draft, fact: Fact): void {
  if (fact.kind !== 'assessed') return
  apply(draft, fact.incident, { kind: 'assess', answers: fact.answers, by: RULE })
}

function takeRefusal(draft: Draft, fact: Fact, policy: RoundPolicy): void {
  if (fact.kind === 'kept-back') {
    apply(draft, fact.incident, { kind: 'keep-back', notice: fact.notice, reason: fact.reason, by: RULE })
  }
  if (fact.kind === 'unheard') {
    const { rollback, reason } = fact
    apply(draft, fact.incident, { kind: 'answer', rollback, outcome: 'unknown', reason, by: RULE })
  }
  if (fact.kind !== 'stopped') return
  const incident = draft.incidents.get(fact.incident)
  const report = incident ? reportFor(draft, incident, policy.platformFacts) : null
  if (report === null) return
  apply(draft, fact.incident, { kind: 'stop', rollback: fact.rollback, report, reason: fact.reason, by: RULE })
}

function toStore(draft: Draft) {
  const { responses } = draft
  const touched = new Set(draft.events.map((entry) => entry.incident))
  const troubles = [...draft.changedTroubles].flatMap((id) => draft.troubles.get(id) ?? [])
  return {
    now: draft.now,
    openedNumbers: draft.openedNumbers,
    events: draft.events,
    incidents: [...draft.incidents.values()].filter((incident) => touched.has(incident.ref)),
    troubles: {
      kept: troubles.filter((health) => !isPlainlyUp(health)),
      healed: troubles.filter(isPlainlyUp).map((health) => health.monitor),
    },
    effects: responses.flatMap((it) => (it.kind === 'effect' ? [it.effect] : [])),
    timers: responses.flatMap((it) => (it.kind === 'timer' ? [it.timer] : [])),
    rollbacks: responses.flatMap((it) => (it.kind === 'rollback' ? [it.record] : [])),
    deploys: responses.flatMap((it) => (it.kind === 'deploy' ? [it.deploy] : [])),
    duties: responses.flatMap((it) => (it.kind === 'duty' ? [it.duty] : [])),
    dutiesDone: responses.flatMap((it) => (it.kind === 'duty-done' ? [it.done] : [])),
    quarantine: responses.flatMap((it) => (it.kind === 'quarantine' ? [it] : [])),
  }
}
