// Trouble that is nobody's yet: right after a deploy, and while a service is away on purpose. And what only will be trouble.

import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../src/core/time.ts'
import { statusView } from '../../../src/core/view/status-view.ts'
import type { Maintenance } from '../../../src/core/watch/maintenance.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import { acme, api, deploy, good, T0, trouble, withServices } from './acme.ts'
import { Desk, FAILS, PASSES, WARNS } from './desk.ts'

const graced = withServices({ api: { ...api, graceMs: 30 * SECOND } })
const shipped = (ago: number) => ({ deploys: [deploy('fresh', { finishedAt: T0 - ago }), good] })

const NOTHING_ELSE = { maintenance: [], standing: {}, clock: null }

describe('in the grace of a deploy', () => {
  it('trouble that began with it opens nothing and calls nobody, but is kept', () => {
    const desk = new Desk(shipped(10 * SECOND), graced)
    const round = desk.minute({ 'api-health': FAILS })
    expect(desk.all).toEqual([])
    expect(desk.effects).toEqual([])
    expect(round.troubles.kept).toMatchObject([{ monitor: 'api-health', state: 'down', since: T0 }])
  })

  it('is asked about again to the second when the grace is over, and opens with the first bad look as its beginning', () => {
    const desk = new Desk(shipped(10 * SECOND), graced)
    const { timers } = desk.minute({ 'api-health': FAILS })
    expect(timers).toMatchObject([{ kind: 'levels', dueAt: T0 + 20 * SECOND }])
    desk.now = T0 + 20 * SECOND
    const round = desk.round({ kind: 'minute', measured: null })
    expect(desk.first).toMatchObject({ outageStartedAt: T0, detectedAt: T0 + 20 * SECOND, suspect: { id: 'fresh' } })
    expect(desk.calls).toHaveLength(1)
    expect(round.firedTimers).toEqual([`levels/${T0 + 20 * SECOND}`])
  })

  it('what heals in it was a start, and nobody hears of it', () => {
    const desk = new Desk(shipped(10 * SECOND), graced)
    desk.round({ kind: 'seen', seen: [{ monitor: 'api-health', verdict: FAILS, at: T0 }] })
    for (const at of [5, 10]) {
      desk.now = T0 + at * SECOND
      desk.round({ kind: 'seen', seen: [{ monitor: 'api-health', verdict: PASSES, at: desk.now }] })
    }
    desk.now = T0 + MINUTE
    desk.minutes(3)
    expect(desk.all).toEqual([])
  })

  it.each<[string, Desk]>([
    ['that is over', new Desk(shipped(31 * SECOND), graced)],
    [
      'of a service that has nothing to do with it',
      new Desk({ deploys: [deploy('d', { service: 'docs', finishedAt: T0 })] }, graced),
    ],
    [
      'that began after the trouble',
      new Desk(
        { ...shipped(10 * SECOND), troubles: [trouble('api-health', { since: T0 - MINUTE, observedAt: T0 - MINUTE })] },
        graced,
      ),
    ],
  ])('of a deploy %s, it is somebody’s at once', (_name, desk) => {
    desk.minute({ 'api-health': FAILS })
    expect(desk.all).toHaveLength(1)
  })

  it('also what depends on it is forgiven', () => {
    const desk = new Desk(shipped(10 * SECOND), graced)
    desk.minute({ 'web-home': FAILS })
    expect(desk.all).toEqual([])
  })

  it('an incident that is open goes on', () => {
    const desk = new Desk({}, graced)
    desk.minute({ 'api-health': FAILS })
    desk.ship(deploy('fix', { finishedAt: desk.now - SECOND }))
    desk.minute({ 'api-health': FAILS })
    expect(desk.open).toHaveLength(1)
    expect(desk.first.signals['monitor:api-health']?.isFailing).toBe(true)
  })
})

