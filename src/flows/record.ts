// Plain records: deploys, tenants and holds. They are facts that nobody has to decide about; the desk reads them later.

import { deployedKey } from '../core/desk/deployed.ts'
import { KNOWN_GOOD_MS, knownGoodKey } from '../core/desk/timers.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { Deploy, DeployStatus, MigrationKind } from '../core/rollback/deploy.ts'
import type { Hold, Runbook } from '../core/runbook.ts'
import { type Instant, MINUTE } from '../core/time.ts'
import { platformOf } from '../platforms/index.ts'
import { awayName, type DeployBatch, findDeploy, storeDeploy } from '../store/deploys.ts'
import { putHold, releaseHold } from '../store/holds.ts'
import type { OwedCall } from '../store/outbox.ts'
import { putTenant, type TenantRecord } from '../store/tenants.ts'
import { CLOCKS_DIFFER_MS, serviceOf, unknownService } from './known.ts'
import type { System } from './system.ts'

export type DeployReport = {
  id?: string | undefined
  service: string
  environment?: string | undefined
  sha: string
  version?: string | undefined
  author?: string | undefined
  mergedBy?: string | undefined
  status: DeployStatus
  migration?: MigrationKind | undefined
  restore?: string[] | undefined
  variablesChanged?: boolean | undefined
  finishedAt?: Instant | undefined
  /** The pipeline's own verification of it passed. */
  verified?: boolean | undefined
  /** How long the service may be away for it, from now on. */
  downtimeMs?: number | undefined
}

/** A later report on the same deploy completes the earlier one. */
export async function recordDeploy(report: DeployReport, system: System): Promise<Result<Deploy>> {
  const { db, io, runbook } = system
  const service = serviceOf(report.service, runbook)
  if (service === undefined) return err(unknownService(report.service, runbook))
  const environment = report.environment ?? service.environment
  const named = report.id ?? `${environment}/${service.id}/${report.sha}`
  const known = await findDeploy(db, named)
  if (known !== null && known.service !== service.id) return err(`the deploy ${named} belongs to ${known.service}`)
  const isAnew = known !== null && report.id === undefined && isAnotherTime(known, report, io.at())
  const id = isAnew ? `${named}@${report.finishedAt ?? io.at()}` : named
  if ((report.finishedAt ?? 0) > io.at() + CLOCKS_DIFFER_MS)
    return err('the deploy says that it finished in the future')
  const deploy = completeDeploy(isAnew ? null : known, { ...report, id, environment }, io.at())
  const isLive = deploy.status === 'succeeded' && environment === service.environment && deploy.finishedAt !== null
  const isOver = deploy.finishedAt !== null && environment === service.environment
  const timers = isOver ? timersOf(deploy, io.at()) : []
  const away = awayFor(deploy, report, io.at())
  await storeDeploy(db, { deploy, timers, owed: isLive ? probeOf(deploy, runbook) : [], away }, io.at())
  return ok(deploy)
}

/** The desk looks at once whether it may be a fix, and later whether it is good. */
function timersOf(deploy: Deploy, now: Instant): DeployBatch['timers'] {
  const seen = { key: deployedKey(deploy), kind: 'deployed', dueAt: now } as const
  if (deploy.status === 'failed') return [seen]
  return [seen, { key: knownGoodKey(deploy), kind: 'known-good', dueAt: (deploy.finishedAt ?? 0) + KNOWN_GOOD_MS }]
}

/** The same commit can go live again; a report that is merely repeated comes sooner than this. */
const REPEATED_WITHIN_MS = 10 * MINUTE

function isAnotherTime(known: Deploy, { finishedAt }: DeployReport, now: Instant): boolean {
  return known.finishedAt !== null && (finishedAt ?? now) - known.finishedAt > REPEATED_WITHIN_MS
}

type CompleteReport = DeployReport & { id: string; environment: string }

function completeDeploy(before: Deploy | null, report: CompleteReport, now: Instant): Deploy {
  const mergedBy = report.mergedBy ?? before?.mergedBy
  const isOver = report.status === 'succeeded' || report.status === 'failed'
  return {
    id: report.id,
    service: report.service,
    environment: report.environment,
    sha: report.sha,
    version: report.version ?? before?.version ?? null,
    author: report.author ?? before?.author ?? null,
    ...(mergedBy !== undefined && { mergedBy }),
    status: report.status,
    migration: report.migration ?? before?.migration ?? 'unknown',
    restore: report.restore ?? before?.restore ?? [],
    variablesChanged: report.variablesChanged ?? before?.variablesChanged ?? null,
    isRollback: before?.isRollback ?? false,
    finishedAt: isOver ? (report.finishedAt ?? before?.finishedAt ?? now) : null,
    knownGoodAt: report.verified === true ? now : null,
  }
}

/** Said at its beginning and over with it, however long it was meant to take. */
function awayFor({ id, service, sha, author, finishedAt }: Deploy, { downtimeMs }: DeployReport, now: Instant) {
  if (downtimeMs === undefined || finishedAt !== null) return null
  const reason = `the deploy of ${sha} is expected to interrupt it`
  return { id: awayName(id), service, from: now, until: now + downtimeMs, author: author ?? 'a pipeline', reason }
}

/** Whether the platform's call works is found out when all is well, not when it is needed. */
function probeOf(deploy: Deploy, runbook: Runbook): OwedCall[] {
  const policy = runbook.services[deploy.service]?.rollback
  if (!policy || platformOf(policy.platform.kind) === undefined) return []
  return [
    {
      key: `pr-${deploy.service}-${deploy.sha}-${(deploy.finishedAt ?? 0).toString(36)}`,
      carrier: `platform:${policy.platform.kind}`,
      what: 'probe',
      incident: null,
      service: deploy.service,
      call: 'null',
      recipients: [deploy.service],
    },
  ]
}

export async function recordTenant(tenant: TenantRecord, { db, runbook }: System): Promise<Result<TenantRecord>> {
  const unknown = tenant.services.find((service) => serviceOf(service, runbook) === undefined)
  if (unknown !== undefined) return err(unknownService(unknown, runbook))
  const features = tenant.services.flatMap((service) => Object.keys(runbook.services[service]?.features ?? {}))
  const stray = tenant.features.find((feature) => !features.includes(feature))
  if (stray !== undefined)
    return err(`none of its services has a feature "${stray}"; they have ${features.join(', ') || 'none'}`)
  await putTenant(db, tenant)
  return ok(tenant)
}

export async function placeHold(
  hold: Omit<Hold, 'id' | 'until'> & { forMs: number },
  system: System,
): Promise<Result<Hold>> {
  const { db, io, runbook } = system
  if (hold.service !== null && serviceOf(hold.service, runbook) === undefined)
    return err(unknownService(hold.service, runbook))
  const { scope, service, author, reason, forMs } = hold
  const placed: Hold = { id: io.id(), scope, service, author, reason, until: io.at() + forMs }
  await putHold(db, placed, io.at())
  return ok(placed)
}

export async function endHold(id: string, { db, io }: System): Promise<boolean> {
  return await releaseHold(db, id, io.at())
}
