// What a runbook makes of the four levels: its own names for them, how soon somebody responds, and whether a deploy goes back.

import * as z from 'zod'
import { type Severity, STANCES, type Stance } from '../../core/runbook.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time.ts'
import { type Duration, durationBetween } from './duration.ts'
import { isOnceEach, text } from './values.ts'

export type SeverityInput = {
  /** Your own names for the four levels, such as `{ P1: 'SEV-1' }`; shown beside ours. */
  native?: Readonly<Partial<Record<Severity, string>>>
  /** How soon it has to be acknowledged and mitigated, shown as clocks; null: no such promise. */
  respond?: Readonly<Partial<Record<Severity, Duration | null>>>
  /**
   * Whether taking a deploy back answers it: `immediate` and `targeted` leave the service's `mode` as it is, `investigate`
   * suggests at most, `forward` only records. Default: in this order for P1 to P4.
   */
  rollback?: Readonly<Partial<Record<Severity, Stance>>>
  /** How long an incident may last unmitigated before it counts one level worse, such as `{ P3: '4h' }`. Default: none. */
  raiseAfter?: Readonly<Partial<Record<'P2' | 'P3' | 'P4', Duration>>>
  /** When only less bad signals still fail: `suggest` says so, `auto` lowers it after 10 minutes. Default: `suggest`. */
  lower?: 'suggest' | 'auto'
}

const name = text.exactOptional()
const span = durationBetween(SECOND, DAY).nullable()
const lasting = durationBetween(MINUTE, 30 * DAY).exactOptional()
const stance = z.enum(STANCES)

export const severity = z
  .strictObject({
    native: z
      .strictObject({ P1: name, P2: name, P3: name, P4: name })
      .refine((names) => isOnceEach(Object.values(names)), 'a name of its own for each severity')
      .default({}),
    respond: z
      .strictObject({
        P1: span.default(15 * MINUTE),
        P2: span.default(HOUR),
        P3: span.default(4 * HOUR),
        P4: span.default(null),
      })
      .prefault({}),
    rollback: z
      .strictObject({
        P1: stance.default('immediate'),
        P2: stance.default('targeted'),
        P3: stance.default('investigate'),
        P4: stance.default('forward'),
      })
      .prefault({}),
    raiseAfter: z.strictObject({ P2: lasting, P3: lasting, P4: lasting }).default({}),
    lower: z.enum(['suggest', 'auto']).default('suggest'),
  })
  .prefault({})
