// What a responder sees first: what is open, whether the watcher itself keeps going, and what is planned.

import { type Incident, isOpen } from '../incident/incident.ts'
import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Maintenance } from '../watch/maintenance.ts'
import { gapsOf, minutesOf, type OwnClock } from './own-minutes.ts'
import type { RespondListView } from './page-view.ts'

export type RespondListFacts = {
  incidents: readonly Incident[]
  clock: OwnClock
  maintenance: readonly Maintenance[]
  responder: string
  reportId: string
}

export function respondListView(facts: RespondListFacts, runbook: Runbook, now: Instant): RespondListView {
  const { incidents, clock, maintenance, responder, reportId } = facts
  return {
    organisation: runbook.organisation.name,
    responder,
    now,
    open: incidents.filter(isOpen).map(({ ref, title, severity, phase, detectedAt, acknowledged }) => ({
      ref,
      title,
      severity,
      phase,
      detectedAt,
      isAcknowledged: acknowledged !== null,
    })),
    reportable: reportableOf(runbook),
    reportId,
    minutes: minutesOf(clock, now),
    gaps: gapsOf(clock, now),
    planned: maintenance
      .filter(({ until }) => until > now)
      .toSorted((a, b) => a.from - b.from)
      .map(({ service, from, until, reason, author }) => {
        return { title: runbook.services[service]?.title ?? service, from, until, reason, author }
      }),
  }
}

function reportableOf({ services }: Runbook): RespondListView['reportable'] {
  return Object.values(services)
    .filter(({ environment }) => environment === 'production')
    .flatMap(({ id, title, features }) => [
      { service: id, feature: null, title },
      ...Object.values(features).map((feature) => ({
        service: id,
        feature: feature.id,
        title: `${title}: ${feature.title}`,
      })),
    ])
}
