// What can be asked of an incident, in the imperative. People, timers, probes and vendors all speak in these.

import type { Assessed } from '../assess/answer.ts'
import type { Hypothesis } from '../people/people.ts'
import type { Deploy } from '../rollback/deploy.ts'
import type { GateReport } from '../rollback/gate-report.ts'
import type { Suspicion } from '../rollback/suspect.ts'
import type { Severity } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Signal } from '../watch/signal.ts'
import type { Incident } from './incident.ts'
import type { Actor, EffectOutcome, NoticeKind } from './incident-event.ts'

export type TimerKind =
  | 'trigger'
  | 'first-notice'
  | 'proof'
  | 'watch'
  | 'update'
  | 'unanswered'
  | 'escalate'
  | 'respond'
  | 'findings'
  | 'promise'
  | 'sustained'
  | 'eased'
  | 'fix'

export type DueTimer = {
  key: string
  kind: TimerKind | 'known-good' | 'levels' | 'duties' | 'hand-over' | 'deployed'
  incident: string | null
  dueAt: Instant
}

/** What is to be added to a scope, and what is to be taken from it. */
export type Wish = { add: string[]; remove: string[] }

/** A person's commands, as they arrive through /respond, a link or the API. */
export type PersonCommand =
  | { kind: 'acknowledge' }
  | { kind: 'note'; text: string }
  | { kind: 'suppose'; hypothesis: Hypothesis }
  | { kind: 'escalate'; reason: string }
  | { kind: 'mitigate'; text: string }
  | { kind: 'resolve'; text: string }
  | { kind: 'close'; cause: string }
  | { kind: 'schedule-postmortem'; date: string }
  | { kind: 'write-postmortem'; where: string }
  | { kind: 'add-action'; what: string; owner: string; date: string }
  | { kind: 'finish-action'; id: string }
  | { kind: 'tick'; item: string }
  /** `from`: the severity that the person saw; another one by now stands. */
  | { kind: 'classify'; severity: Severity; reason: string; from?: Severity }
  | { kind: 'rescope'; services: Wish; tenants: Wish; reason: string }
  | { kind: 'merge'; into: string; reason: string }
  | { kind: 'dismiss'; reason: string }
  | { kind: 'approve'; report: GateReport | null }

export type RuleCommand =
  | { kind: 'join'; signal: Signal; why: string }
  | { kind: 'suspect-fix'; deploy: Deploy }
  | { kind: 'recover'; key: string; summary: string }
  | { kind: 'absorb'; goes: Incident; reason: string }
  | { kind: 'consider'; report: GateReport; suspicion: Suspicion; cause: string }
  | { kind: 'settle'; key: string; what: 'call' | NoticeKind; outcome: EffectOutcome; reason: string }
  | { kind: 'assess'; answers: Assessed[] }
  | { kind: 'keep-back'; notice: NoticeKind; reason: string }
  | { kind: 'answer'; rollback: string; outcome: EffectOutcome; reason: string }
  | { kind: 'stop'; rollback: string; report: GateReport; reason: string }
  /** `doubt`: why the monitors cannot vouch for the time that was to be proven; null: they do. */
  | { kind: 'time'; timer: TimerKind; doubt: string | null }

/** What is said of a stretch of time that nobody could have vouched for. */
export const UNWATCHED = 'no monitor watches what failed'

export type Command = { by: Actor } & (PersonCommand | RuleCommand)
