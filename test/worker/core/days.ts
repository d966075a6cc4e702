// Arbitrary days at Acme, for the properties: anything that can arrive, in any order, at any hour.

import * as fc from 'fast-check'
import type { Fact } from '../../../src/core/desk/ground.ts'
import type { PersonCommand, Wish } from '../../../src/core/incident/command.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import type { SignalChange } from '../../../src/core/watch/signal.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import { acme, acmeWith, deploy, ROLLBACK, service, signal } from './acme.ts'
import { command, Desk, FAILS, type Look, PASSES, UNSEEN, WARNS } from './desk.ts'

export type Step =
  | { kind: 'minutes'; count: number; look: Look }
  | { kind: 'told'; changes: SignalChange[] }
  | { kind: 'asked'; whom: number; asked: PersonCommand }
  | { kind: 'answered'; outcome: 'done' | 'never' | 'unknown' }
  | { kind: 'stopped' | 'kept-back' | 'held' | 'released' }
  | { kind: 'shipped'; service: string; migration: 'none' | 'destructive'; isGood: boolean }
  | { kind: 'calm'; count: number }
  | { kind: 'silence'; ms: number }

/** Two more services that know nothing of each other and both depend on the API. */
const clients = Object.fromEntries(['shop', 'kiosk'].map((id) => [id, service(id, id, { dependsOn: ['api'] })]))

export const RUNBOOKS: readonly Runbook[] = (['auto', 'suggest', 'off'] as const).map((mode) => {
  const runbook = acmeWith({ ...ROLLBACK, mode, perDay: 5 })
  return { ...runbook, services: { ...runbook.services, ...clients } }
})

/** Failing is what makes things happen, so it is frequent. */
const verdict = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Verdict>(FAILS) },
  { weight: 4, arbitrary: fc.constant<Verdict>(PASSES) },
  { weight: 1, arbitrary: fc.constantFrom<Verdict>(WARNS, UNSEEN) },
)
export const look: fc.Arbitrary<Look> = fc.dictionary(fc.constantFrom(...Object.keys(acme.monitors)), verdict, {
  maxKeys: 3,
})

const ALL_PASS: Look = Object.fromEntries(Object.keys(acme.monitors).map((id) => [id, PASSES]))

const SOURCED = ['api', 'web', 'docs', 'shop', 'kiosk', 'staging-api', 'nowhere']
const ALL_WELL = SOURCED.map((of): SignalChange => ({ kind: 'recovered', key: `sentry:${of}`, summary: 'it works' }))

const change: fc.Arbitrary<SignalChange> = fc
  .record({
    service: fc.constantFrom(...SOURCED),
    impact: fc.constantFrom('outage' as const, 'degradation' as const),
    isFailing: fc.boolean(),
  })
  .map(({ service: of, impact, isFailing }) => {
    const told = signal({ service: of, impact, source: 'sentry' })
    return isFailing ? { kind: 'failing', signal: told } : { kind: 'recovered', key: told.key, summary: 'it works' }
  })

/** At most one statement about one thing: what is said twice and differently is no level. */
export const changes = fc.uniqueArray(change, { maxLength: 3, selector: keyOfChange })

const NOTHING: Wish = { add: [], remove: [] }
const wish = (of: readonly string[]): fc.Arbitrary<Wish> => {
  const said = fc.record({ id: fc.constantFrom(...of), isAdded: fc.boolean() })
  const toWish = ({ id, isAdded }: { id: string; isAdded: boolean }): Wish =>
    isAdded ? { add: [id], remove: [] } : { add: [], remove: [id] }
  return fc.oneof(fc.constant(NOTHING), said.map(toWish))
}

const byHand: fc.Arbitrary<PersonCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('rescope' as const),
    services: wish(['api', 'web', 'docs', 'shop']),
    tenants: wish(['north', 'south']),
    reason: fc.constant('asked them'),
  }),
  fc.record({
    kind: fc.constant('merge' as const),
    into: fc.constantFrom('INC-1', 'INC-2', 'INC-3', 'INC-4'),
    reason: fc.constant('one cause'),
  }),
)

const asked = fc.constantFrom<PersonCommand>(
  { kind: 'acknowledge' },
  { kind: 'suppose', hypothesis: { condition: 'a bad index', actions: '', needs: '' } },
  { kind: 'escalate', reason: 'stuck' },
  { kind: 'note', text: 'looking' },
  { kind: 'mitigate', text: 'switched off' },
  { kind: 'resolve', text: 'fixed' },
  { kind: 'close', cause: 'a bad index' },
  { kind: 'dismiss', reason: 'a drill' },
  { kind: 'classify', severity: 'P1', reason: 'a large customer' },
  { kind: 'classify', severity: 'P3', reason: 'there is a way around' },
  { kind: 'approve', report: null },
)

const outcome = fc.constantFrom('done' as const, 'done' as const, 'never' as const, 'unknown' as const)
const many = fc.integer({ min: 1, max: 40 })

