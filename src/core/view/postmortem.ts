// The draft of a post-mortem: what the stored events know of an incident, measured and sorted. Invents nothing, blames nobody.

import type { Incident } from '../incident/incident.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Phase } from '../incident/parts/phase.ts'
import type { Scope } from '../incident/severity.ts'
import { needsPostmortem } from '../people/duties.ts'
import { postmortemOf } from '../people/postmortem-acts.ts'
import type { Runbook, Severity } from '../runbook.ts'
import { checklistOf } from '../secrets/leak.ts'
import type { Instant } from '../time.ts'
import type { TimelineLine } from './page-view.ts'
import { lastAssessment, rollbackWords } from './respond-view.ts'
import { tell } from './story/story.ts'

/** Milliseconds. What ends before it began was recorded with a wrong clock, and is no duration. */
export type Took = number | 'not known' | 'invalid'

type Measure = { name: 'detect' | 'acknowledge' | 'mitigate' | 'resolve'; at: Instant | null; took: Took }

export type Postmortem = {
  fileName: string
  ref: string
  title: string
  phase: Phase
  /** The last thing that is known; null: nothing was recorded. */
  recordedUntil: Instant | null
  organisation: string
  service: string
  severity: Severity
  native: string | null
  impact: Scope['impact']
  outageStartedAt: Instant
  detectedAt: Instant
  mitigatedAt: Instant | null
  outage: Took
  hurt: { scope: Scope['tenants']; tenants: string[] }
  /** Things that failed, times that one began to fail, and times that it all seemed over. */
  counts: { signals: number; failures: number; relapses: number }
  /** Looks of its monitors that failed until it was mitigated; null: nobody knows any more. */
  failedLooks: number | null
  measures: Measure[]
  /** Without its author: what let it through matters, not who. */
  suspect: { service: string; version: string; finishedAt: Instant | null } | null
  rollback: string | null
  /** What the checklist found while it went on, a line for each answer. */
  assessment: { at: Instant; lines: string[] } | null
  /** Of a leak, with when each item was done; none: it is no leak. */
  checklist: { what: string; doneAt: Instant | null }[]
  severities: TimelineLine[]
  decisions: TimelineLine[]
  /** Everything, in order; the evidence of severities and decisions stands with them. */
  timeline: TimelineLine[]
  cause: string | null
  /** Who owns each is a name, and when it is due. */
  actions: { what: string; owner: string; dueAt: Instant; doneAt: Instant | null }[]
  isRequired: boolean
  dueInDays: number
}

export function postmortem(incident: Incident, events: readonly IncidentEvent[], runbook: Runbook): Postmortem {
  const { ref, title, phase, severity, native, scope, outageStartedAt, detectedAt, mitigatedAt, rollback } = incident
  return {
    fileName: fileNameOf(incident, runbook.organisation.timeZone),
    ref,
    title,
    phase,
    recordedUntil: events.at(-1)?.at ?? null,
    organisation: runbook.organisation.name,
    service: titleOf(incident.service, runbook),
    severity,
    native,
    impact: scope.impact,
    outageStartedAt,
    detectedAt,
    mitigatedAt,
    outage: took(outageStartedAt, mitigatedAt),
    hurt: { scope: scope.tenants, tenants: hurtBy(incident, events) },
    counts: countsOf(events),
    failedLooks: null,
    measures: measuresOf(incident),
    suspect: suspectOf(incident, runbook),
    rollback: rollback === null ? null : rollbackWords(rollback),
    assessment: assessmentOf(events),
    checklist: checklistOf(incident).map(({ what, done }) => ({ what, doneAt: done?.at ?? null })),
    severities: events.filter(isClassified).map(tell),
    decisions: events.filter(isDecision).map(tell),
    timeline: events.map(shortly),
    cause: events.findLast(isClosed)?.cause ?? null,
    actions: postmortemOf(incident).actions.map(({ what, owner, dueAt, doneAt }) => {
      return { what, owner: runbook.responders[owner]?.name ?? owner, dueAt, doneAt }
    }),
    isRequired: needsPostmortem(incident),
    dueInDays: runbook.communication.postmortemDays,
  }
}

function took(from: Instant, at: Instant | null): Took {
  if (at === null) return 'not known'
  return at < from ? 'invalid' : at - from
}

/** The outage counts from its start, what people and rules did from detection. */
function measuresOf({ outageStartedAt, detectedAt, acknowledged, mitigatedAt, resolvedAt }: Incident): Measure[] {
  const acknowledgedAt = acknowledged?.at ?? null
  return [
    { name: 'detect', at: detectedAt, took: took(outageStartedAt, detectedAt) },
    { name: 'acknowledge', at: acknowledgedAt, took: took(detectedAt, acknowledgedAt) },
    { name: 'mitigate', at: mitigatedAt, took: took(detectedAt, mitigatedAt) },
    { name: 'resolve', at: resolvedAt, took: took(detectedAt, resolvedAt) },
  ]
}

/** Whoever was hurt at any time, also where less failed when the severity rose. */
function hurtBy({ scope }: Incident, events: readonly IncidentEvent[]): string[] {
  const ids = [...events.filter(isClassified).flatMap((event) => event.scope.ids), ...scope.ids]
  return [...new Set(ids)].sort()
}

function countsOf(events: readonly IncidentEvent[]): Postmortem['counts'] {
  const failures = events.flatMap((event) => ('signal' in event ? [event.signal.key] : []))
  const relapses = events.filter(({ kind }) => kind === 'failed_again' || kind === 'reopened')
  return { signals: new Set(failures).size, failures: failures.length, relapses: relapses.length }
}

function suspectOf({ suspect }: Incident, runbook: Runbook): Postmortem['suspect'] {
  if (suspect === null) return null
  const { service, version, sha, finishedAt } = suspect
  return { service: titleOf(service, runbook), version: version ?? sha, finishedAt }
}

/** Without the detail, which names authors. */
function assessmentOf(events: readonly IncidentEvent[]): Postmortem['assessment'] {
  const last = lastAssessment(events)
  return last && { at: last.at, lines: last.answers.map(({ question, answer }) => `${question} ${answer}`) }
}

/** Who shipped a deploy, or was called for having done so, is left out: it explains nothing. */
function shortly(event: IncidentEvent): TimelineLine {
  const namesAuthor = NAMING_AUTHORS.includes(event.kind)
  const line = tell(event)
  return namesAuthor || isClassified(event) || isDecision(event) ? { ...line, detail: [] } : line
}

const NAMING_AUTHORS: readonly IncidentEvent['kind'][] = ['deploy_suspected', 'responders_called', 'assessed']

function isClassified(event: IncidentEvent): event is IncidentEvent & { kind: 'classified' } {
  return event.kind === 'classified'
}

function isClosed(event: IncidentEvent): event is IncidentEvent & { kind: 'closed' } {
  return event.kind === 'closed'
}

function isDecision({ kind }: IncidentEvent): boolean {
  return kind === 'gate_evaluated' || kind.startsWith('rollback_') || kind.startsWith('notice_')
}

function titleOf(service: string, { services }: Runbook): string {
  return services[service]?.title ?? service
}

const LONGEST_SLUG = 60

/** The day is that of whoever looks for the file later; letters that ASCII lacks lose their marks or are left out. */
function fileNameOf({ ref, title, outageStartedAt }: Incident, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return `${day.format(outageStartedAt)}-${slugOf(title) || slugOf(ref)}.md`
}

function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^-/, '').slice(0, LONGEST_SLUG).replace(/-$/, '')
}
