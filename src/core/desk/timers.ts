// Timers that have come due. Those that ask the monitors to vouch for a stretch of time wait until the minute has measured,
// and are asked again where the monitors cannot say yet.

import type { DueTimer, TimerKind } from '../incident/command.ts'
import { UNWATCHED } from '../incident/command.ts'
import { failingSignals, type Incident } from '../incident/incident.ts'
import { RULE } from '../incident/incident-event.ts'
import type { Deploy } from '../rollback/deploy.ts'
import { liveDeploys } from '../rollback/suspect.ts'
import { isLeak } from '../secrets/leak.ts'
import { DAY, type Instant, MINUTE } from '../time.ts'
import { apply, type Draft } from './draft.ts'
import type { Measured } from './ground.ts'
import { handOver, remindDuties } from './remind.ts'
import { doubtAbout, isMending, VOUCHING_MS } from './vouch.ts'

/** What people and customers are owed: asked of the incident alone. */
const OWED: readonly TimerKind[] = [
  'first-notice',
  'update',
  'escalate',
  'unanswered',
  'respond',
  'findings',
  'promise',
]

/** At one instant what ends something is asked before what would merely go on. */
const ORDER: readonly DueTimer['kind'][] = [
  'deployed',
  'trigger',
  'known-good',
  'proof',
  'watch',
  'fix',
  'eased',
  'sustained',
  ...OWED,
  'duties',
  'hand-over',
]
const NEEDS_MEASURE: readonly DueTimer['kind'][] = ['proof', 'watch', 'known-good', 'fix']

/** A deploy that stayed up this long while we watched is a good one to go back to. */
export const KNOWN_GOOD_MS = 15 * MINUTE
const ASK_AGAIN_MS = 5 * MINUTE

export type Fired = { firedTimers: string[]; again: DueTimer[]; knownGood: string[] }

export function fireTimers(draft: Draft, measured: Measured | null): Fired {
  const due = draft.ground.timers
    .filter((timer) => timer.dueAt <= draft.now && (measured !== null || !NEEDS_MEASURE.includes(timer.kind)))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.dueAt - b.dueAt)
  const fired: Fired = { firedTimers: due.map((timer) => timer.key), again: [], knownGood: [] }
  for (const { kind, ...timer } of due) {
    if (kind === 'known-good') judgeDeploy(draft, { kind, ...timer }, fired)
    else if (!isForAll(kind)) fire(draft, { ...timer, kind, measured }, fired)
  }
  // Several that come due at once ask once.
  if (due.some(({ kind }) => kind === 'duties')) remindDuties(draft)
  if (due.some(({ kind }) => kind === 'hand-over')) handOver(draft)
  fireOverdue(draft)
  return fired
}

type ForAll = 'levels' | 'deployed' | 'duties' | 'hand-over'

function isForAll(kind: DueTimer['kind']): kind is ForAll {
  return kind === 'levels' || kind === 'deployed' || kind === 'duties' || kind === 'hand-over'
}

/** One of them can make another due, but not for ever. */
const MOST_PASSES = 5

/** What this very round has made overdue happens in it, and not a minute later. */
function fireOverdue(draft: Draft): void {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const isOverdue = (it: Draft['responses'][number]) =>
      it.kind === 'timer' && it.timer.dueAt <= draft.now && OWED.some((kind) => kind === it.timer.kind)
    const due = draft.responses.filter(isOverdue).flatMap((it) => (it.kind === 'timer' ? [it.timer] : []))
    if (due.length === 0) return
    draft.responses = draft.responses.filter((it) => !isOverdue(it))
    const inOrder = due.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    for (const { incident, kind } of inOrder) {
      const timer = OWED.find((one) => one === kind)
      if (incident !== null && timer) apply(draft, incident, { kind: 'time', timer, doubt: null, by: RULE })
    }
  }
}

type Firing = Omit<DueTimer, 'kind'> & { kind: TimerKind; measured: Measured | null }

