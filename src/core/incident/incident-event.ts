// What can happen to an incident, in the past tense. These are stored for ever: add kinds and optional fields, change none.

import type { Assessed } from '../assess/answer.ts'
import type { Called, Hypothesis, Owed } from '../people/people.ts'
import type { RollbackTarget, SuspectDeploy } from '../rollback/deploy.ts'
import type { GateReport } from '../rollback/gate-report.ts'
import type { Severity } from '../runbook.ts'
import type { ChecklistItem } from '../secrets/secret.ts'
import type { Instant } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import type { Scope } from './severity.ts'

export type NoticeKind = 'first' | 'update' | 'resolution'

/** Who did it: a responder, a program with the API's token, or Watchkeeper by a rule of the runbook. */
export type Actor = { kind: 'responder' | 'api' | 'rule'; name: string }

export const RULE: Actor = { kind: 'rule', name: 'Watchkeeper' }

export type EffectOutcome = 'done' | 'never' | 'unknown'

export type EventBody =
  | { kind: 'opened'; number: number; service: string; title: string; outageStartedAt: Instant; signal: Signal }
  | { kind: 'signal_joined'; signal: Signal; why: string }
  | { kind: 'signal_recovered'; key: string; summary: string }
  | { kind: 'signal_returned'; signal: Signal }
  | {
      kind: 'classified'
      severity: Severity
      from: Severity | null
      native: string | null
      scope: Scope
      reasons: string[]
      /** The person whose word it is; also where what joins is kept from changing it. */
      setBy?: string
    }
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
  | { kind: 'mitigated'; reason: string }
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

export type IncidentEvent = EventBody & { at: Instant; by: Actor }
