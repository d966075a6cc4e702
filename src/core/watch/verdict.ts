// What an observation means. Doubt has a word of its own: unknown is neither down nor up.

import type { FailureKind } from './observation.ts'

export type Verdict =
  | { kind: 'pass'; isAsleep?: true }
  /** `isAdvice`: it works, and will for a while; somebody should see to it in time. */
  | { kind: 'warn'; failure: FailureKind; reason: string; isAdvice?: true }
  | { kind: 'fail'; failure: FailureKind; reason: string }
  | { kind: 'unknown'; reason: string }

export type VerdictKind = Verdict['kind']

export const PASS: Verdict = { kind: 'pass' }

export function reasonOf(verdict: Verdict): string {
  return verdict.kind === 'pass' ? 'passed' : verdict.reason
}
