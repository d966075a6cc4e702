// Trouble that is nobody's yet: while a service is away on purpose, and for a moment after a deploy, when what has just been
// started may still be starting. It is seen, kept and shown all the same; only incidents, and so calls and rollbacks, wait.

import { dependenciesOf } from '../rollback/suspect.ts'
import type { Monitor } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Health } from '../watch/health.ts'
import { awayUntil } from '../watch/maintenance.ts'
import type { Draft } from './draft.ts'

/** When it becomes somebody's, if it has not gone by then; null: now. */
export function mutedUntil(health: Health, monitor: Monitor, draft: Draft): Instant | null {
  return awayUntil(draft.ground.maintenance, monitor.service, draft.now) ?? graceUntil(health, monitor, draft)
}

/** Only what began with a deploy is forgiven, and only as long as nobody knows of it in an incident. */
function graceUntil({ since }: Health, { service }: Monitor, { ground, runbook, now }: Draft): Instant | null {
  const related = [service, ...dependenciesOf(service, runbook)]
  const ends = ground.deploys
    .filter((deploy) => related.includes(deploy.service))
    .filter(({ finishedAt }) => finishedAt !== null && finishedAt <= since)
    .map((deploy) => (deploy.finishedAt ?? 0) + (runbook.services[deploy.service]?.graceMs ?? 0))
  const latest = Math.max(...ends)
  return latest > now ? latest : null
}
