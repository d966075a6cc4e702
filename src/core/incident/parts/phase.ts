// Where an incident stands on its way, and how it ends: it resolves and is closed, or both at once because it was none.

import type { IncidentEvent } from '../incident-event.ts'

export type Phase = 'investigating' | 'identified' | 'monitoring' | 'resolved' | 'closed'

type Step = IncidentEvent & {
  kind: 'mitigated' | 'watch_started' | 'failed_again' | 'reopened' | 'resolved' | 'closed' | 'dismissed' | 'merged'
}

const FAILING = { phase: 'investigating', mitigatedAt: null, watchUntil: null, withheld: null } as const

export function phaseAfter(phase: Phase, event: Step) {
  const { at, by } = event
  const closed = { phase: 'closed', closedAt: at, endedBy: by.name } as const
  const atOnce = { ...closed, watchUntil: null, withheld: null, resolvedAt: at }
  switch (event.kind) {
    case 'mitigated':
      return { mitigatedAt: at, phase: phase === 'investigating' ? 'identified' : phase } as const
    case 'watch_started':
      return { phase: 'monitoring', watchUntil: event.until } as const
    case 'failed_again':
      return FAILING
    case 'reopened':
      return { ...FAILING, acknowledged: null, assessedAt: null, resolvedAt: null }
    case 'resolved':
      return { phase: 'resolved', resolvedAt: at, watchUntil: null, endedBy: by.name } as const
    case 'closed':
      return closed
    case 'dismissed':
      return { ...atOnce, dismissedAt: at }
    case 'merged':
      return { ...atOnce, mergedInto: event.into }
  }
}
