// What a round of the desk knows when it begins, and what it may be told: everything is loaded once, before anything is decided.

import type { Assessed } from '../assess/answer.ts'
import type { DueTimer, PersonCommand } from '../incident/command.ts'
import type { Incident } from '../incident/incident.ts'
import type { Actor, NoticeKind } from '../incident/incident-event.ts'
import type { Passes } from '../kept/sample.ts'
import type { Outcome } from '../outcome.ts'
import type { Duty } from '../people/people.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { Hold, Tenant } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'
import type { LookKind } from '../watch/look.ts'
import type { Maintenance } from '../watch/maintenance.ts'
import type { Signal, SignalChange } from '../watch/signal.ts'
import type { Verdict } from '../watch/verdict.ts'
import type { Silence } from './silence.ts'

export type Ground = {
  /** The newest minute anybody has begun: the story never runs behind it. */
  newestMinute: number
  /** Taken by the next incident that opens; two desks cannot both take it. */
  nextNumber: number
  /** Open ones, those that ended so recently that trouble would reopen them, and what was dismissed and may mute. */
  incidents: Incident[]
  troubles: Health[]
  holds: Hold[]
  deploys: Deploy[]
  /** Which incident signals were last part of, of those that may open one in this round. */
  earlier: { key: string; incident: string }[]
  quarantine: { service: string; sha: string }[]
  /** Rollbacks that are under way, or were begun in the last day. */
  rollbacks: { id: string; service: string; isRunning: boolean; orderedAt: Instant }[]
  /** When each service's platform last answered us. */
  sightings: Record<string, Instant>
  /** Of the last day, and whatever goes on. */
  maintenance: Maintenance[]
  /** Those that are not over. */
  silences: Silence[]
  tenants: Tenant[]
  /** Responders who said that they cannot be called now. */
  absent: string[]
  timers: DueTimer[]
  /** Whether deliveries wait to be read. */
  hasUnread: boolean
  /** Open ones that ask by now. */
  duties: Duty[]
  /** Who passed in the minutes of late, of those that this round may ask: only looks can vouch for anything. */
  passes: Passes[]
}

/** Which monitors this minute has seen pass, and which it could say nothing about. */
export type Measured = { passed: string[]; unknown: string[] }

export type Seen = { monitor: string; verdict: Verdict; at: Instant }

export type Settled = {
  key: string
  what: 'call' | NoticeKind | 'rollback' | 'probe' | 'reminder' | 'assessment' | 'amendment'
  incident: string | null
  service: string | null
  /** How often it has been tried, this time included. */
  attempts: number
  outcome: Outcome
}

/** What a monitor saw of late, in the order of time. */
export type History = { monitor: string; looks: { at: Instant; kind: LookKind }[] }

export type Fact =
  | { kind: 'seen'; seen: Seen[] }
  /** A look that came late has changed what the looks come to. */
  | { kind: 'retold'; histories: History[] }
  | { kind: 'minute'; measured: Measured | null }
  | { kind: 'command'; id: string; incident: string; by: Actor; command: PersonCommand }
  | { kind: 'reported'; id: string; by: Actor; signal: Signal }
  | { kind: 'delivered'; source: string; key: string; changes: SignalChange[]; meaning: string }
  | { kind: 'settled'; settled: Settled[] }
  | { kind: 'assessed'; incident: string; answers: Assessed[] }
  | { kind: 'kept-back'; incident: string; notice: NoticeKind; reason: string }
  | { kind: 'stopped'; incident: string; rollback: string; reason: string }
  /** An order whose outcome is still not known; it goes on being looked up. */
  | { kind: 'unheard'; incident: string; rollback: string; reason: string }

/** What the gate has to know of a kind of platform. */
export type PlatformFacts = (kind: string) => { restoresVariables: boolean }

/** What a person is told about a command: what came of it, or why not. */
export type Answer = { id: string; isAccepted: boolean; sentence: string; incident: Incident | null }
