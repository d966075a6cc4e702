// Signals are correlated, not stacked: one open incident per cause.

import { coveredBy } from '../by-hand/scope.ts'
import { isMutedBy } from '../incident/dismiss.ts'
import { failingSignals, type Incident, isOpen, signalOf } from '../incident/incident.ts'
import { type Actor, RULE } from '../incident/incident-event.ts'
import { areRelated, dependenciesOf } from '../rollback/suspect.ts'
import type { Monitor } from '../runbook.ts'
import { type Instant, MINUTE } from '../time.ts'
import { type Health, isWell, plainlyUp } from '../watch/health.ts'
import { sinceAfter } from '../watch/maintenance.ts'
import { membersOf } from '../watch/members.ts'
import { type Impact, isFelt, MONITOR, monitorKey, type Signal, type SignalChange } from '../watch/signal.ts'
import { apply, type Draft, openIncident, openIncidents } from './draft.ts'
import { takeMerge } from './merge.ts'
import { mutedUntil } from './mute.ts'
import { silencedUntil } from './silence.ts'

export const PRODUCTION = 'production'

/** `by`: whoever states it, where that is not a rule. */
export function takeSignal(draft: Draft, change: SignalChange, by: Actor = RULE): void {
  if (change.kind === 'recovered') {
    for (const incident of openIncidents(draft)) {
      if (signalOf(incident, change.key)) apply(draft, incident.ref, { ...change, kind: 'recover', by: RULE })
    }
    return
  }
  const { signal } = change
  if (draft.runbook.services[signal.service]?.environment !== PRODUCTION) return
  const home = homeOf(draft, signal)
  if (home === null) openIncident(draft, signal, by)
  else apply(draft, home.incident.ref, { kind: 'join', signal, why: home.why, by })
  absorbDependants(draft, signal)
}

/** How far apart two beginnings can lie that have one cause. */
const ONE_CAUSE_MS = 10 * MINUTE

/** What several incidents need fails too, only later or seen later: so they were one all along. */
function absorbDependants(draft: Draft, signal: Signal): void {
  const stays = openIncidents(draft).find((incident) => signalOf(incident, signal.key)?.isFailing)
  if (stays === undefined || !isFelt(signal.impact)) return
  const { title = signal.service } = draft.runbook.services[signal.service] ?? {}
  for (const { ref, service, scope, outageStartedAt } of openIncidents(draft)) {
    const needs = ref !== stays.ref && dependenciesOf(service, draft.runbook).includes(signal.service)
    const isNear = Math.abs(outageStartedAt - signal.startedAt) <= ONE_CAUSE_MS
    if (!needs || !isNear || !isFelt(scope.impact)) continue
    takeMerge(draft, ref, { kind: 'merge', into: stays.ref, reason: `${title} fails, which both need`, by: RULE })
  }
}

type Home = { incident: Incident; why: string }

/** The incident a signal belongs to: its own, the one in which it fails before any other, one about the same or a dependent service, or one that ended just now. */
export function homeOf(draft: Draft, signal: Signal): Home | null {
  const holders = openIncidents(draft).filter((incident) => signalOf(incident, signal.key))
  const own = holders.find((incident) => signalOf(incident, signal.key)?.isFailing) ?? holders[0]
  if (own) return { incident: own, why: 'it is about the same thing' }
  return relatedTo(signal, signal.service, draft) ?? endedHomeOf(draft, signal)
}

/** What nobody outside feels is not mixed with what everybody does. */
function relatedTo({ impact }: Signal, service: string, draft: Draft): Home | null {
  const alike = openIncidents(draft).filter(({ scope }) =>
    isFelt(scope.impact) ? isFelt(impact) : scope.impact === impact,
  )
  const isNear = (other: string) => areRelated(other, service, draft.runbook)
  const related = alike.find((incident) => failingServices(incident).some(isNear))
  if (related === undefined) {
    const covering = alike.find(({ byHand }) => byHand && coveredBy(byHand).some(isNear))
    return covering === undefined ? null : { incident: covering, why: `a person said that it is about ${service}` }
  }
  const near = failingServices(related).find(isNear)
  return { incident: related, why: near === service ? 'same service' : `${service} and ${near} depend on each other` }
}

/** In which it began, and in which anything fails by now: order is chance. */
function failingServices(incident: Incident): string[] {
  return [incident.service, ...failingSignals(incident).map((signal) => signal.service)]
}

