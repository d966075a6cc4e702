// Timers that have come due. Those that ask the monitors to vouch for a stretch of time wait until the minute has measured.

import type { Deploy } from './deploy.ts'
import { apply, type Draft } from './draft.ts'
import type { DueTimer, Measured } from './ground.ts'
import type { Incident } from './incident.ts'
import { RULE } from './incident-event.ts'
import { liveDeploys } from './suspect.ts'
import { type Instant, MINUTE, minuteOf, spoken } from './time.ts'

/** At one instant what ends something is asked before what would merely go on. */
const ORDER: readonly DueTimer['kind'][] = ['trigger', 'known-good', 'proof', 'watch', 'first-notice', 'update']
const NEEDS_MEASURE: readonly DueTimer['kind'][] = ['proof', 'watch', 'known-good']

const UNWATCHED = 'no monitor watches what failed'

/** A deploy that stayed up this long while we watched is a good one to go back to. */
export const KNOWN_GOOD_MS = 15 * MINUTE

export function fireTimers(draft: Draft, measured: Measured | null): { firedTimers: string[]; knownGood: string[] } {
  const due = draft.ground.timers
    .filter((timer) => timer.dueAt <= draft.now && (measured !== null || !NEEDS_MEASURE.includes(timer.kind)))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.dueAt - b.dueAt)
  const knownGood = due.flatMap((timer) => fire(draft, timer, measured))
  return { firedTimers: due.map((timer) => timer.key), knownGood }
}

function fire(draft: Draft, { kind, key, incident: ref }: DueTimer, measured: Measured | null): string[] {
  if (kind === 'known-good') return judgeDeploy(draft, key)
  const incident = ref === null ? undefined : draft.incidents.get(ref)
  if (incident === undefined) return []
  const since = kind === 'proof' ? incident.rollback?.changedAt : incident.mitigatedAt
  const services = new Set(Object.values(incident.signals).map((signal) => signal.service))
  const isBlind = kind === 'proof' && ![...services].some((service) => hasMonitor(draft, service))
  const isAsked = NEEDS_MEASURE.includes(kind)
  const doubt = isBlind ? UNWATCHED : isAsked ? doubtAbout(draft, services, since ?? draft.now, measured) : null
  apply(draft, incident.ref, { kind: 'time', timer: kind, doubt, by: RULE })
  return []
}

/** Zero measurements never pass: what nobody watched is not known to have been fine. */
function doubtAbout(draft: Draft, services: Set<string>, since: Instant, measured: Measured | null): string | null {
  const unknown = (measured?.unknown ?? []).filter((id) => services.has(draft.runbook.monitors[id]?.service ?? ''))
  if (unknown.length > 0) return `nothing is known about ${unknown.join(' and ')} just now`
  const expected = minuteOf(draft.now) - minuteOf(since)
  const watched = draft.ground.completed.filter(
    (minute) => minute > minuteOf(since) && minute <= minuteOf(draft.now),
  ).length
  if (watched > 0 && watched * 2 >= expected - 1) return null
  return `only ${watched} of the last ${spoken(draft.now - since)} were watched`
}

function judgeDeploy(draft: Draft, key: string): string[] {
  const deploy = draft.ground.deploys.find((it) => knownGoodKey(it) === key)
  if (deploy === undefined || deploy.finishedAt === null || deploy.knownGoodAt !== null) return []
  const { id, service, finishedAt } = deploy
  const live = liveDeploys(draft.ground.deploys, draft.runbook).find((it) => it.service === service)
  const wasHurt = [...draft.incidents.values()].some(
    (incident) => isAbout(incident, service) && (incident.mitigatedAt ?? draft.now) >= finishedAt,
  )
  const isTroubled = [...draft.troubles.values()].some(
    (health) => health.state !== 'up' && draft.runbook.monitors[health.monitor]?.service === service,
  )
  const isWatched = hasMonitor(draft, service) && doubtAbout(draft, new Set([service]), finishedAt, null) === null
  return live?.id === id && !wasHurt && !isTroubled && isWatched ? [id] : []
}

/** Of the service, or suspecting it: what hurts others through it is no proof that it is good. */
function isAbout({ service, signals, suspect }: Incident, wanted: string): boolean {
  const hurt = Object.values(signals).map((signal) => signal.service)
  return [service, suspect?.service, ...hurt].includes(wanted)
}

/** What no monitor watches was never measured. */
function hasMonitor({ runbook }: Draft, service: string): boolean {
  return Object.values(runbook.monitors).some((monitor) => monitor.service === service)
}

export function knownGoodKey(deploy: Pick<Deploy, 'id'>): string {
  return `deploy/${deploy.id}/known-good`
}
