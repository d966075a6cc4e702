// What people outside may know of an incident: that something happened, and when; and who was told of it.

import type { Severity } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { IncidentEvent } from './incident-event.ts'

export type PublicMoment = { at: Instant; kind: keyof typeof PUBLIC_MOMENTS }

export type Told = {
  tenants: string[]
  notices: number
  firstAt: Instant | null
  lastAt: Instant | null
  wasResolutionSent: boolean
  /** The severity whose promise the last notice gave. */
  promisedAs?: Severity
}

/** Events that people outside may know of. */
const PUBLIC_MOMENTS = {
  opened: true,
  mitigated: true,
  watch_started: true,
  failed_again: true,
  notice_written: true,
  resolved: true,
  reopened: true,
  dismissed: true,
} as const satisfies Partial<Record<IncidentEvent['kind'], true>>

export function publish(updates: PublicMoment[], { kind, at }: IncidentEvent): PublicMoment[] {
  const isKnown = updates.at(-1)?.kind === kind && kind === 'watch_started'
  return isPublic(kind) && !isKnown ? [...updates, { at, kind }] : updates
}

type Written = IncidentEvent & { kind: 'notice_written' }

export function toldAfter({ told, severity }: { told: Told; severity: Severity }, event: Written): Told {
  return {
    tenants: [...new Set([...told.tenants, ...event.tenants])],
    notices: told.notices + 1,
    firstAt: told.firstAt ?? event.at,
    lastAt: event.at,
    wasResolutionSent: event.notice === 'resolution',
    promisedAs: severity,
  }
}

function isPublic(kind: IncidentEvent['kind']): kind is PublicMoment['kind'] {
  return Object.hasOwn(PUBLIC_MOMENTS, kind)
}
