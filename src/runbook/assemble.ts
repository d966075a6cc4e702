// Puts a runbook that is in order into the form that decisions ask. Nothing can be wrong any more when it comes here.

import type * as z from 'zod'
import { checkOf } from '../checks/index.ts'
import type { Monitor, RollbackPolicy, Runbook, Rung, Service, Severity, SleepPolicy } from '../core/runbook.ts'
import { DAY, HOUR, MINUTE } from '../core/time.ts'
import { platformOf } from '../platforms/index.ts'
import { maintenanceOf } from './written/maintenance.ts'
import type { runbook } from './written/schema.ts'
import { secretOf } from './written/secrets.ts'

type Written = z.output<typeof runbook>
type WrittenService = Written['services'][string]
type WrittenMonitor = Written['monitors'][string]

export function assemble(written: Written): Runbook {
  const { severity, communication, verification, retention } = written
  const { timeZone } = written.organisation
  const { days, from, until, holidays } = written.workingTime
  return {
    organisation: written.organisation,
    responders: mapEntries(written.responders, (id, { timeZone: own = timeZone, ...responder }) => ({
      id,
      ...responder,
      timeZone: own,
    })),
    workingTime: { timeZone, days, fromMs: from, untilMs: until, holidays },
    roles: written.roles,
    services: mapEntries(written.services, serviceOf),
    links: written.links,
    contacts: written.contacts,
    linksGoStaleAfterMs: written.linksGoStaleAfter,
    secrets: mapEntries(written.secrets, secretOf),
    elsewhere: { places: written.elsewhere?.places ?? [], quorum: written.elsewhere?.quorum ?? null },
    monitors: mapEntries(written.monitors, (id, monitor) => monitorOf(id, monitor, written)),
    maintenance: written.maintenance.map((one) => maintenanceOf(one, timeZone)),
    severity: {
      native: severity.native,
      respondMs: severity.respond,
      rollback: severity.rollback,
      raiseAfterMs: severity.raiseAfter,
      lower: severity.lower,
    },
    escalation: escalationOf(written),
    communication: {
      holdMs: communication.hold,
      timing: communication.timing,
      postmortemDays: communication.postmortemDays,
    },
    verification: { watchMs: verification.watch, reopenMs: verification.reopen },
    retention: { samplesMs: retention.samples, hoursMs: retention.hours },
  }
}

/** Whoever says nothing calls the fallback role again when it should be over, and P3 only where nobody is at work on it. */
function escalationOf({ escalation, severity }: Written): Runbook['escalation'] {
  const { fallback, everyone, paths, acknowledgeWithin, rota } = escalation
  const usual = (of: Severity): Rung[] => {
    const afterMs = severity.respond[of]
    return afterMs === null ? [] : [{ afterMs, roles: [fallback], unless: of === 'P3' ? 'progress' : 'mitigated' }]
  }
  const pathOf = (of: Severity) => paths[of]?.map(({ after, ...rung }) => ({ afterMs: after, ...rung })) ?? usual(of)
  return {
    fallback,
    everyone,
    paths: { P1: pathOf('P1'), P2: pathOf('P2'), P3: pathOf('P3'), P4: pathOf('P4') },
    acknowledgeMs: acknowledgeWithin,
    rota: rota === undefined ? null : { role: rota.role, every: rota.every, from: rota.from, atMs: rota.at },
  }
}

function serviceOf(
  id: string,
  { features, slo, rollback, sleeps, statusPage, grace, ...rest }: WrittenService,
): Service {
  return {
    id,
    ...rest,
    graceMs: grace,
    features: mapEntries(features, (name, feature) => ({ id: name, ...feature })),
    slo: slo ?? null,
    rollback: rollback === undefined ? null : rollbackOf(rollback),
    sleeps: sleeps === undefined ? null : sleepOf(sleeps),
    statusPage: statusPage === undefined ? null : openPlatform({ kind: 'statuspage', url: statusPage }),
  }
}

function rollbackOf(written: NonNullable<WrittenService['rollback']>): RollbackPolicy {
  return {
    mode: written.mode,
    platform: openPlatform(written.platform),
    migrations: written.migrations,
    downForMs: written.downFor,
    lookBackMs: written.lookBack,
    settleMs: written.settle,
    stableMs: written.stable,
    targetMaxAgeMs: written.targetMaxAge,
    perDay: written.perDay,
  }
}

function sleepOf({ platform, wakesWithin, sleepsWithin }: NonNullable<WrittenService['sleeps']>): SleepPolicy {
  return { platform: openPlatform(platform), wakesWithinMs: wakesWithin, sleepsWithinMs: sleepsWithin }
}

function openPlatform({ kind, ...settings }: { kind: string; [setting: string]: unknown }) {
  return { kind, settings: platformOf(kind)?.settings.parse(settings) }
}

/** So many that a hundred thousand looks, of which one in a hundred goes wrong by itself, are no incident. */
const CONFIRMATIONS = 3

/** Whoever says nothing else changes something once an hour at most. */
const WRITING_MS = HOUR

function monitorOf(id: string, written: WrittenMonitor, { services }: Written): Monitor {
  const { service, feature, title, kind, every, closely, wakes, deadline, confirmations, tells, ...rest } = written
  const { perDay, writes: isSaid, confirmAfter, failAfter, failFor, recoverAfter, impact, ...around } = rest
  const { places, quorum, ...beyond } = around
  const check = checkOf(kind)
  const settings = check?.settings.parse(beyond)
  const watched = services[service]
  const writes = isSaid ?? check?.writes(settings) ?? false
  const calls = check?.calls?.(settings) ?? 1
  const intervalMs = every ?? (writes ? WRITING_MS : MINUTE)
  return {
    id,
    title: title ?? watched?.features[feature ?? '']?.title ?? watched?.title ?? id,
    service,
    feature: feature ?? null,
    kind,
    settings,
    intervalMs,
    closelyMs: closely ?? null,
    wakesEveryMs: wakes ?? null,
    deadlineMs: deadline,
    confirmations: writes ? 0 : (confirmations ?? (check?.deadlineMs === undefined ? CONFIRMATIONS : 0)),
    confirmAfterMs: confirmAfter,
    failAfter,
    failForMs: failFor,
    recoverAfter,
    impact,
    writes,
    calls,
    looks: check?.probe !== undefined && calls > 0,
    needs: check?.needs?.(settings) ?? null,
    perDay: perDay ?? Math.max(DAY / WRITING_MS, Math.ceil(DAY / intervalMs)),
    places: places ?? [],
    quorum: quorum ?? null,
    tells: tellsOf(tells, check?.unit?.(settings)),
  }
}

function tellsOf(of: WrittenMonitor['tells'], unit: string | null = null): Monitor['tells'] {
  return of === undefined ? null : { of, unit }
}

function mapEntries<From, To>(record: Readonly<Record<string, From>>, map: (id: string, value: From) => To) {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, map(id, value)]))
}
