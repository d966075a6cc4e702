// What people outside may know of an incident: that something happened, and when.

import type { Instant } from '../../time.ts'
import type { IncidentEvent } from '../incident-event.ts'

export type PublicMoment = { at: Instant; kind: keyof typeof PUBLIC_MOMENTS }

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
  merged: true,
} as const satisfies Partial<Record<IncidentEvent['kind'], true>>

export function publish(updates: PublicMoment[], { kind, at }: IncidentEvent): PublicMoment[] {
  const isKnown = updates.at(-1)?.kind === kind && kind === 'watch_started'
  return isPublic(kind) && !isKnown ? [...updates, { at, kind }] : updates
}

function isPublic(kind: IncidentEvent['kind']): kind is PublicMoment['kind'] {
  return Object.hasOwn(PUBLIC_MOMENTS, kind)
}
