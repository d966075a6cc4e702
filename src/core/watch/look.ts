// One look at a monitor as it is counted and kept, whatever was seen.

import type { VerdictKind } from './verdict.ts'

/** Asleep and in maintenance are neither up nor down. */
export type LookKind = VerdictKind | 'asleep' | 'maintenance'

/** `value` is what was measured, most often milliseconds, and null where nothing was. */
export type Look = { kind: LookKind; value: number | null }
