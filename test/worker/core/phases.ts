// One incident of Acme's API in every phase, each made by the events that lead there.

import { evolve, type Incident } from '../../../src/core/incident/incident.ts'
import { type EventBody, RULE } from '../../../src/core/incident/incident-event.ts'
import { classify } from '../../../src/core/incident/severity.ts'
import type { GateAnswer, GateReport, GateStepName } from '../../../src/core/rollback/gate-report.ts'
import type { RollbackMode } from '../../../src/core/runbook.ts'
import { type Instant, MINUTE } from '../../../src/core/time.ts'
import { acme, bad, DANA, north, signal, south, T0 } from './acme.ts'

type Step = [at: Instant, event: EventBody]

export function add(incident: Incident | null, steps: readonly Step[]): Incident {
  const by = (event: EventBody) => (event.kind === 'acknowledged' ? DANA : RULE)
  const after = steps.reduce((before, [at, event]) => evolve(before, { ...event, at, by: by(event) }), incident)
  if (after === null) throw new Error('nothing was opened')
  return after
}

const { severity, native, scope, reasons } = classify([signal()], [north, south], acme)

const failing = add(null, [
  [T0, { kind: 'opened', number: 1, service: 'api', title: 'API', outageStartedAt: T0, signal: signal() }],
  [T0, { kind: 'classified', from: null, severity, native, scope, reasons }],
  [T0, { kind: 'deploy_suspected', deploy: bad, reason: 'deployed 10 minutes before' }],
  [T0, { kind: 'responders_called', responders: [{ id: 'dana', why: 'shipped it' }], reason: 'P1' }],
])

const FIRST: Step = [
  T0 + 2 * MINUTE,
  { kind: 'notice_written', notice: 'first', key: 'first-1', tenants: ['north', 'south'], because: 'still failing' },
]

/** Recovered after five minutes, so watched until 14:30 + 35 minutes. */
const RECOVERY: Step[] = [
  [T0 + 5 * MINUTE, { kind: 'signal_recovered', key: 'monitor:api', summary: 'passes again' }],
  [T0 + 5 * MINUTE, { kind: 'mitigated', reason: 'everything that failed works again' }],
  [T0 + 5 * MINUTE, { kind: 'watch_started', until: T0 + 35 * MINUTE }],
]

const told = add(failing, [FIRST])
const watched = add(failing, RECOVERY)
const resolved = add(watched, [[T0 + 35 * MINUTE, { kind: 'resolved', reason: 'the watch held' }]])

export const incidents = {
  failing,
  told,
  watched,
  resolved,
  acknowledged: add(failing, [[T0, { kind: 'acknowledged' }]]),
  mitigated: add(failing, [[T0 + 5 * MINUTE, { kind: 'mitigated', reason: 'switched off' }]]),
  watchedTold: add(told, RECOVERY),
  closed: add(resolved, [[T0 + 40 * MINUTE, { kind: 'closed', cause: 'a bad index' }]]),
}

/** The failing incident after one thing more. */
export function after(event: EventBody, at: Instant = T0): Incident {
  return add(failing, [[at, event]])
}

/** The failing incident, but with something else about it. */
export function but(changes: Partial<Incident>): Incident {
  return { ...failing, ...changes }
}

const STEPS = [
  'migration',
  'hold',
  'live',
  'history',
  'correlation',
  'provider',
  'trigger',
  'variables',
  'target',
  'single',
  'platform',
] as const

/** A report of the gate about the bad deploy: everything passes but what is said. */
export function report(
  answers: Partial<Record<GateStepName, GateAnswer>> = {},
  mode: RollbackMode = 'auto',
): GateReport {
  const steps = STEPS.map((step) => ({ step, answer: answers[step] ?? 'pass', reason: `${step} says so` }))
  const given = steps.map(({ answer }) => answer)
  return {
    service: 'api',
    at: T0,
    mode,
    verdict: given.includes('stop') ? 'stop' : given.includes('wait') ? 'wait' : 'pass',
    steps,
    target: { deploy: 'good', sha: 'sha-good', version: null },
    suspect: { deploy: 'bad', sha: 'sha-bad' },
    restore: [],
  }
}
