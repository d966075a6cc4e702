// Signals are correlated, not stacked: one open incident per cause.

import { describe, expect, it } from 'vitest'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { failingSignals } from '../../../src/core/incident/incident.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import type { SignalChange } from '../../../src/core/watch/signal.ts'
import { acme, acmeWith, bad, good, ROLLBACK, service, signal, T0, trouble, withServices } from './acme.ts'
import { Desk, FAILS, kindsOf, PASSES, UNSEEN, WARNS } from './desk.ts'

const delivered = (...changes: SignalChange[]): Fact => {
  return { kind: 'delivered', source: 'sentry', key: 'd', changes, meaning: 'an alert' }
}
const failing = (of: string, changes = {}): SignalChange => {
  return { kind: 'failing', signal: signal({ service: of, source: 'sentry', ...changes }) }
}

describe('one cause, one incident', () => {
  it('joins what is about the same service', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS })
    desk.minute({ 'api-inbox': FAILS })
    expect(desk.all).toHaveLength(1)
    expect(failingSignals(desk.first)).toHaveLength(2)
  })

  it('joins what depends on it, in whichever order they fail', () => {
    for (const [first, second] of [
      ['api-health', 'web-home'],
      ['web-home', 'api-health'],
    ] as const) {
      const desk = new Desk()
      desk.minute({ [first]: FAILS })
      desk.minute({ [second]: FAILS })
      expect(desk.all).toHaveLength(1)
    }
  })

  it('makes one of several when what all of them need turns out to fail', () => {
    const clients = ['shop', 'kiosk'].map((id) => [id, service(id, id, { dependsOn: ['api'] })])
    const desk = new Desk({}, withServices({ ...acme.services, ...Object.fromEntries(clients) }))
    desk.round(delivered(failing('shop'), failing('kiosk')))
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-1', 'INC-2'])
    desk.minute({ 'api-health': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-1'])
    expect(failingSignals(desk.first).map(({ key }) => key)).toEqual([
      'sentry:shop',
      'monitor:api-health',
      'sentry:kiosk',
    ])
    expect(desk.all[1]).toMatchObject({ phase: 'closed', mergedInto: 'INC-1', endedBy: 'Watchkeeper' })
    expect(desk.first.insight?.cause?.service).toBe('api')
  })

  it('keeps apart what began long before what it needs', () => {
    const clients = ['shop', 'kiosk'].map((id) => [id, service(id, id, { dependsOn: ['api'] })])
    const desk = new Desk({}, withServices({ ...acme.services, ...Object.fromEntries(clients) }))
    desk.round(delivered(failing('shop'), failing('kiosk')))
    desk.minutes(30)
    desk.minute({ 'api-health': FAILS })
    expect(desk.open).toHaveLength(2)
  })

  it('joins what failed in the same round', () => {
    const desk = new Desk()
    desk.minute({ 'web-home': FAILS, 'api-health': FAILS, 'api-inbox': FAILS })
    expect(desk.all).toHaveLength(1)
  })

  it('joins what a source tells to what a monitor sees', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS }, delivered(failing('web')))
    expect(desk.all).toHaveLength(1)
    expect(desk.kinds().at(-1)).toBe('gate_evaluated')
    expect(failingSignals(desk.first).map(({ key }) => key)).toEqual(['monitor:api-health', 'sentry:web'])
  })

  it('opens another incident for what is unrelated, even in the same round', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS, 'docs-home': FAILS })
    expect(desk.all.map((incident) => [incident.ref, incident.service])).toEqual([
      ['INC-1', 'api'],
      ['INC-2', 'docs'],
    ])
  })

  it('says the same thing once, however often it is stated', () => {
    const desk = new Desk()
    desk.round(delivered(failing('web'), failing('web')), delivered(failing('web')))
    expect(kindsOf(desk.round(delivered(failing('web'))))).toEqual([])
    expect(desk.kinds().filter((kind) => kind === 'signal_joined')).toEqual([])
  })
})

describe('what opens nothing', () => {
  it.each([
    ['a monitor of staging', { 'staging-health': FAILS }],
    ['a monitor nobody knows', { 'left-long-ago': FAILS }],
    ['doubt', { 'api-health': UNSEEN }],
    ['passing', { 'api-health': PASSES }],
  ])('%s', (_name, look) => {
    const desk = new Desk()
    desk.minute(look)
    expect(desk.all).toEqual([])
  })

  it('a source that speaks of staging, or of nothing we know', () => {
    const desk = new Desk()
    desk.round(delivered(failing('staging-api'), failing('constructor'), failing('nowhere')))
    expect(desk.all).toEqual([])
  })

  it('a recovery of what never failed', () => {
    const desk = new Desk()
    desk.round(delivered({ kind: 'recovered', key: 'sentry:web', summary: 'fine' }))
    expect(desk.events).toEqual([])
  })
})

