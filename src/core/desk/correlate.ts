// Signals are correlated, not stacked: one open incident per cause.

import { isMutedBy } from '../incident/dismiss.ts'
import { failingSignals, type Incident, isOpen, signalOf } from '../incident/incident.ts'
import { type Actor, RULE } from '../incident/incident-event.ts'
import { areRelated, dependenciesOf } from '../rollback/suspect.ts'
import type { Instant } from '../time.ts'
import { type Health, isWell, plainlyUp } from '../watch/health.ts'
import { sinceAfter } from '../watch/maintenance.ts'
import { membersOf } from '../watch/members.ts'
import { type Impact, isFelt, MONITOR, monitorKey, type Signal, type SignalChange } from '../watch/signal.ts'
import { apply, type Draft, openIncident, openIncidents } from './draft.ts'
import { mutedUntil } from './mute.ts'

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
}

type Home = { incident: Incident; why: string }

/** The incident a signal belongs to: its own, one about the same or a dependent service, or one that ended just now. */
function homeOf(draft: Draft, signal: Signal): Home | null {
  const own = openIncidents(draft).find((incident) => signalOf(incident, signal.key))
  if (own) return { incident: own, why: 'it is about the same thing' }
  return relatedTo(signal, signal.service, draft) ?? endedHomeOf(draft, signal)
}

/** What nobody outside feels is not mixed with what everybody does. */
function relatedTo({ impact }: Signal, service: string, draft: Draft): Home | null {
  const related = openIncidents(draft)
    .filter(({ scope }) => (isFelt(scope.impact) ? isFelt(impact) : scope.impact === impact))
    .find((incident) => areRelated(incident.service, service, draft.runbook))
  if (related === undefined) return null
  const isSame = related.service === service
  return { incident: related, why: isSame ? 'same service' : `${service} and ${related.service} depend on each other` }
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
    if (monitor === undefined) forget(draft, health)
    if (monitor === undefined || members.has(monitor.id)) continue
    if (health.state !== 'down' && health.state !== 'degraded') continue
    const key = monitorKey(monitor.id)
    const isNobodys = !isKnown(draft, key)
    if (isNobodys && isFalseAlarm(draft, { key, impact: impactOf(health) })) continue
    const muted = isNobodys ? mutedUntil(health, monitor, draft) : null
    if (muted !== null) {
      askAgainAt(draft, muted)
      continue
    }
    takeSignal(draft, {
      kind: 'failing',
      signal: {
        key,
        source: MONITOR,
        service: monitor.service,
        feature: monitor.feature,
        impact: impactOf(health),
        startedAt: sinceAfter(draft.ground.maintenance, monitor.service, health.since),
        summary: `${monitor.title}: ${health.reason}`,
      },
    })
  }
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
function askAgainAt(draft: Draft, dueAt: Instant): void {
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
