// The public truth, out of the stored facts: the page, and later badge, feed and API, come from this one function.

import { isMutedBy } from '../incident/dismiss.ts'
import { type Incident, isOpen } from '../incident/incident.ts'
import type { PublicMoment } from '../incident/parts/public-moment.ts'
import { type DayTally, UPTIME_MEANS } from '../kept/rollup.ts'
import type { Runbook, Service } from '../runbook.ts'
import { type Instant, MINUTE, minuteOf, spoken } from '../time.ts'
import type { Health } from '../watch/health.ts'
import { awayUntil, type Maintenance } from '../watch/maintenance.ts'
import { membersOf } from '../watch/members.ts'
import { isFelt, monitorKey, type Signal } from '../watch/signal.ts'
import { gapsOf, type OwnClock } from './own-minutes.ts'
import type { PublicIncident, PublicPhase, PublicService, PublicState, PublicUpdate, StatusView } from './page-view.ts'
import { uptimeOf } from './uptime-view.ts'

export type StatusFacts = {
  measuredMinute: number | null
  troubles: readonly Health[]
  incidents: readonly Incident[]
  maintenance: readonly Maintenance[]
  /** By service; nothing before the first hour is over. */
  standing: Readonly<Record<string, readonly DayTally[]>>
  /** Nothing before the first minute. */
  clock: OwnClock | null
}

/** Older than this and what we know is not what is. */
const STALE_AFTER_MINUTES = 3
const MOST_RECENT = 5
const MOST_PLANNED = 5

const WORST_FIRST: readonly PublicState[] = [
  'outage',
  'degraded',
  'unknown',
  'maintenance',
  'not-watched',
  'operational',
]

export function statusView(facts: StatusFacts, runbook: Runbook, now: Instant): StatusView {
  const { measuredMinute, incidents, clock } = facts
  const services = Object.values(runbook.services)
    .filter((service) => service.environment === 'production')
    .map((service) => serviceView(service, facts, { runbook, now }))
  const told = incidents
    .filter((incident) => isFelt(incident.scope.impact))
    .map((incident) => incidentView(incident, runbook))
  const isStale = measuredMinute === null || minuteOf(now) - measuredMinute > STALE_AFTER_MINUTES
  const worst = worstOf(services.map((service) => service.state))
  return {
    organisation: runbook.organisation.name,
    contact: runbook.organisation.contact,
    now,
    overall: isStale && worst === 'operational' ? 'unknown' : worst,
    watchedAt: measuredMinute === null ? null : measuredMinute * MINUTE,
    isStale,
    services,
    uptimeMeans: UPTIME_MEANS,
    gaps: gapsOf(clock, now),
    planned: plannedOf(facts.maintenance, { runbook, now }),
    open: told.filter((incident) => incident.phase !== 'resolved'),
    recent: told.filter((incident) => incident.phase === 'resolved').slice(0, MOST_RECENT),
  }
}

type Seen = { runbook: Runbook; now: Instant }

/** Why, and who says so, is not for everybody. */
function plannedOf(maintenance: readonly Maintenance[], { runbook, now }: Seen): StatusView['planned'] {
  const planned = maintenance.flatMap(({ service, from, until }) => {
    const its = runbook.services[service]
    return its?.environment === 'production' && until > now ? [{ title: its.title, from, until }] : []
  })
  return planned.toSorted((a, b) => a.from - b.from).slice(0, MOST_PLANNED)
}

function serviceView(service: Service, facts: StatusFacts, { runbook, now }: Seen): PublicService {
  const features = Object.values(service.features).map((feature) => ({
    title: feature.title,
    state: stateOf({ service: service.id, feature: feature.id }, facts, { runbook, now }),
  }))
  const own = stateOf({ service: service.id, feature: null }, facts, { runbook, now })
  const watched = features.map((feature) => feature.state).filter((state) => state !== 'not-watched')
  // A broken feature leaves its service limping, not dead.
  const limping = watched.map((state) => (state === 'outage' ? 'degraded' : state))
  const known = own === 'not-watched' && watched.length > 0 ? limping : [own, ...limping]
  const isAway = awayUntil(facts.maintenance, service.id, now) !== null
  const uptime = uptimeOf(facts.standing?.[service.id] ?? [], now)
  return { title: service.title, state: isAway ? 'maintenance' : worstOf(known), uptime, features }
}

