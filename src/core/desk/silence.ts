// Times in which nobody is called for what a monitor sees. Unlike maintenance they change nothing of what is seen.

import type { Monitor } from '../runbook.ts'
import type { Instant } from '../time.ts'

export type Silence = {
  id: string
  service: string
  /** null: all of the service's. */
  monitor: string | null
  from: Instant
  until: Instant
  author: string
  reason: string
}

/** When it will be over for a monitor; null: it is not silenced. */
export function silencedUntil(
  silences: readonly Silence[],
  { id, service }: Pick<Monitor, 'id' | 'service'>,
  at: Instant,
): Instant | null {
  const ends = silences
    .filter((it) => it.service === service && (it.monitor ?? id) === id && it.from <= at && at < it.until)
    .map(({ until }) => until)
  return ends.length === 0 ? null : Math.max(...ends)
}