describe('what ended and comes back', () => {
  it('ends the watch when a sender speaks up within it: its own threshold is the baseline', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS }, delivered(failing('api')))
    desk.minutes(2, { 'api-health': PASSES })
    desk.round(delivered({ kind: 'recovered', key: 'sentry:api', summary: 'it works' }))
    expect(desk.first.phase).toBe('monitoring')
    desk.minutes(20, { 'api-health': PASSES })
    expect(kindsOf(desk.round(delivered(failing('api'))))).toContain('failed_again')
    desk.minutes(20, { 'api-health': PASSES })
    expect(desk.first.phase).toBe('investigating')
  })

  function resolvedAfter(wait: number): Desk {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS })
    desk.minutes(33, { 'api-health': PASSES })
    expect(desk.first.phase).toBe('resolved')
    desk.now = (desk.first.resolvedAt ?? 0) + wait
    return desk
  }

  it('reopens its incident, calls again, and is not told as over any more', () => {
    const desk = resolvedAfter(2 * HOUR)
    const round = desk.minute({ 'api-health': FAILS })
    expect(kindsOf(round).slice(0, 2)).toEqual(['reopened', 'signal_returned'])
    expect(desk.open.map(({ ref, phase }) => [ref, phase])).toEqual([['INC-1', 'investigating']])
    expect(round.effects).toContainEqual(expect.objectContaining({ kind: 'call' }))
  })

  it('is a new incident later', () => {
    const desk = resolvedAfter(2 * HOUR + 1)
    desk.minute({ 'api-health': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('is a new incident once a person has closed it', () => {
    const desk = resolvedAfter(MINUTE)
    desk.close('INC-1')
    desk.minute({ 'api-health': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('is a new incident when something else of the service fails', () => {
    const desk = resolvedAfter(MINUTE)
    desk.minute({ 'api-inbox': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('joins the open incident of what it depends on, rather than opening its own again', () => {
    const desk = resolvedAfter(MINUTE)
    desk.minute({ 'web-home': FAILS })
    desk.minute({ 'api-health': FAILS })
    expect(desk.open.map(({ ref }) => ref)).toEqual(['INC-2'])
  })

  it('is not reopened beside an open incident of the same cause', () => {
    const desk = new Desk({ deploys: [] }, withServices({ shop: service('shop', 'Shop', { dependsOn: ['api'] }) }))
    desk.minute({ 'api-health': FAILS })
    desk.minute({ 'web-home': FAILS })
    desk.minutes(33, { 'api-health': PASSES, 'web-home': PASSES })
    desk.round(delivered(failing('shop')))
    desk.minute({ 'web-home': FAILS })
    expect(desk.open.map(({ ref, service: of }) => [ref, of])).toEqual([['INC-2', 'shop']])
    expect(failingSignals(desk.open[0] ?? desk.first).map(({ key }) => key)).toContain('monitor:web-home')
  })
})

describe('levels', () => {
  it('open an incident for trouble whose edge was lost', () => {
    const desk = new Desk({ troubles: [trouble('api-health')] })
    expect(kindsOf(desk.round())[0]).toBe('opened')
    expect(desk.round().events).toEqual([])
  })

  it('recover an incident whose trouble is gone without anybody having said so', () => {
    const before = new Desk()
    before.minute({ 'api-health': FAILS })
    const desk = new Desk({ incidents: before.all })
    expect(kindsOf(desk.round())).toContain('signal_recovered')
  })

  it('keep failing what nobody can see: silence is not up', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': FAILS })
    desk.minutes(5, { 'api-health': UNSEEN })
    expect(failingSignals(desk.first)).toHaveLength(1)
  })

  it('let go of a monitor that has left the runbook, without claiming that it passes', () => {
    const before = new Desk()
    before.minute({ 'api-health': FAILS })
    const { 'api-health': _gone, ...monitors } = acme.monitors
    const desk = new Desk({ incidents: before.all, troubles: [trouble('api-health')] }, { ...acme, monitors })
    expect(desk.round().troubles.healed).toEqual(['api-health'])
    const [recovered] = desk.round().events
    expect(recovered?.event).toMatchObject({ kind: 'signal_recovered', summary: 'api-health is not watched any more' })
  })

  it('count an outage from when it is down, though the trouble began with being slow', () => {
    const desk = new Desk()
    desk.minutes(10, { 'api-health': WARNS })
    desk.minute({ 'api-health': FAILS })
    expect(desk.first.outageStartedAt).toBe(T0)
    expect(desk.first.signals['monitor:api-health']).toMatchObject({ impact: 'outage', startedAt: T0 + 10 * MINUTE })
  })
})

describe('what becomes worse', () => {
  it('calls everybody once it is P1, also those who were called for less', () => {
    const desk = new Desk({ deploys: [bad, good] })
    desk.minute({ 'api-export': FAILS })
    expect(desk.calls.map(({ responders }) => responders.map(({ id }) => id))).toEqual([['dana']])
    desk.minute({ 'api-health': FAILS })
    expect(desk.first.severity).toBe('P1')
    expect(desk.calls.at(-1)).toMatchObject({ reason: 'raised to P1: Core API: Export does not work' })
    expect(desk.calls.at(-1)?.responders.map(({ id }) => id)).toEqual(['dana', 'ed', 'flo'])
  })
})

describe('one rollback of a service at a time', () => {
  it('even when two incidents that know nothing of each other suspect the same deploy in one round', () => {
    const clients = ['shop', 'desk-app'].map((id) => service(id, id, { dependsOn: ['api'] }))
    const runbook = {
      ...withServices(Object.fromEntries(clients.map((one) => [one.id, one]))),
      monitors: { ...acme.monitors },
    }
    const lasting = { impact: 'outage', startedAt: T0 - 5 * MINUTE } as const
    const desk = new Desk({}, runbook)
    desk.round(delivered(failing('shop', lasting), failing('desk-app', lasting)))
    expect(desk.open).toHaveLength(2)
    expect(desk.ordered).toHaveLength(1)
    expect(desk.ordered[0]).toMatchObject({ service: 'api', target: { sha: 'sha-good' } })
  })

  it('and never more of them in a day than the runbook says', () => {
    const earlier = ['a', 'b'].map((id) => ({ id, service: 'api', isRunning: false, orderedAt: T0 - DAY / 2 }))
    const desk = new Desk({ rollbacks: earlier }, acmeWith({ ...ROLLBACK, downForMs: 0 }))
    desk.minute({ 'api-health': FAILS })
    expect(desk.first.gate?.verdict).toBe('stop')
  })
})
