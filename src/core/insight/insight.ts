// What is made of an incident beyond what is seen: what causes it, what it comes back from, what may have ended it, and whether
// it is still as bad as it was.

import type { IncidentEvent } from '../incident/incident-event.ts'
import type { SuspectDeploy } from '../rollback/deploy.ts'
import type { Severity } from '../runbook.ts'
import type { Instant } from '../time.ts'

/** A deploy that went live meanwhile. `again`: what was stated again since. */
export type Fix = { deploy: SuspectDeploy; state: 'watched' | 'helped' | 'failed'; again: string | null }

export type Insight = {
  /** The service whose trouble explains that of the others. */
  cause: { service: string; reason: string } | null
  recursFrom: string | null
  fix: Fix | null
  /** Since when it has its severity. */
  severitySince: Instant | null
  /** What it was before it was raised for having lasted. */
  raisedFrom: Severity | null
  /** What the rules say of what still fails, where that is less bad. */
  eased: { severity: Severity; since: Instant } | null
}

const NO_INSIGHT: Insight = {
  cause: null,
  recursFrom: null,
  fix: null,
  severitySince: null,
  raisedFrom: null,
  eased: null,
}

/** Nothing is known of those that were stored before it was kept. */
export function insightOf({ insight }: { insight?: Insight }): Insight {
  return insight ?? NO_INSIGHT
}

export function insightAfter(before: Insight = NO_INSIGHT, event: IncidentEvent): Insight {
  return { ...before, ...change(before, event) }
}

function change({ fix }: Insight, event: IncidentEvent): Partial<Insight> {
  switch (event.kind) {
    case 'opened':
      return { recursFrom: event.recursFrom ?? null, severitySince: event.at }
    case 'cause_suspected':
      return { cause: { service: event.service, reason: event.reason } }
    case 'classified':
      return event.from === event.severity ? {} : classified(event)
    case 'severity_eased':
      return { eased: event.severity === null ? null : { severity: event.severity, since: event.at } }
    case 'watch_started':
      return { eased: null }
    case 'fix_suspected':
      return { fix: { deploy: event.deploy, state: 'watched', again: null } }
    case 'signal_repeated':
      return { fix: fix && { ...fix, again: event.summary } }
    case 'mitigated':
      return { fix: fix && fix.deploy.id === event.fix ? { ...fix, state: 'helped' } : fix }
    case 'fix_disproven':
      return { fix: fix && { ...fix, state: 'failed' } }
    case 'failed_again':
      // What had seemed to help did not last.
      return { fix: fix?.state === 'helped' ? { ...fix, state: 'failed' } : fix }
    case 'reopened':
      return { cause: null, severitySince: event.at, eased: null, fix: null }
    default:
      return {}
  }
}

function classified({ at, from, isSustained }: IncidentEvent & { kind: 'classified' }): Partial<Insight> {
  return { severitySince: at, raisedFrom: isSustained ? from : null, eased: null }
}
