// What the severity of an incident says of taking back, beyond what its service allows: it holds back, and never pushes.

import type { RollbackMode, Severity, Stance } from '../runbook.ts'

/** `because`: null where the service's own mode stands. */
export type Allowed = { mode: RollbackMode; because: string | null }

export type Leaning = { severity: Severity; stance: Stance }

export function allowedBy({ severity, stance }: Leaning, mode: RollbackMode): Allowed {
  if (stance === 'investigate' && mode === 'auto')
    return { mode: 'suggest', because: `${severity} is investigated first, so this is only suggested` }
  if (stance === 'forward' && mode !== 'off')
    return { mode: 'off', because: `${severity} is fixed forward, so this is only recorded` }
  return { mode, because: null }
}
