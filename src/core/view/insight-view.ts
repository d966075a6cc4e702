// What is made of an incident, in sentences for whoever has to deal with it.

import { failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import { fixDueAt } from '../insight/fix.ts'
import { type Fix, insightOf } from '../insight/insight.ts'
import type { Runbook } from '../runbook.ts'
import { type Instant, spoken, utc } from '../time.ts'

/** An incident that this one comes back from. */
export type Past = {
  ref: string
  at: Instant
  /** null: it has not ended. */
  end: (IncidentEvent & { kind: 'resolved' | 'closed' | 'dismissed' }) | null
}

/** `after`: those that came back from it. */
export type Recurrence = { before: Past | null; after: readonly string[] }

export type InsightView = {
  cause: string | null
  fix: string | null
  byRules: string | null
  before: { ref: string; words: string } | null
  after: readonly string[]
}

export function insightView(incident: Incident, { before, after }: Recurrence, { runbook, now }: Seen): InsightView {
  const { fix, eased } = insightOf(incident)
  const isOurs = incident.severitySetBy === undefined && isOpen(incident) && failingSignals(incident).length > 0
  return {
    cause: causeWords(incident, runbook),
    fix: fix && fixWords(fix, isOpen(incident), { runbook, now }),
    byRules: eased !== null && isOurs ? `By the rules it would be ${eased.severity} now.` : null,
    before: before && { ref: before.ref, words: pastWords(before, now) },
    after,
  }
}

type Seen = { runbook: Runbook; now: Instant }

export function causeWords(incident: Incident, { services }: Runbook): string | null {
  const { cause } = insightOf(incident)
  return cause && `${services[cause.service]?.title ?? cause.service}, as ${cause.reason}.`
}

export function pastWords({ at, end }: Past, now: Instant): string {
  const ago = `${spoken(now - at)} ago`
  if (end === null) return `${ago}.`
  if (end.kind === 'closed') return `${ago}. Its cause: ${end.cause}`
  return end.kind === 'dismissed'
    ? `${ago}. It was dismissed as a false alarm: ${end.reason}`
    : `${ago}. It was resolved: ${end.reason}`
}

function fixWords({ deploy, state }: Fix, isWatched: boolean, { runbook, now }: Seen): string {
  const { version, sha, service, finishedAt } = deploy
  const title = runbook.services[service]?.title ?? service
  const live = `${version ?? sha} of ${title}, live since ${utc(finishedAt ?? 0)}`
  if (state === 'helped') return `${live}: it seems to have helped.`
  if (state === 'failed') return `${live}: it did not help.`
  return isWatched && now <= fixDueAt(deploy) ? `${live}: it is watched until ${utc(fixDueAt(deploy))}.` : `${live}.`
}
