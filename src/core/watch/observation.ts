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
  | 'assertion'
  | 'latency'

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
  /** The part of the body that was read, for the judge only; never stored. */
  body: string
  /** Of the headers only those that the check asks for, by their names in small letters; for the judge only, never stored. */
  headers?: ReadonlyMap<string, string>
}
