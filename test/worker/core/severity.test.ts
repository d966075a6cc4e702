// How bad it is, by the decision guide of the incident plan; its own examples are the first cases.

import { describe, expect, it } from 'vitest'
import { classify } from '../../../src/core/incident/severity.ts'
import type { Severity, Tenant } from '../../../src/core/runbook.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'
import { acme, api, north, service, signal, south, withServices } from './acme.ts'

const runbook = withServices({
  api: {
    ...api,
    features: {
      ...api.features,
      webhooks: { id: 'webhooks', title: 'Webhooks', core: true },
      workflows: { id: 'workflows', title: 'Workflows', core: true },
      analytics: { id: 'analytics', title: 'Analytics', core: false },
    },
  },
  database: service('database', 'Database'),
  workers: service('workers', 'Workers'),
})

const SERVICES = ['api', 'web', 'database', 'workers']
const everyone: Tenant[] = [tenant('one'), tenant('two'), tenant('three', ['inbox', 'export'])]
const inboxUsers: Tenant[] = [tenant('one'), tenant('two', ['inbox']), tenant('three', ['export'])]

const failing = (feature: string | null, of = 'api') => signal({ service: of, feature })
const degraded = (feature: string | null, of = 'api') => signal({ service: of, feature, impact: 'degradation' })

type Case = [name: string, severity: Severity, signals: Signal[], tenants: Tenant[]]

const GUIDE: Case[] = [
  ['database down', 'P1', [failing(null, 'database')], everyone],
  ['webhook endpoint unreachable, for everyone', 'P1', [failing('webhooks')], [tenant('one'), tenant('two')]],
  ['all workflow executions failing', 'P1', [failing('workflows')], [tenant('one'), tenant('two')]],
  [
    'data corruption, seen by one tenant',
    'P1',
    [signal({ impact: 'loss', feature: 'export', tenants: ['three'] })],
    everyone,
  ],
  ['message delivery delays', 'P2', [degraded(null, 'workers')], everyone],
  ['AI node failures over 10 %', 'P2', [degraded('workflows')], everyone],
  ['inbox not loading for a subset of users', 'P2', [failing('inbox')], inboxUsers],
  ['workers stuck, so everything is slow', 'P2', [degraded(null, 'workers')], everyone],
  ['webhooks are degraded, for everyone', 'P2', [degraded('webhooks')], [tenant('one'), tenant('two')]],
  ['analytics not tracking', 'P3', [failing('analytics')], everyone],
  ['export timing out', 'P3', [failing('export')], everyone],
]

const RULES: Case[] = [
  ['all tenants and a whole service is P1', 'P1', [failing(null)], everyone],
  ['all tenants and only degraded is P2', 'P2', [degraded(null)], everyone],
  ['a feature that is not core is P3 even for all tenants', 'P3', [failing('export')], [tenant('one'), tenant('two')]],
  [
    'one tenant of several, on a core feature, is P2',
    'P2',
    [failing('inbox')],
    [tenant('one'), tenant('two', ['export'])],
  ],
  ['a feature that no tenant uses is P4', 'P4', [failing('inbox')], [tenant('one', ['export'])]],
  ['no tenant list and a whole service is all tenants, without doubt', 'P1', [failing(null)], []],
  ['no tenant list and a whole service degraded is P2, without doubt', 'P2', [degraded(null)], []],
  ['no tenant list and a feature that is not core: doubt raises P3 once', 'P2', [failing('export')], []],
  ['no tenant list and a core feature: doubt raises P2 once', 'P1', [failing('inbox')], []],
  [
    'a feature the runbook does not know, for one tenant: doubt raises P3 once',
    'P2',
    [failing('new')],
    [tenant('one', ['new']), tenant('two', ['inbox'])],
  ],
  ['two doubts raise once only', 'P2', [degraded('new')], []],
  ['P1 is not raised any further', 'P1', [failing('new')], [tenant('one'), tenant('two')]],
  [
    'a core feature beside one that is not is core',
    'P2',
    [failing('export'), failing('inbox')],
    [tenant('two', ['inbox']), tenant('four', ['webhooks'])],
  ],
  ['an outage beside a degradation is an outage', 'P1', [degraded('inbox'), failing(null)], everyone],
]

describe('the examples of the plan', () => {
  it.each(GUIDE)('%s is %s', (_name, severity, signals, tenants) => {
    expect(classify(signals, tenants, runbook).severity).toBe(severity)
  })
})

describe('the guide', () => {
  it.each(RULES)('%s', (_name, severity, signals, tenants) => {
    expect(classify(signals, tenants, runbook).severity).toBe(severity)
  })
})

describe('an answer explains itself', () => {
  it.each([
    [
      'everyone',
      [signal()],
      [north, south],
      ['Core API does not work', 'all its tenants are hurt (2)', 'an outage for all tenants is P1'],
    ],
    [
      'nobody told us',
      [signal()],
      [],
      ['Core API does not work', 'everyone who uses it is hurt', 'an outage for all tenants is P1'],
    ],
    [
      'doubt',
      [signal({ feature: 'export' })],
      [],
      [
        'Core API, Export (not core) does not work',
        'nobody can say which tenants it hurts',
        'a feature that is not core is P3',
        'raised one level, to P2, because it is not known which tenants are hurt',
      ],
    ],
  ])('%s', (_name, signals, tenants, reasons) => {
    expect(classify(signals, tenants, acme).reasons).toEqual(reasons)
  })

  it('keeps the severity of a runbook beside its own name for it', () => {
    expect(classify([signal()], [north, south], acme)).toMatchObject({ severity: 'P1', native: 'SEV-1' })
    expect(classify([signal({ feature: 'export' })], [north, south], acme)).toMatchObject({
      severity: 'P3',
      native: null,
    })
  })

  it('names exactly the tenants who are hurt', () => {
    expect(classify([signal({ feature: 'export' })], [north, south], acme).scope.ids).toEqual(['north'])
    expect(classify([signal({ service: 'docs' })], [north, south], acme).scope.ids).toEqual([])
  })
})

function tenant(id: string, features: string[] = []): Tenant {
  return { id, name: id, services: SERVICES, features, isReachable: true }
}
