// What a probe saw, before anybody says what it means.

import type { Instant } from '../time.ts'

export type FailureKind =
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout-headers'
  | 'timeout-body'
  | 'network'
  | 'redirect'
  | 'policy'
  | 'status'
  | 'exposure'
  | 'assertion'
  | 'latency'
  | 'value'
  | 'members'
  | 'silence'
  | 'machines'

/** In our own words: `reason` holds nothing that a target has written. */
export type StepSeen = { name: string; kind: 'pass' | 'warn' | 'fail' | 'unknown'; ms: number; reason: string }

export type Observation = {
  at: Instant
  place: string
  status: number | null
  /** Until the headers came; null when they never did. */
  headersMs: number | null
  totalMs: number
  bytes: number
  hops: number
  /** What stopped the probe from seeing an answer; null when it got one. */
  trouble: { kind: FailureKind; detail: string } | null
  /** What was measured, where it is not the time it took: the number a metric has. */
  value?: number
  /** The part of the body that was read, for the judge only; never stored. */
  body: string
  /** What each step came to, where there are several. */
  steps?: readonly StepSeen[]
  /** Of the headers only those that the check asks for, by their names in small letters; for the judge only, never stored. */
  headers?: ReadonlyMap<string, string>
}
