// Puts a runbook that is in order into the form that decisions ask. Nothing can be wrong any more when it comes here.

import type * as z from 'zod'
import { checkOf } from '../checks/index.ts'
import type { Monitor, RollbackPolicy, Runbook, Service } from '../core/runbook.ts'
import { platformOf } from '../platforms/index.ts'
import type { runbook } from './schema.ts'

type Written = z.output<typeof runbook>
type WrittenService = Written['services'][string]
type WrittenMonitor = Written['monitors'][string]

export function assemble(written: Written): Runbook {
  const { severity, escalation, communication, verification } = written
  return {
    organisation: written.organisation,
    responders: mapEntries(written.responders, (id, responder) => ({ id, ...responder })),
    roles: written.roles,
    services: mapEntries(written.services, serviceOf),
    monitors: mapEntries(written.monitors, (id, monitor) => monitorOf(id, monitor, written)),
    severity: { native: severity.native, respondMs: severity.respond },
    escalation,
    communication: {
      holdMs: communication.hold,
      timing: communication.timing,
      postmortemDays: communication.postmortemDays,
    },
    verification: { watchMs: verification.watch, reopenMs: verification.reopen },
  }
}

function serviceOf(id: string, { features, rollback, ...rest }: WrittenService): Service {
  return {
    id,
    ...rest,
    features: mapEntries(features, (name, feature) => ({ id: name, ...feature })),
    rollback: rollback === undefined ? null : rollbackOf(rollback),
  }
}

function rollbackOf(written: NonNullable<WrittenService['rollback']>): RollbackPolicy {
  const { kind, ...settings } = written.platform
  return {
    mode: written.mode,
    platform: { kind, settings: platformOf(kind)?.settings.parse(settings) },
    migrations: written.migrations,
    downForMs: written.downFor,
    lookBackMs: written.lookBack,
    settleMs: written.settle,
    stableMs: written.stable,
    targetMaxAgeMs: written.targetMaxAge,
    perDay: written.perDay,
  }
}

function monitorOf(id: string, written: WrittenMonitor, { services }: Written): Monitor {
  const {
    service,
    feature,
    title,
    kind,
    every,
    deadline,
    confirmations,
    confirmAfter,
    failAfter,
    recoverAfter,
    ...rest
  } = written
  const check = checkOf(kind)
  const settings = check?.settings.parse(rest)
  const watched = services[service]
  return {
    id,
    title: title ?? watched?.features[feature ?? '']?.title ?? watched?.title ?? id,
    service,
    feature: feature ?? null,
    kind,
    settings,
    intervalMs: every,
    deadlineMs: deadline,
    confirmations: confirmations ?? (check?.writes(settings) ? 0 : 1),
    confirmAfterMs: confirmAfter,
    failAfter,
    recoverAfter,
  }
}

function mapEntries<From, To>(record: Readonly<Record<string, From>>, map: (id: string, value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, map(id, value)]))
}