/** What ended is not reopened beside an open incident of the same cause: the signal joins that one. */
function endedHomeOf(draft: Draft, signal: Signal): Home | null {
  const { reopenMs } = draft.runbook.verification
  const ended = [...draft.incidents.values()].find(
    (incident) =>
      incident.phase === 'resolved' &&
      signalOf(incident, signal.key) &&
      draft.now - (incident.resolvedAt ?? 0) <= reopenMs,
  )
  if (ended === undefined) return null
  return relatedTo(signal, ended.service, draft) ?? { incident: ended, why: 'it came back' }
}

/** Level-triggered: what is down has to be in an incident, what works must not fail in one. A lost edge heals itself here. */
export function compareLevels(draft: Draft): void {
  const isHeard = (incident: Incident) => isOpen(incident) || incident.dismissedAt !== undefined
  for (const incident of [...draft.incidents.values()].filter(isHeard)) recoverMonitors(draft, incident)
  const members = membersOf(draft.runbook)
  for (const health of causesFirst(draft)) {
    const monitor = draft.runbook.monitors[health.monitor]
    const isFailing = health.state === 'down' || health.state === 'degraded'
    if (monitor === undefined) forget(draft, health)
    else if (isFailing && !members.has(monitor.id)) takeFailure(draft, health, monitor)
  }
}

function takeFailure(draft: Draft, health: Health, monitor: Monitor): void {
  const signal = signalOfHealth(draft, health, monitor)
  if (!isKnown(draft, signal.key)) {
    if (isFalseAlarm(draft, signal)) return
    const waits = mutedUntil(health, monitor, draft) ?? silenceOf(draft, monitor, signal)
    if (waits !== null) {
      askAgainAt(draft, waits)
      return
    }
  }
  takeSignal(draft, { kind: 'failing', signal })
}

function signalOfHealth({ ground, now }: Draft, health: Health, { id, title, service, feature }: Monitor): Signal {
  return {
    key: monitorKey(id),
    source: MONITOR,
    service,
    feature,
    impact: impactOf(health),
    startedAt: Math.min(sinceAfter(ground.maintenance, service, health.since), now),
    summary: `${title}: ${health.reason}`,
  }
}

/** Only what would open an incident is held back: one that is open about the same cause goes on, and is told. */
function silenceOf(draft: Draft, monitor: Monitor, signal: Signal): Instant | null {
  const home = homeOf(draft, signal)
  if (home !== null && isOpen(home.incident)) return null
  return silencedUntil(draft.ground.silences, monitor, draft.now)
}

function impactOf({ state, unfelt }: Health): Impact {
  return unfelt ?? (state === 'down' ? 'outage' : 'degradation')
}

function isKnown(draft: Draft, key: string): boolean {
  return openIncidents(draft).some((incident) => signalOf(incident, key))
}

function isFalseAlarm(draft: Draft, signal: Pick<Signal, 'key' | 'impact'>): boolean {
  return [...draft.incidents.values()].some((incident) => isMutedBy(incident, signal, draft.now))
}

/** A timer without an incident: that it fires is enough, because every round compares. */
export function askAgainAt(draft: Draft, dueAt: Instant): void {
  const timer = { key: `levels/${dueAt}`, kind: 'levels', incident: null, dueAt } as const
  draft.responses.push({ kind: 'timer', timer })
}

/** What others depend on is read before them, so that an incident is named after its cause. */
function causesFirst({ troubles, runbook }: Draft): Health[] {
  const depth = ({ monitor }: Health) => dependenciesOf(runbook.monitors[monitor]?.service ?? '', runbook).length
  return [...troubles.values()].toSorted((a, b) => depth(a) - depth(b))
}

function recoverMonitors(draft: Draft, incident: Incident): void {
  for (const signal of failingSignals(incident)) {
    if (signal.source !== MONITOR) continue
    const id = signal.key.slice(monitorKey('').length)
    const health = draft.troubles.get(id)
    if (health !== undefined && !isWell(health)) continue
    const monitor = draft.runbook.monitors[id]
    const summary = monitor ? `${monitor.title} passes again` : `${id} is not watched any more`
    apply(draft, incident.ref, { kind: 'recover', key: signal.key, summary, by: RULE })
  }
}

/** A monitor that has left the runbook takes its trouble with it. */
function forget(draft: Draft, health: Health): void {
  draft.troubles.set(health.monitor, plainlyUp(health.monitor, draft.now))
  draft.changedTroubles.add(health.monitor)
}
