// Where an incident that is over stands: what somebody who came too late is told of what won.

import { utc } from '../time.ts'
import type { Incident } from './incident.ts'

/** Behind `this incident`, or behind its name. */
export function endOf(incident: Incident): string {
  const { closedAt, resolvedAt, endedBy } = incident
  const at = closedAt ?? resolvedAt
  const by = endedBy === undefined ? '' : ` by ${endedBy}`
  return `was ${wordFor(incident)}${by}${at === null ? '' : ` at ${utc(at)}`}`
}

function wordFor({ phase, mergedInto, dismissedAt }: Incident): string {
  if (mergedInto !== undefined) return `merged into ${mergedInto}`
  return dismissedAt === undefined ? phase : 'dismissed as a false alarm'
}