function fire(draft: Draft, { key, kind, dueAt, incident: ref, measured }: Firing, fired: Fired): void {
  const incident = ref === null ? undefined : draft.incidents.get(ref)
  if (incident === undefined) return
  const stretch = stretchOf(kind, incident, draft)
  const services = new Set(Object.values(incident.signals).map((signal) => signal.service))
  const doubt = stretch === null ? null : doubtAbout(witnessOf(draft), { services, measured, ...stretch })
  if (kind === 'proof' && doubt !== UNWATCHED && isOpenQuestion(incident, doubt, draft)) {
    fired.again.push({ key, kind, incident: ref, dueAt: Math.max(dueAt, draft.now) + ASK_AGAIN_MS })
  } else {
    apply(draft, incident.ref, { kind: 'time', timer: kind, doubt, by: RULE })
  }
}

/** What the monitors are asked to vouch for; null: they are not asked. */
function stretchOf(kind: DueTimer['kind'], incident: Incident, { runbook, now }: Draft) {
  const policy = runbook.services[incident.rollback?.service ?? '']?.rollback
  if (kind === 'proof') return { since: incident.rollback?.changedAt ?? now, windowMs: policy?.stableMs ?? 0 }
  if (kind === 'watch') return { since: incident.mitigatedAt ?? now, windowMs: runbook.verification.watchMs }
  return null
}

function witnessOf({ runbook, ground, now }: Draft) {
  return { runbook, passes: ground.passes, now }
}

/** Doubt is not failure; but what could not be vouched for in hours is not proven any more. */
function isOpenQuestion(incident: Incident, doubt: string | null, draft: Draft): boolean {
  const changedAt = incident.rollback?.changedAt ?? null
  if (changedAt === null || draft.now - changedAt >= VOUCHING_MS) return false
  const failing = failingSignals(incident)
  return failing.length === 0 ? doubt !== null : failing.every((signal) => isMending(draft.troubles, signal.key))
}

/** Asked again for a day, because a deploy that ends some trouble has yet to show that it is good. */
function judgeDeploy(draft: Draft, timer: DueTimer, fired: Fired): void {
  const deploy = draft.ground.deploys.find((it) => knownGoodKey(it) === timer.key)
  if (deploy === undefined || deploy.finishedAt === null || deploy.knownGoodAt !== null) return
  const live = liveDeploys(draft.ground.deploys, draft.runbook).find((it) => it.service === deploy.service)
  if (live?.id !== deploy.id) return
  if (isGood(draft, deploy, deploy.finishedAt)) fired.knownGood.push(deploy.id)
  else if (draft.now - deploy.finishedAt < DAY) fired.again.push({ ...timer, dueAt: draft.now + KNOWN_GOOD_MS })
}

function isGood(draft: Draft, deploy: Deploy, finishedAt: Instant): boolean {
  const { service } = deploy
  const since = Math.max(finishedAt, draft.now - KNOWN_GOOD_MS)
  const wasHurt = [...draft.incidents.values()].some(
    (incident) =>
      incident.suspect?.id === deploy.id ||
      (isAbout(incident, service) && !isLeak(incident) && (incident.mitigatedAt ?? draft.now) >= since),
  )
  const isTroubled = [...draft.troubles.values()].some(
    (health) => health.state !== 'up' && draft.runbook.monitors[health.monitor]?.service === service,
  )
  const stretch = { services: new Set([service]), since, windowMs: KNOWN_GOOD_MS, measured: null }
  return !wasHurt && !isTroubled && doubtAbout(witnessOf(draft), stretch) === null
}

/** Of the service, or suspecting it: what hurts others through it is no proof that it is good. */
function isAbout({ service, signals, suspect }: Incident, wanted: string): boolean {
  const hurt = Object.values(signals).map((signal) => signal.service)
  return [service, suspect?.service, ...hurt].includes(wanted)
}

export function knownGoodKey(deploy: Pick<Deploy, 'id'>): string {
  return `deploy/${deploy.id}/known-good`
}
