// How bad it is, by the decision guide of the incident plan; its own examples are the first cases.

import { describe, expect, it } from 'vitest'
import agentix from '../../../runbooks/agentix.ts'
import agento from '../../../runbooks/agento.ts'
import curateMe from '../../../runbooks/curate-me.ts'
import { classify } from '../../../src/core/incident/severity.ts'
import type { Runbook, Severity, Tenant } from '../../../src/core/runbook.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { OUTSIDE } from '../runbook/written.ts'
import { acme, api, north, signal, south, withServices } from './acme.ts'
import { Desk, FAILS } from './desk.ts'

const runbook = withServices({
  api: {
    ...api,
    features: {
      ...api.features,
      webhooks: { id: 'webhooks', title: 'Webhooks', core: true, critical: true },
    },
  },
})

const SERVICES = ['api', 'web', 'workers']
const everyone: Tenant[] = [tenant('one'), tenant('two'), tenant('three', ['inbox', 'export', 'exports'])]
const inboxUsers: Tenant[] = [tenant('one'), tenant('two', ['inbox']), tenant('three', ['export'])]

const plan = opened(agentix)

const failing = (feature: string | null, of = 'api') => signal({ service: of, feature })
const degraded = (feature: string | null, of = 'api') => signal({ service: of, feature, impact: 'degradation' })

/** What somebody reports. */
const said = (impact: Signal['impact'], feature: string | null, more: Partial<Signal> = {}) =>
  signal({ source: 'person', impact, feature, ...more })

type Case = [name: string, severity: Severity, signals: Signal[], tenants: Tenant[]]

/** Every example of the plan, in its order, as a monitor of Agentix's runbook states it, or as somebody reports it. */
const PLAN: Case[] = [
  ['database down', 'P1', [stated('api-health')], everyone],
  ['webhook endpoint unreachable', 'P1', [failing('webhooks')], everyone],
  ['all workflow executions failing', 'P1', [failing('workflows')], everyone],
  ['data corruption', 'P1', [said('loss', 'exports', { tenants: ['three'] })], everyone],
  ['message delivery delays > 5 min', 'P2', [stated('delivery-delay')], everyone],
  ['AI node failures > 10 %', 'P2', [stated('ai-failures')], everyone],
  ['inbox not loading for a subset of users', 'P2', [said('outage', 'inbox', { tenants: ['one', 'two'] })], everyone],
  ['workers stuck', 'P2', [stated('workers')], everyone],
  ['single tenant workflow failure', 'P3', [said('outage', 'workflows', { tenants: ['one'] })], everyone],
  ['analytics not tracking', 'P3', [failing('analytics')], everyone],
  ['non-critical UI bug affecting one page', 'P3', [said('degradation', 'pages', { service: 'web' })], everyone],
  ['CSV export timing out', 'P3', [failing('exports')], everyone],
  ['typo in UI', 'P4', [said('advice', 'pages', { service: 'web' })], everyone],
  ['non-blocking warning in logs', 'P4', [said('advice', null)], everyone],
  ['minor styling inconsistency', 'P4', [said('advice', null, { service: 'web' })], everyone],
  ['slow but functional query', 'P4', [said('advice', 'inbox')], everyone],
]

/** Where the plan says two things. */
const SETTLED: Case[] = [
  ['webhooks unreachable for the few who use them', 'P1', [failing('webhooks')], inboxUsers],
  ['webhooks unreachable, and nobody knows who uses them', 'P1', [failing('webhooks')], []],
  ['webhooks degraded', 'P2', [degraded('webhooks')], everyone],
  [
    'webhooks, of which one tenant says that they do not work',
    'P3',
    [said('outage', 'webhooks', { tenants: ['one'] })],
    everyone,
  ],
  [
    'one tenant on a core feature, which our own monitor sees failing too',
    'P2',
    [said('outage', 'inbox', { tenants: ['one'] }), degraded('inbox')],
    everyone,
  ],
  ['webhooks that no tenant uses', 'P4', [failing('webhooks')], [tenant('three', ['exports'])]],
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

/** What the other runbooks call by names of their own. */
const NATIVE: [name: string, written: unknown, native: string, signals: Signal[], tenants: Tenant[]][] = [
  ['an API that is unavailable', agento, 'SEV-1', [failing(null)], everyone],
  ['payments that fail for everybody', agento, 'SEV-1', [failing('payments')], everyone],
  ['orchestration that is degraded', agento, 'SEV-2', [degraded('orchestration')], everyone],
  ['a run of one customer', agento, 'SEV-3', [said('outage', 'orchestration', { tenants: ['one'] })], everyone],
  ['a gateway that is out for everybody', curateMe, 'P0', [failing(null, 'gateway')], [tenant('one', [], ['gateway'])]],
]

describe('the scale of a runbook calls', () => {
  it.each(NATIVE)('%s what it should', (_name, written, native, signals, tenants) => {
    expect(classify(signals, tenants, opened(written)).native).toBe(native)
  })
})

describe('the examples of the plan', () => {
  it.each(PLAN)('%s is %s', (_name, severity, signals, tenants) => {
    expect(classify(signals, tenants, plan)).toMatchObject({ severity, native: plan.severity.native[severity] })
  })
})

describe('what the plan leaves open', () => {
  it.each(SETTLED)('%s is %s', (_name, severity, signals, tenants) => {
    expect(classify(signals, tenants, plan).severity).toBe(severity)
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

function tenant(id: string, features: string[] = [], services: string[] = SERVICES): Tenant {
  return { id, name: id, services, features, isReachable: true }
}

function opened(written: unknown): Runbook {
  const result = openRunbook(written, OUTSIDE)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** What a monitor of Agentix states once it fails. */
function stated(id: string): Signal {
  const desk = new Desk({ tenants: everyone, deploys: [] }, plan)
  desk.minute({ [id]: FAILS })
  const [first] = Object.values(desk.all[0]?.signals ?? {})
  if (first === undefined) throw new Error(`${id} states nothing`)
  return first
}