describe('while a service is away on purpose', () => {
  const away = (changes: Partial<Maintenance> = {}): { maintenance: Maintenance[] } => ({
    maintenance: [
      {
        id: 'm',
        service: 'api',
        from: T0 - MINUTE,
        until: T0 + 10 * MINUTE,
        author: 'Dana',
        reason: 'rebuild',
        ...changes,
      },
    ],
  })

  it('its failures open nothing, for only that long', () => {
    const desk = new Desk(away())
    desk.minutes(10, { 'api-health': FAILS })
    expect(desk.all).toEqual([])
    desk.minute({ 'api-health': FAILS })
    expect(desk.first).toMatchObject({ outageStartedAt: T0 + 10 * MINUTE, detectedAt: T0 + 10 * MINUTE })
  })

  it('other services are watched as ever', () => {
    const desk = new Desk(away())
    desk.minute({ 'api-health': FAILS, 'docs-home': FAILS })
    expect(desk.all.map(({ service }) => service)).toEqual(['docs'])
  })

  it.each([
    ['has not begun', away({ from: T0 + MINUTE })],
    ['is over', away({ until: T0 })],
    ['is another service’s', away({ service: 'web' })],
  ])('nothing is muted by what %s', (_name, changes) => {
    const desk = new Desk(changes)
    desk.minute({ 'api-health': FAILS })
    expect(desk.all).toHaveLength(1)
  })

  it('the page says so, and says nothing of an outage', () => {
    const facts = {
      measuredMinute: T0 / MINUTE,
      troubles: [trouble('api-health')],
      incidents: [],
      ...NOTHING_ELSE,
      ...away(),
    }
    const view = statusView(facts, acme, T0)
    expect(view.services.find(({ title }) => title === 'Core API')?.state).toBe('maintenance')
    expect(view.overall).toBe('maintenance')
  })
})

describe('what only will be trouble', () => {
  const EXPIRES: Verdict = {
    kind: 'warn',
    failure: 'tls',
    reason: 'its certificate expires in 20 days',
    isAdvice: true,
  }

  it('is an incident of the lowest level that calls nobody and tells nobody', () => {
    const desk = new Desk()
    desk.minutes(5, { 'api-health': EXPIRES })
    expect(desk.first).toMatchObject({ severity: 'P4', title: 'Core API needs attention' })
    expect(desk.effects.map(({ kind }) => kind)).toEqual(['assess'])
  })

  it('is not on the public page', () => {
    const desk = new Desk()
    const { troubles } = desk.minute({ 'api-health': EXPIRES })
    const facts = { measuredMinute: T0 / MINUTE, troubles: troubles.kept, incidents: desk.all, ...NOTHING_ELSE }
    expect(statusView(facts, acme, T0)).toMatchObject({ overall: 'operational', open: [] })
  })

  it('is not mixed with what is', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': EXPIRES })
    desk.minute({ 'api-inbox': WARNS })
    expect(desk.all.map(({ severity }) => severity)).toEqual(['P4', 'P2'])
  })

  it('rises when it comes true', () => {
    const desk = new Desk()
    desk.minute({ 'api-health': EXPIRES })
    desk.minute({ 'api-health': FAILS })
    expect(desk.all).toHaveLength(1)
    expect(desk.first.severity).toBe('P1')
    expect(desk.calls).toHaveLength(1)
  })
})

describe('what lets in what it has to refuse', () => {
  const OPEN: Verdict = { kind: 'fail', failure: 'exposure', reason: 'answered 202 where 401 was expected' }
  const opened = () => {
    const desk = new Desk()
    desk.minutes(5, { 'api-inbox': OPEN })
    return desk
  }

  it('is the most severe there is and calls everybody', () => {
    expect(opened().first).toMatchObject({ severity: 'P1', title: 'Core API: Inbox lets in what it has to refuse' })
    expect(opened().calls[0]?.responders.map(({ id }) => id)).toEqual(['dana', 'ed', 'flo'])
  })

  it('tells customers nothing by itself, and says why', () => {
    expect(opened().notices).toEqual([])
    expect(opened().kinds()).toContain('notice_withheld')
  })

  it('is not on the public page', () => {
    const desk = new Desk()
    const { troubles } = desk.minute({ 'api-inbox': OPEN })
    const facts = { measuredMinute: T0 / MINUTE, troubles: troubles.kept, incidents: desk.all, ...NOTHING_ELSE }
    expect(statusView(facts, acme, T0)).toMatchObject({ overall: 'operational', open: [] })
  })

  it('is not mixed with an outage of the same service', () => {
    const desk = opened()
    desk.minute({ 'api-inbox': OPEN, 'api-health': FAILS })
    expect(desk.all.map(({ title }) => title)).toEqual([
      'Core API: Inbox lets in what it has to refuse',
      'Core API does not work',
    ])
  })
})