const MINUTES = fc.record({ kind: fc.constant('minutes' as const), count: fc.integer({ min: 1, max: 20 }), look })
const TROUBLE = fc.constantFrom<Step>(
  { kind: 'minutes', count: 1, look: { 'api-health': FAILS } },
  { kind: 'minutes', count: 4, look: { 'api-health': FAILS } },
  { kind: 'minutes', count: 4, look: { 'web-home': FAILS, 'docs-home': FAILS } },
)
const CALM = fc.record({ kind: fc.constant('calm' as const), count: many })
const TOLD = fc.record({ kind: fc.constant('told' as const), changes })
const ASKED = fc.record({ kind: fc.constant('asked' as const), whom: fc.nat(1), asked })
const BY_HAND = fc.record({ kind: fc.constant('asked' as const), whom: fc.nat(1), asked: byHand })
const APPROVED = fc.constant<Step>({ kind: 'asked', whom: 0, asked: { kind: 'approve', report: null } })
const ANSWERED = fc.record({ kind: fc.constant('answered' as const), outcome })
const REFUSED = fc.constantFrom<Step>(
  { kind: 'stopped' },
  { kind: 'kept-back' },
  { kind: 'held' },
  { kind: 'released' },
)
const SHIPPED = fc.record({
  kind: fc.constant('shipped' as const),
  service: fc.constantFrom('api', 'web'),
  migration: fc.constantFrom('none' as const, 'none' as const, 'destructive' as const),
  isGood: fc.boolean(),
})
const SILENCE = fc.record({ kind: fc.constant('silence' as const), ms: fc.integer({ min: 1, max: 30 * HOUR }) })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: MINUTES },
  { weight: 6, arbitrary: TROUBLE },
  { weight: 7, arbitrary: CALM },
  { weight: 3, arbitrary: TOLD },
  { weight: 3, arbitrary: ASKED },
  { weight: 5, arbitrary: BY_HAND },
  { weight: 2, arbitrary: APPROVED },
  { weight: 4, arbitrary: ANSWERED },
  { weight: 2, arbitrary: REFUSED },
  { weight: 2, arbitrary: SHIPPED },
  { weight: 1, arbitrary: SILENCE },
)

const steps = fc.array(step, { minLength: 1, maxLength: 40, size: 'max' })
export const day = fc.record({ runbook: fc.constantFrom(...RUNBOOKS), steps })
export type Day = { runbook: Runbook; steps: readonly Step[] }

/** Lives through a day; `afterEach` sees the desk after every step. */
export function live({ runbook, steps }: Day, afterEach: (desk: Desk, step: Step) => void = () => {}): Desk {
  const desk = new Desk({}, runbook)
  for (const [index, one] of steps.entries()) {
    take(desk, one, index)
    afterEach(desk, one)
  }
  return desk
}

function take(desk: Desk, step: Step, index: number): void {
  switch (step.kind) {
    case 'minutes':
      desk.minutes(step.count, step.look)
      return
    case 'calm':
      desk.minutes(step.count, ALL_PASS)
      desk.round(delivered(ALL_WELL))
      return
    case 'told':
      desk.round(delivered(step.changes))
      return
    case 'asked':
      desk.round(command(desk.all.at(-1 - step.whom)?.ref ?? 'INC-0', step.asked))
      return
    case 'answered':
      desk.answer(step.outcome)
      return
    case 'shipped':
      ship(desk, step, index)
      return
    case 'silence':
      desk.now += step.ms
      return
    case 'held':
      desk.hold([{ id: 'h', scope: 'rollbacks', service: null, author: 'Ed', reason: 'wait', until: desk.now + HOUR }])
      return
    case 'released':
      desk.hold([])
      return
    default:
      refuse(desk, step.kind)
  }
}

function ship(desk: Desk, { service: of, migration, isGood }: Step & { kind: 'shipped' }, index: number): void {
  const finishedAt = desk.now
  const knownGoodAt = isGood ? finishedAt : null
  desk.ship(deploy(`d${index}`, { service: of, migration, finishedAt, knownGoodAt }))
  desk.now += MINUTE
}

function refuse(desk: Desk, kind: 'stopped' | 'kept-back'): void {
  const order = desk.ordered.at(-1)
  const ref = order?.incident ?? desk.all.at(-1)?.ref ?? 'INC-0'
  if (kind === 'kept-back') desk.round({ kind, incident: ref, notice: 'first', reason: 'mail is held' })
  else desk.round({ kind, incident: ref, rollback: order?.key ?? 'rb-0', reason: 'the gate says no' })
}

export function delivered(said: readonly SignalChange[]): Fact {
  return { kind: 'delivered', source: 'sentry', key: 'd', changes: [...said], meaning: 'an alert' }
}

function keyOfChange(said: SignalChange): string {
  return said.kind === 'failing' ? said.signal.key : said.key
}
