// A statement in our words that something is wrong or better, whoever made it.

import type { Instant } from '../time.ts'

/** The source of what our own monitors state: they also say when it is over. */
export const MONITOR = 'monitor'

/** The source of what people report: nobody but people says when it is over. */
export const PERSON = 'person'

/**
 * `loss`: data is lost or damaged, which only people can say. `exposure`: it works, and lets in what it has to refuse.
 * `advice`: nobody is hurt yet, but somebody should see to it in time. `secret-leak`: others know a secret, which only people
 * can say. The last three are nothing for the public.
 */
export type Impact = 'secret-leak' | 'loss' | 'outage' | 'degradation' | 'exposure' | 'advice'

/** What people report. */
export const REPORTED = [
  'outage',
  'degradation',
  'loss',
  'exposure',
  'secret-leak',
  'advice',
] as const satisfies readonly Impact[]

/** What customers notice by themselves. */
export function isFelt(impact: Impact): boolean {
  return impact !== 'exposure' && impact !== 'advice' && impact !== 'secret-leak'
}

export type Signal = {
  /** One per watched thing and source: what is stated again under the same key is the same signal. */
  key: string
  source: string
  service: string
  feature: string | null
  impact: Impact
  startedAt: Instant
  /** One plain sentence for responders; never shown to the public. */
  summary: string
  /** Whom it hurts, where whoever states it knows; left out: everybody who uses it. */
  tenants?: readonly string[]
  /** What leaked, by the runbook's names. */
  secrets?: readonly string[]
  /** Whoever states it says by itself when it is over; our own monitors always do. */
  saysEnd?: true
}

export type SignalChange = { kind: 'failing'; signal: Signal } | { kind: 'recovered'; key: string; summary: string }

/** The key of what our own monitor states. */
export function monitorKey(monitor: string): string {
  return `${MONITOR}:${monitor}`
}

export function reportKey(report: string): string {
  return `${PERSON}:${report}`
}
