// What can happen to an incident, in the past tense. These are stored for ever: add kinds and optional fields, change none.

import type { Assessed } from '../assess/answer.ts'
import type { ByHand, Change } from '../by-hand/scope.ts'
import type { Called, Hypothesis, Owed } from '../people/people.ts'
import type { RollbackTarget, SuspectDeploy } from '../rollback/deploy.ts'
import type { GateReport } from '../rollback/gate-report.ts'
import type { Severity } from '../runbook.ts'
import type { ChecklistItem } from '../secrets/secret.ts'
import type { Instant } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import type { ToldElsewhere } from './parts/told.ts'
import type { Scope } from './severity.ts'

export type NoticeKind = 'first' | 'update' | 'resolution'

/** Who did it: a responder, a program with the API's token, or Watchkeeper by a rule of the runbook. */
export type Actor = { kind: 'responder' | 'api' | 'rule'; name: string }

export const RULE: Actor = { kind: 'rule', name: 'Watchkeeper' }

export type EffectOutcome = 'done' | 'never' | 'unknown'

export type EventBody =
  | {
      kind: 'opened'
      number: number
      service: string
      title: string
      outageStartedAt: Instant
      signal: Signal
      /** The incident that its signal was last part of. */
      recursFrom?: string
    }
  | { kind: 'signal_joined'; signal: Signal; why: string }
  | { kind: 'signal_recovered'; key: string; summary: string }
  | { kind: 'signal_returned'; signal: Signal }
  /** Stated again while a candidate fix is watched. */
  | { kind: 'signal_repeated'; key: string; summary: string }
  | {
      kind: 'classified'
      severity: Severity
      from: Severity | null
      native: string | null
      scope: Scope
      reasons: string[]
      /** The person whose word it is; also where what joins is kept from changing it. */
      setBy?: string
      /** Raised because it has lasted. */
      isSustained?: true
    }
  /** What the rules make of what still fails, where that is less bad; null: not any more. */
  | { kind: 'severity_eased'; severity: Severity | null; reasons: string[] }
  | { kind: 'cause_suspected'; service: string; reason: string }
  | { kind: 'deploy_suspected'; deploy: SuspectDeploy | null; reason: string }
  | { kind: 'responders_called'; responders: Called[]; reason: string; isNobodyOnCall?: true }
  /** `climbed`: how many rungs of its path it has climbed by now. */
  | { kind: 'escalated'; climbed: number; responders: Called[]; reason: string }
  | { kind: 'missed'; what: Owed }
  | { kind: 'supposed'; hypothesis: Hypothesis }
  | { kind: 'assessed'; answers: Assessed[] }
  | { kind: 'acknowledged' }
  | { kind: 'noted'; text: string }
  | { kind: 'gate_evaluated'; report: GateReport; cause: string }
  | { kind: 'rollback_suggested'; rollback: string; target: RollbackTarget }
  | { kind: 'rollback_approved'; rollback: string }
  | { kind: 'rollback_ordered'; rollback: string; service: string; from: string; target: RollbackTarget }
  | { kind: 'rollback_stopped'; rollback: string; reason: string }
  | { kind: 'rollback_answered'; rollback: string; outcome: EffectOutcome; reason: string }
  | { kind: 'rollback_proven'; rollback: string; sha: string }
  | { kind: 'rollback_disproven'; rollback: string; reason: string }
  | { kind: 'notice_written'; notice: NoticeKind; key: string; tenants: string[]; because: string }
  | { kind: 'notice_withheld'; notice: NoticeKind; reason: string }
  | { kind: 'notice_held'; notice: NoticeKind; reason: string }
  | { kind: 'message_settled'; key: string; what: 'call' | NoticeKind; outcome: EffectOutcome; reason: string }
  /** Went live while it was open. */
  | { kind: 'fix_suspected'; deploy: SuspectDeploy; reason: string }
  | { kind: 'fix_disproven'; deploy: string; reason: string }
  /** `fix`: the deploy that seems to have done it. */
  | { kind: 'mitigated'; reason: string; fix?: string }
  | { kind: 'failed_again'; reason: string }
  | { kind: 'watch_started'; until: Instant }
  | { kind: 'resolved'; reason: string }
  | { kind: 'reopened'; reason: string }
  | { kind: 'closed'; cause: string }
  | { kind: 'postmortem_scheduled'; for: Instant }
  | { kind: 'postmortem_written'; where: string }
  | { kind: 'action_added'; id: string; what: string; owner: string; dueAt: Instant }
  | { kind: 'action_done'; id: string }
  | { kind: 'checklist_drawn'; items: ChecklistItem[] }
  | { kind: 'ticked'; item: string; what: string }
  /** `muted`: what fails on and opens nothing until it has worked once. */
  | { kind: 'dismissed'; reason: string; muted: string[] }
  | { kind: 'rescoped'; services: Change; tenants: Change; reason: string }
  | { kind: 'merged'; into: string; reason: string }
  | ({ kind: 'absorbed'; ref: string; reason: string } & Absorbed)

/** What an incident takes on from one that is merged into it. */
export type Absorbed = {
  service: string
  title: string
  outageStartedAt: Instant
  /** All of its signals, so that what comes back belongs here as well. */
  signals: (Signal & { isFailing: boolean })[]
  told: ToldElsewhere
  byHand?: ByHand
}

export type IncidentEvent = EventBody & { at: Instant; by: Actor }
