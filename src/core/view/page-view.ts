// What the pages show. These types have no place for a URL of a monitored system, a header or a secret.

import type { Assessed } from '../assess/answer.ts'
import type { GateStep } from '../rollback/gate-report.ts'
import type { Contact, Severity } from '../runbook.ts'
import type { Checklist } from '../secrets/checklist.ts'
import type { Instant } from '../time.ts'
import type { LinkLine } from './guidance.ts'
import type { InsightView } from './insight-view.ts'
import type { Meanwhile } from './meanwhile.ts'

export type PublicState = 'operational' | 'degraded' | 'outage' | 'unknown' | 'maintenance' | 'not-watched'
export type PublicPhase = 'investigating' | 'identified' | 'monitoring' | 'resolved'

export type PublicUpdate = { at: Instant; phase: PublicPhase; text: string }

export type PublicIncident = {
  ref: string
  title: string
  phase: PublicPhase
  severity: Severity
  startedAt: Instant
  resolvedAt: Instant | null
  services: string[]
  /** Newest first. */
  updates: PublicUpdate[]
  /** The incident that it was merged into. */
  partOf: string | null
}

/** How a day went; unknown is a day of which nothing was kept. */
export type DayState = Exclude<PublicState, 'maintenance' | 'not-watched'>

export type Uptime = {
  /** Rounded down to two decimals, so it is 100 only where nothing failed. */
  percent: number
  /** Of how many days anything is known. */
  days: number
  /** null: nothing failed on any of them. */
  worst: { at: Instant; percent: number } | null
  /** Oldest first; the last one is today. */
  strip: readonly DayState[]
}

/** `until` itself does not belong to it. */
export type Span = { from: Instant; until: Instant }

export type PublicService = {
  title: string
  state: PublicState
  /** null: nothing is known of the last 90 days. */
  uptime: Uptime | null
  features: { title: string; state: PublicState }[]
}

export type StatusView = {
  organisation: string
  contact: string
  now: Instant
  overall: PublicState
  /** The newest completed minute; null: nothing was ever watched. */
  watchedAt: Instant | null
  /** True when the newest minute is too old to be believed. */
  isStale: boolean
  services: PublicService[]
  uptimeMeans: string
  /** Minutes of the last day in which nothing was measured, the newest first. */
  gaps: Span[]
  /** Declared and not over, the soonest first. */
  planned: (Span & { title: string })[]
  open: PublicIncident[]
  recent: PublicIncident[]
}

/** A stretch of time in which nobody is called, and what fails in it while it goes on. */
type QuietView = Span & { title: string; reason: string; author: string; failing: Meanwhile[] }

/** What a service is meant to keep, and how far it has. */
export type SloLine = {
  title: string
  availability: number
  overDays: number
  /** null: nothing is known of these days. */
  uptime: { percent: number; days: number } | null
  /** Of the error budget; null: nothing is known. */
  usedPercent: number | null
  isUsedUp: boolean
}

export type RespondListView = {
  organisation: string
  responder: string
  now: Instant
  open: {
    ref: string
    title: string
    severity: Severity
    phase: string
    detectedAt: Instant
    isAcknowledged: boolean
  }[]
  /** Of the watcher's own last minutes. */
  minutes: { done: number; of: number }
  gaps: Span[]
  /** What a report can be about: services, and their features. */
  reportable: { service: string; feature: string | null; title: string }[]
  /** Makes a report that is sent twice one report. */
  reportId: string
  /** Resolved, and waiting for a person to close them. */
  toClose: { ref: string; title: string; severity: Severity; resolvedAt: Instant; missing: string | null }[]
  /** What is owed and no emergency, the soonest due first. One of an incident is finished there. */
  duties: { key: string; what: string; owner: string | null; dueAt: Instant; incident: string | null }[]
  /** Who would be called now for each service. */
  onCall: { title: string; names: string[] }[]
  absences: { id: string; name: string; from: Instant; until: Instant }[]
  responders: { id: string; name: string }[]
  /** What can have leaked, by name. */
  secrets: string[]
  planned: QuietView[]
  /** Not over, the soonest first. */
  silences: (QuietView & { id: string })[]
  /** What a silence can be of: services, and single monitors. */
  silenceable: { service: string; monitor: string | null; title: string }[]
  slos: SloLine[]
}

export type Clock = { name: string; dueAt: Instant; doneAt: Instant | null; isOverdue: boolean }

export type TimelineLine = { at: Instant; by: string; text: string; detail: string[] }

export type Choice = { id: string; title: string; isChosen: boolean; isFixed: boolean }

export type RespondView = {
  organisation: string
  now: Instant
  responder: string
  ref: string
  title: string
  phase: string
  severity: Severity
  native: string | null
  reasons: string[]
  outageStartedAt: Instant
  detectedAt: Instant
  acknowledged: { at: Instant; by: string } | null
  attention: {
    isNobodyOnCall: boolean
    called: string[]
    hypothesis: { condition: string; actions: string; needs: string; by: string } | null
    missed: { what: string; at: Instant }[]
  }
  insight: InsightView
  signals: { summary: string; source: string; isFailing: boolean; since: Instant }[]
  suspect: {
    service: string
    sha: string
    version: string | null
    author: string | null
    migration: string
    finishedAt: Instant | null
  } | null
  gate: {
    mode: string
    /** Why the severity allows less than the service's own mode does. */
    modeBecause: string | null
    verdict: string
    steps: GateStep[]
    target: string | null
    restore: readonly string[]
  } | null
  /** Set while a rollback waits for a person. */
  approvable: string | null
  rollback: string | null
  clocks: Clock[]
  told: { at: Instant; what: string; whom: string; outcome: string }[]
  holds: { id: string; scope: string; service: string | null; author: string; reason: string; until: Instant }[]
  links: LinkLine[]
  contacts: Contact[]
  /** Answers to the checklist; null: it was never asked for. `isAwaited`: they are being gathered, perhaps anew. */
  /** null: none is asked for. */
  postmortem: {
    isRequired: boolean
    scheduledFor: Instant | null
    writtenAt: Instant | null
    actions: { id: string; what: string; owner: string; dueAt: Instant; doneAt: Instant | null }[]
    /** What is missing for it to be closed. */
    missing: string | null
  } | null
  /** Who can be called, and own something. */
  responders: { id: string; name: string }[]
  assessment: { isAwaited: boolean; at: Instant | null; answers: readonly Assessed[] } | null
  /** Of a leak; null: it is none. */
  checklist: { consequences: string[]; items: (Checklist[number] & { mayTick: boolean })[] } | null
  /** What a hold can be for, besides everything. */
  services: { id: string; title: string }[]
  /** What its severity could be instead. */
  severities: { id: Severity; native: string | null }[]
  /** The incident that it was merged into. */
  partOf: string | null
  /** Open ones that it could be merged into. */
  others: { ref: string; title: string }[]
  /** What it can hurt, and does; where it began is fixed. */
  scope: { services: Choice[]; tenants: Choice[] }
  /** Which buttons make sense now. */
  actions: (
    | 'acknowledge'
    | 'note'
    | 'suppose'
    | 'escalate'
    | 'mitigate'
    | 'resolve'
    | 'close'
    | 'schedule-postmortem'
    | 'write-postmortem'
    | 'add-action'
    | 'finish-action'
    | 'classify'
    | 'rescope'
    | 'merge'
    | 'dismiss'
    | 'approve'
    | 'tick'
    | 'hold-rollbacks'
    | 'hold-mail'
    | 'release'
  )[]
  /** How many events came before those that are shown. */
  earlier: number
  timeline: TimelineLine[]
}
