// What a check may have to know beside what it saw: facts that are stored, asked for by name and handed down.

import type { Instant } from '../time.ts'
import type { Look, LookKind } from './look.ts'

export type Needs = {
  /** What the job behind this monitor last said of itself. */
  heartbeat?: true
  /** The numbers that were pushed for this monitor since it was last judged. */
  reading?: true
  /** How these monitors were last seen. */
  members?: readonly string[]
  /** What a monitor saw over a stretch of time; null: this monitor itself. */
  window?: { monitor: string | null; overMs: number }
}

/** Of the last run: begun, ended or both. */
export type Heartbeat = {
  startedAt: Instant | null
  endedAt: Instant | null
  /** Of the run that ended last; 0 is success. */
  exitCode: number | null
  runMs: number | null
}

/** Numbers pushed within one minute. */
export type Reading = { at: Instant; count: number; sum: number; least: number; most: number; latest: number }

export type StoredFacts = {
  now: Instant
  /** What this minute's own look said, where there was one. */
  looked: { kind: LookKind; reason: string } | null
  heartbeat: Heartbeat | null
  reading: Reading | null
  members: Readonly<Record<string, LookKind>>
  /** Oldest first, the newest look last. */
  window: readonly Look[]
}
