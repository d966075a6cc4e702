// Which deploy is suspected, and how services hang together.

import type { Runbook, Service } from '../runbook.ts'
import { HOUR, type Instant, spoken } from '../time.ts'
import type { Deploy } from './deploy.ts'

const LOOK_BACK_MS = 2 * HOUR

/** What was shipped, and the runbook that says where it went. */
export type Shipped = { deploys: readonly Deploy[]; runbook: Runbook }

export type Suspicion = { deploy: Deploy | null; reason: string }

/** The last deploy, of the service or of what it depends on, that ended before it began. */
export function suspectDeploy(service: Service, outageStartedAt: Instant, { deploys, runbook }: Shipped): Suspicion {
  const related = [service.id, ...dependenciesOf(service.id, runbook)]
  const lookBackMs = service.rollback?.lookBackMs ?? LOOK_BACK_MS
  const candidates = liveDeploys(deploys, runbook)
    .filter((deploy) => related.includes(deploy.service))
    .filter(
      ({ finishedAt }) =>
        finishedAt !== null && finishedAt <= outageStartedAt && outageStartedAt - finishedAt <= lookBackMs,
    )
  const newest = candidates[0]
  if (newest === undefined) {
    return { deploy: null, reason: `no deploy of ${service.title} in the ${spoken(lookBackMs)} before it began` }
  }
  const gap = outageStartedAt - (newest.finishedAt ?? outageStartedAt)
  const title = runbook.services[newest.service]?.title ?? newest.service
  return { deploy: newest, reason: `${title} was deployed ${spoken(gap)} before it began` }
}

/** Deploys that went live where the runbook says production is, newest first. */
export function liveDeploys(deploys: readonly Deploy[], runbook: Runbook): Deploy[] {
  return deploys
    .filter(
      (deploy) => deploy.status === 'succeeded' && deploy.environment === runbook.services[deploy.service]?.environment,
    )
    .toSorted((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0))
}

export function dependenciesOf(service: string, runbook: Runbook): string[] {
  const found = new Set<string>()
  const visit = (id: string) => {
    for (const next of runbook.services[id]?.dependsOn ?? []) {
      if (found.has(next)) continue
      found.add(next)
      visit(next)
    }
  }
  visit(service)
  return [...found]
}

export function areRelated(a: string, b: string, runbook: Runbook): boolean {
  return a === b || dependenciesOf(a, runbook).includes(b) || dependenciesOf(b, runbook).includes(a)
}
