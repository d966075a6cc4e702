// Acme, the one world of all core tests: an API with a website on it, documentation beside it, and a staging copy.

import type { Ground } from '../../../src/core/desk/ground.ts'
import type { Policy } from '../../../src/core/incident/decision.ts'
import type { Actor } from '../../../src/core/incident/incident-event.ts'
import type { Passes } from '../../../src/core/kept/sample.ts'
import type { Deploy } from '../../../src/core/rollback/deploy.ts'
import type { Monitor, RollbackPolicy, Runbook, Service, SleepPolicy, Tenant } from '../../../src/core/runbook.ts'
import { DAY, HOUR, type Instant, MINUTE, minuteOf, SECOND } from '../../../src/core/time.ts'
import type { Health } from '../../../src/core/watch/health.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'

/** 2026-03-15 14:30 UTC, the first bad minute of most stories. */
export const T0: Instant = Date.UTC(2026, 2, 15, 14, 30)

export const DANA: Actor = { kind: 'responder', name: 'Dana' }

export const ROLLBACK: RollbackPolicy = {
  mode: 'auto',
  platform: { kind: 'webhook', settings: {} },
  migrations: 'declared',
  downForMs: MINUTE,
  lookBackMs: 2 * HOUR,
  settleMs: 60 * SECOND,
  stableMs: 10 * MINUTE,
  targetMaxAgeMs: 30 * DAY,
  perDay: 2,
}

export const SLEEPS: SleepPolicy = {
  platform: { kind: 'fly', settings: { app: 'acme-mcp', token: { secret: 'FLY_API_TOKEN' } } },
  wakesWithinMs: 10 * SECOND,
  sleepsWithinMs: 5 * MINUTE,
}

const apiFeatures = {
  inbox: { id: 'inbox', title: 'Inbox', core: true, critical: false },
  export: { id: 'export', title: 'Export', core: false, critical: false },
}

export const api = service('api', 'Core API', { features: apiFeatures, rollback: ROLLBACK })

export const acme: Runbook = {
  organisation: { name: 'Acme', contact: 'support@acme.example', team: 'The Acme Team', timeZone: 'UTC' },
  responders: {
    dana: { id: 'dana', name: 'Dana', email: 'dana@acme.example', timeZone: 'UTC', logins: { github: 'dana-gh' } },
    ed: { id: 'ed', name: 'Ed', email: 'ed@acme.example', timeZone: 'UTC', logins: {} },
    flo: { id: 'flo', name: 'Flo', email: 'flo@acme.example', timeZone: 'UTC', logins: {} },
  },
  workingTime: {
    timeZone: 'UTC',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    fromMs: 9 * HOUR,
    untilMs: 17 * HOUR,
    holidays: [],
  },
  roles: { 'on-call': ['ed'] },
  services: {
    api,
    web: service('web', 'Website', { dependsOn: ['api'] }),
    docs: service('docs', 'Documentation'),
    'staging-api': service('staging-api', 'Staging API', { environment: 'staging' }),
  },
  links: [],
  contacts: [],
  linksGoStaleAfterMs: 90 * DAY,
  secrets: {},
  monitors: {
    'api-health': monitor('api-health', 'API health', 'api'),
    'api-inbox': monitor('api-inbox', 'Inbox', 'api', 'inbox'),
    'api-export': monitor('api-export', 'Export', 'api', 'export'),
    'web-home': monitor('web-home', 'Start page', 'web'),
    'docs-home': monitor('docs-home', 'Documentation', 'docs'),
    'staging-health': monitor('staging-health', 'Staging health', 'staging-api'),
  },
  maintenance: [],
  elsewhere: { places: [], quorum: null },
  severity: {
    native: { P1: 'SEV-1' },
    respondMs: { P1: 15 * MINUTE, P2: HOUR, P3: 4 * HOUR, P4: null },
    rollback: { P1: 'immediate', P2: 'targeted', P3: 'investigate', P4: 'forward' },
    raiseAfterMs: {},
    lower: 'suggest',
  },
  escalation: {
    fallback: 'on-call',
    everyone: ['P1'],
    paths: {
      P1: [{ afterMs: 15 * MINUTE, roles: ['on-call'], unless: 'mitigated' }],
      P2: [{ afterMs: HOUR, roles: ['on-call'], unless: 'mitigated' }],
      P3: [{ afterMs: 4 * HOUR, roles: ['on-call'], unless: 'progress' }],
      P4: [],
    },
    acknowledgeMs: { P1: 5 * MINUTE, P2: 5 * MINUTE, P3: 5 * MINUTE, P4: 5 * MINUTE },
    rota: null,
  },
  communication: {
    holdMs: 2 * MINUTE,
    timing: {
      P1: { firstMs: 30 * MINUTE, updateMs: 30 * MINUTE, resolutionMs: 0 },
      P2: { firstMs: 30 * MINUTE, updateMs: HOUR, resolutionMs: HOUR },
      P3: { firstMs: null, updateMs: null, resolutionMs: null },
      P4: { firstMs: null, updateMs: null, resolutionMs: null },
    },
    postmortemDays: 5,
  },
  verification: { watchMs: 30 * MINUTE, reopenMs: 2 * HOUR },
  retention: { samplesMs: 2 * DAY, hoursMs: 90 * DAY },
}