type Part = { service: string; feature: string | null }

function stateOf(part: Part, facts: StatusFacts, { runbook, now }: Seen): PublicState {
  const { measuredMinute, troubles, incidents } = facts
  const members = membersOf(runbook)
  const monitors = Object.values(runbook.monitors).filter(
    (it) => it.service === part.service && it.feature === part.feature && !members.has(it.id),
  )
  const states = monitors.map((monitor) => {
    const health = troubles.find((it) => it.monitor === monitor.id)
    if (health === undefined || health.unfelt) return 'operational'
    // The monitor says that it fails, and a person that it does not.
    return incidents.some((incident) => isMutedBy(incident, signalOfHealth(health), now))
      ? 'unknown'
      : STATES[health.state]
  })
  const signals = incidents.filter(isOpen).flatMap((incident) => Object.values(incident.signals))
  const stated = signals
    .filter(
      (it) => it.isFailing && it.source !== 'monitor' && it.service === part.service && it.feature === part.feature,
    )
    .map((it): PublicState => (it.impact === 'outage' ? 'outage' : 'degraded'))
  if (stated.length > 0) return worstOf([...stated, ...states])
  if (monitors.length === 0) return 'not-watched'
  return measuredMinute === null && states.every((state) => state === 'operational') ? 'unknown' : worstOf(states)
}

function signalOfHealth({ monitor, state }: Health): Pick<Signal, 'key' | 'impact'> {
  return { key: monitorKey(monitor), impact: state === 'down' ? 'outage' : 'degradation' }
}

/** Suspected once is not yet said in public. */
const STATES: Readonly<Record<Health['state'], PublicState>> = {
  up: 'operational',
  degraded: 'degraded',
  down: 'outage',
  unknown: 'unknown',
}

function worstOf(states: readonly PublicState[]): PublicState {
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'not-watched'
}

function incidentView(incident: Incident, runbook: Runbook): PublicIncident {
  const services = new Set(Object.values(incident.signals).map((signal) => signal.service))
  return {
    ref: incident.ref,
    title: incident.title,
    phase: incident.phase === 'closed' ? 'resolved' : incident.phase,
    severity: incident.severity,
    startedAt: incident.outageStartedAt,
    resolvedAt: incident.resolvedAt,
    services: [...services].map((id) => runbook.services[id]?.title ?? id),
    updates: updatesOf(incident, runbook).toReversed(),
    partOf: incident.mergedInto ?? null,
  }
}

/** What happens at one instant is told once, by its last word; a message to customers changes nothing in where we stand. */
function updatesOf({ updates, mergedInto = '' }: Incident, runbook: Runbook): PublicUpdate[] {
  const told: PublicUpdate[] = []
  for (const moment of updates) {
    const last = told.at(-1)
    const isMessage = moment.kind === 'notice_written'
    const isSameInstant = last?.at === moment.at
    if (isSameInstant && isMessage) continue
    if (isSameInstant) told.pop()
    const update = updateOf(moment, mergedInto, runbook)
    told.push(isMessage ? { ...update, phase: last?.phase ?? update.phase } : update)
  }
  return told
}

function updateOf({ at, kind }: PublicMoment, mergedInto: string, runbook: Runbook): PublicUpdate {
  const watch = spoken(runbook.verification.watchMs)
  const said: Record<PublicMoment['kind'], [PublicPhase, string]> = {
    opened: ['investigating', 'We have noticed a problem and are looking into it.'],
    mitigated: ['identified', 'The effects are contained.'],
    watch_started: ['monitoring', `It works again. We are watching for ${watch}.`],
    failed_again: ['investigating', 'It fails again. We are looking into it.'],
    notice_written: ['investigating', 'The customers who are affected have been written to.'],
    resolved: ['resolved', 'It works again, and we have stopped watching it closely.'],
    dismissed: ['resolved', 'It was a false alarm: nothing was wrong.'],
    merged: ['resolved', `This is part of ${mergedInto}.`],
    reopened: ['investigating', 'The problem is back. We are looking into it.'],
  }
  const [phase, text] = said[kind]
  return { at, phase, text }
}
