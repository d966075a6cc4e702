// What a responder sees first: what is open, whether the watcher itself keeps going, and what is planned.

import type { Silence } from '../desk/silence.ts'
import { type Incident, isOpen } from '../incident/incident.ts'
import { onCallChain } from '../people/on-call.ts'
import type { Duty } from '../people/people.ts'
import { missingToClose } from '../people/postmortem-acts.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'
import type { Maintenance } from '../watch/maintenance.ts'
import type { Signal } from '../watch/signal.ts'
import { failingUnder } from './meanwhile.ts'
import { gapsOf, minutesOf, type OwnClock } from './own-minutes.ts'
import type { RespondListView, Span } from './page-view.ts'
import { type StandingByService, sloLines } from './slo-view.ts'

export type RespondListFacts = {
  incidents: readonly Incident[]
  clock: OwnClock
  maintenance: readonly Maintenance[]
  silences: readonly Silence[]
  troubles: readonly Health[]
  /** What silences keep back of what sources say. */
  held: readonly Signal[]
  standing: StandingByService
  absences: readonly { id: string; responder: string; from: Instant; until: Instant }[]
  deploys: readonly Deploy[]
  /** Open ones. */
  duties: readonly Omit<Duty, 'remindAt'>[]
  responder: string
  reportId: string
}

export function respondListView(facts: RespondListFacts, runbook: Runbook, now: Instant): RespondListView {
  const { incidents, clock, standing, responder, reportId } = facts
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
    secrets: Object.keys(runbook.secrets),
    slos: sloLines(runbook, standing, now),
    minutes: minutesOf(clock, now),
    gaps: gapsOf(clock, now),
    ...peopleOf(facts, runbook, now),
    toClose: toCloseOf(incidents),
    duties: facts.duties.map(({ key, what, owner, dueAt, incident }) => {
      return { key, what, owner: owner === null ? null : (runbook.responders[owner]?.name ?? owner), dueAt, incident }
    }),
    planned: comingOf(facts.maintenance, now).map((it) => ({
      ...quietView(it, { ...facts, held: [] }, { runbook, now }),
      title: runbook.services[it.service]?.title ?? it.service,
    })),
    silences: comingOf(facts.silences, now).map((it) => ({
      ...quietView(it, facts, { runbook, now }),
      id: it.id,
      title: silenceTitle(it, runbook),
    })),
    silenceable: silenceableOf(runbook),
  }
}

function comingOf<Quiet extends Span>(declared: readonly Quiet[], now: Instant): Quiet[] {
  return declared.filter(({ until }) => until > now).toSorted((a, b) => a.from - b.from)
}

function quietView(it: Maintenance | Silence, facts: RespondListFacts, when: { runbook: Runbook; now: Instant }) {
  const { from, until, reason, author } = it
  return { from, until, reason, author, failing: failingUnder(it, facts, when) }
}

function silenceTitle({ service, monitor }: Pick<Silence, 'service' | 'monitor'>, { services, monitors }: Runbook) {
  const title = services[service]?.title ?? service
  return monitor === null ? title : `${title}: ${monitors[monitor]?.title ?? monitor}`
}

function silenceableOf(runbook: Runbook): RespondListView['silenceable'] {
  return Object.values(runbook.services)
    .filter(({ environment }) => environment === 'production')
    .flatMap(({ id: service }) => {
      const monitors = Object.values(runbook.monitors).filter((monitor) => monitor.service === service)
      return [null, ...monitors.map(({ id }) => id)].map((monitor) => {
        return { service, monitor, title: silenceTitle({ service, monitor }, runbook) }
      })
    })
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

function toCloseOf(incidents: readonly Incident[]): RespondListView['toClose'] {
  return incidents
    .filter(({ phase }) => phase === 'resolved')
    .map((incident) => {
      const { ref, title, severity, resolvedAt, detectedAt } = incident
      return { ref, title, severity, resolvedAt: resolvedAt ?? detectedAt, missing: missingToClose(incident) }
    })
}

type People = Pick<RespondListView, 'onCall' | 'absences' | 'responders'>

/** The order in which they would be called for anything but the worst, which calls everybody. */
function peopleOf({ absences, deploys }: RespondListFacts, runbook: Runbook, now: Instant): People {
  const { responders, services } = runbook
  const name = (id: string) => responders[id]?.name ?? id
  const absent = absences.filter(({ from }) => from <= now).map(({ responder }) => responder)
  const roster = { deploys, runbook, absent, now }
  return {
    onCall: Object.values(services)
      .filter(({ environment }) => environment === 'production')
      .map((service) => ({
        title: service.title,
        names: onCallChain(service, roster).map(({ id }) => name(id)),
      })),
    absences: absences.map(({ id, responder, from, until }) => ({ id, name: name(responder), from, until })),
    responders: Object.values(responders).map(({ id, name }) => ({ id, name })),
  }
}
