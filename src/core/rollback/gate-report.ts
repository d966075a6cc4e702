// What the rollback gate says: every step's answer with its evidence, kept whether or not anything follows.

import type { RollbackMode } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { RollbackTarget } from './deploy.ts'

export type GateStepName =
  | 'migration'
  | 'hold'
  | 'live'
  | 'history'
  | 'correlation'
  | 'provider'
  | 'trigger'
  | 'variables'
  | 'target'
  | 'single'
  | 'platform'

/** pass: nothing against it. wait: not yet, time alone can change it. stop: not without a person who changes the facts. */
export type GateAnswer = 'pass' | 'wait' | 'stop'

export type GateStep = { step: GateStepName; answer: GateAnswer; reason: string }

export type GateReport = {
  service: string
  at: Instant
  mode: RollbackMode
  /** Why the severity allows less than the service's own mode does. */
  modeBecause?: string
  verdict: GateAnswer
  steps: GateStep[]
  target: RollbackTarget | null
  /** The deploy that would be taken back. */
  suspect: { deploy: string; sha: string } | null
  /** Shown when code alone must not go back. */
  restore: readonly string[]
}