export const north: Tenant = { id: 'north', name: 'North', services: ['api', 'web'], features: [], isReachable: true }
export const south: Tenant = {
  id: 'south',
  name: 'South',
  services: ['api', 'web'],
  features: ['inbox'],
  isReachable: true,
}

/** Acme with another rollback policy, or none, for its API. */
export function acmeWith(changes: Partial<RollbackPolicy> | null): Runbook {
  const rollback = changes === null ? null : { ...ROLLBACK, ...changes }
  return { ...acme, services: { ...acme.services, api: { ...api, rollback } } }
}

export function withServices(services: Readonly<Record<string, Service>>): Runbook {
  return { ...acme, services: { ...acme.services, ...services } }
}

export function service(id: string, title: string, changes: Partial<Service> = {}): Service {
  return {
    id,
    title,
    environment: 'production',
    graceMs: 0,
    dependsOn: [],
    features: {},
    links: [],
    contacts: [],
    slo: null,
    rollback: null,
    sleeps: null,
    statusPage: null,
    ...changes,
  }
}

export function monitor(id: string, title: string, service: string, feature: string | null = null): Monitor {
  return {
    id,
    title,
    service,
    feature,
    kind: 'http',
    settings: {},
    intervalMs: MINUTE,
    closelyMs: null,
    wakesEveryMs: null,
    deadlineMs: 10 * SECOND,
    confirmations: 1,
    confirmAfterMs: SECOND,
    failAfter: 1,
    failForMs: 0,
    recoverAfter: 2,
    impact: 'outage',
    writes: false,
    calls: 1,
    looks: true,
    needs: null,
    perDay: 24,
    places: [],
    quorum: null,
    tells: null,
  }
}

export function signal(changes: Partial<Signal> = {}): Signal {
  const { service = 'api', feature = null, source = 'monitor' } = changes
  return {
    key: `${source}:${service}${feature === null ? '' : `-${feature}`}`,
    source,
    service,
    feature,
    impact: 'outage',
    startedAt: T0,
    summary: `${service} does not answer`,
    ...changes,
  }
}

export function deploy(id: string, changes: Partial<Deploy> = {}): Deploy {
  return {
    id,
    service: 'api',
    environment: 'production',
    sha: `sha-${id}`,
    version: null,
    author: 'dana-gh',
    status: 'succeeded',
    migration: 'none',
    restore: [],
    variablesChanged: false,
    isRollback: false,
    finishedAt: T0 - 10 * MINUTE,
    knownGoodAt: null,
    ...changes,
  }
}

/** Shipped by Dana ten minutes before it began. */
export const bad = deploy('bad')

/** Proven good the day before. */
export const good = deploy('good', { finishedAt: T0 - DAY, knownGoodAt: T0 - DAY + 15 * MINUTE, author: 'ed' })

export function trouble(monitorId: string, changes: Partial<Health> = {}): Health {
  const at = T0
  const seen = { bad: 1, good: 0, firstBadAt: at, reason: 'answered 500', observedAt: at }
  return { monitor: monitorId, state: 'down', since: at, ...seen, ...changes }
}

/** Everything passed in the hour before T0. */
export const WATCHED: Passes[] = Array.from({ length: 60 }, (_, ago) => ({
  minute: minuteOf(T0) - 60 + ago,
  monitors: Object.keys(acme.monitors),
}))

export function ground(changes: Partial<Ground> = {}): Ground {
  return {
    newestMinute: minuteOf(T0),
    nextNumber: 1,
    incidents: [],
    troubles: [],
    holds: [],
    deploys: [bad, good],
    earlier: [],
    quarantine: [],
    rollbacks: [],
    sightings: { api: T0 - HOUR },
    maintenance: [],
    silences: [],
    tenants: [north, south],
    absent: [],
    duties: [],
    hasUnread: false,
    timers: [],
    passes: WATCHED,
    ...changes,
  }
}

/** What a decision is asked with: Acme, at some instant, its deploys known and everybody there. */
export function policy(now: Instant, changes: Partial<Policy> = {}): Policy {
  return { runbook: acme, tenants: [north, south], deploys: [bad, good], absent: [], now, ...changes }
}
