// Facts for the templates' tests: one small system on one bad afternoon.

import { UPTIME_MEANS } from '../../../src/core/kept/rollup.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import type { CallNotice, TenantNotice } from '../../../src/core/view/notice.ts'
import type { DayState, PublicIncident, PublicService, StatusView, Uptime } from '../../../src/core/view/page-view.ts'

export const NOW = Date.UTC(2026, 2, 15, 14, 45, 20)
export const BROKEN = Date.UTC(2026, 2, 15, 14, 2, 0)

const COMMON: Omit<TenantNotice, 'kind' | 'state' | 'done' | 'watchMs'> = {
  organisation: 'Agentix',
  team: 'The Agentix Team',
  contact: 'support@agentixx.io',
  tenant: 'Lumen Dental',
  statusUrl: 'https://status.agentix.app/',
  what: 'Inbox',
  impact: 'outage',
  startedAt: BROKEN,
  nextInMs: 30 * MINUTE,
}

type Of<K extends TenantNotice['kind']> = Extract<TenantNotice, { kind: K }>

export function first(over: Partial<Of<'first'>> = {}): Of<'first'> {
  return { ...COMMON, kind: 'first', ...over }
}

export function update(over: Partial<Of<'update'>> = {}): Of<'update'> {
  return {
    ...COMMON,
    kind: 'update',
    state: 'identified',
    done: ['Taken back the deploy that was live when it broke', 'Paused the queues so that no message is lost'],
    watchMs: null,
    ...over,
  }
}

export function resolution(over: Partial<Of<'resolution'>> = {}): Of<'resolution'> {
  return {
    ...COMMON,
    kind: 'resolution',
    nextInMs: null,
    resolvedAt: BROKEN + 75 * MINUTE,
    cause: 'A deploy carried a wrong setting, and messages were no longer read.',
    durationMs: 45 * MINUTE,
    prevention: 'That setting is now checked before each deploy.',
    postmortemDays: 5,
    isFalseAlarm: false,
    ...over,
  }
}

export function call(over: Partial<CallNotice> = {}): CallNotice {
  return {
    organisation: 'Agentix',
    responder: 'Ada Okafor',
    ref: 'INC-7',
    title: 'Core API is not answering',
    severity: 'P1',
    native: 'SEV-1',
    reasons: ['Every tenant of Core API is hurt (41 of 41).', 'Core API is a core service.'],
    why: 'You shipped the deploy that was live when it broke.',
    detectedAt: BROKEN + 2 * MINUTE,
    outageStartedAt: BROKEN,
    summary: 'GET /health of Core API has answered 502 for 2 minutes, seen from Frankfurt and Ashburn.',
    cause: null,
    before: null,
    suspect: {
      sha: '9f2c1e7ab34d5560aa17',
      version: 'v1.42.0',
      author: 'ada',
      finishedAt: BROKEN - 4 * MINUTE,
    },
    gate: {
      verdict: 'wait',
      reasons: ['Migration: additive, v1.41.3 can read the newer schema.', 'Trigger: down for 2 of 5 minutes.'],
    },
    restore: [],
    tried: [],
    hypothesis: null,
    link: null,
    contacts: [],
    respondUrl: 'https://status.agentix.app/respond/INC-7',
    acknowledgeUrl: 'https://status.agentix.app/links/ack-Zm9vYmFyYmF6cXV4',
    approveUrl: null,
    ...over,
  }
}

const UPDATES: PublicIncident['updates'] = [
  {
    at: BROKEN + 38 * MINUTE,
    phase: 'identified',
    text: 'The deploy has been taken back. We are checking whether that was enough.',
  },
  { at: BROKEN + 24 * MINUTE, phase: 'identified', text: 'The newest deploy is the cause. We are taking it back.' },
  {
    at: BROKEN + 14 * MINUTE,
    phase: 'investigating',
    text: 'Messages that arrive now are stored and will be delivered later.',
  },
  {
    at: BROKEN + 3 * MINUTE,
    phase: 'investigating',
    text: 'Inbox and webhooks do not answer. We are looking for the cause.',
  },
]

export function publicIncident(over: Partial<PublicIncident> = {}): PublicIncident {
  return {
    ref: 'INC-7',
    title: 'Core API is not answering',
    phase: 'identified',
    severity: 'P1',
    startedAt: BROKEN,
    resolvedAt: null,
    services: ['Core API'],
    updates: UPDATES,
    partOf: null,
    ...over,
  }
}

function past(ref: string, title: string, daysAgo: number, minutes: number): PublicIncident {
  const startedAt = BROKEN - daysAgo * 24 * HOUR
  const resolvedAt = startedAt + minutes * MINUTE
  const updates: PublicIncident['updates'] = [
    { at: resolvedAt, phase: 'resolved', text: 'Everything has worked for 30 minutes. We call it resolved.' },
  ]
  return publicIncident({ ref, title, severity: 'P3', phase: 'resolved', startedAt, resolvedAt, updates })
}

/** Ninety days of which some were not good, and the first of which nobody knows anything. */
export function uptime(over: Partial<Uptime> = {}, hurt: readonly number[] = [12, 40, 41, 88]): Uptime {
  const stateOf = (day: number): DayState => {
    if (day < 10) return 'unknown'
    if (!hurt.includes(day)) return 'operational'
    return day % 2 === 0 ? 'degraded' : 'outage'
  }
  const strip = Array.from({ length: 90 }, (_, day) => stateOf(day))
  return { percent: 99.98, days: 80, worst: { at: NOW - 3 * DAY, percent: 97.1 }, strip, ...over }
}

/** Eight more services that have had their days. */
export function moreServices(): PublicService[] {
  return ['Billing', 'Search', 'Webhooks', 'Mail', 'Files', 'Reports', 'Agents', 'Sandbox'].map((title, index) => ({
    title,
    state: 'operational',
    uptime: uptime({}, [12, 30 + index, 60, 61, 70 + index]),
    features: [],
  }))
}

/** Two services, one open incident with four updates, three recent ones: the page that has to stay under 14 KB. */
export function status(over: Partial<StatusView> = {}): StatusView {
  return {
    organisation: 'Agentix',
    contact: 'support@agentixx.io',
    now: NOW,
    overall: 'outage',
    watchedAt: NOW - 20 * SECOND,
    isStale: false,
    services: [
      {
        title: 'Core API',
        state: 'outage',
        uptime: uptime(),
        features: [
          { title: 'Inbox', state: 'outage' },
          { title: 'Webhooks', state: 'degraded' },
          { title: 'Analytics', state: 'unknown' },
        ],
      },
      {
        title: 'Web app',
        state: 'operational',
        uptime: uptime({ percent: 100, worst: null }, []),
        features: [
          { title: 'Sign in', state: 'operational' },
          { title: 'Export', state: 'not-watched' },
        ],
      },
    ],
    uptimeMeans: UPTIME_MEANS,
    gaps: [{ from: BROKEN - 2 * HOUR, until: BROKEN - 2 * HOUR + 4 * MINUTE }],
    planned: [{ title: 'Web app', from: NOW + DAY, until: NOW + DAY + 2 * HOUR }],
    open: [publicIncident()],
    recent: [
      past('INC-6', 'Webhooks were delayed', 3, 44),
      past('INC-5', 'Sign in failed for some customers', 9, 12),
      past('INC-4', 'Export timed out', 17, 190),
    ],
    ...over,
  }
}
