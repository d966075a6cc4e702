// What is made of an incident: its cause, what it comes back from, what may have ended it, and whether it is still as bad.

import { describe, expect, it } from 'vitest'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { failingSignals } from '../../../src/core/incident/incident.ts'
import { insightOf } from '../../../src/core/insight/insight.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { insightView, type Past } from '../../../src/core/view/insight-view.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'
import { acme, acmeWith, bad, deploy, good, monitor, service, signal, T0, withServices } from './acme.ts'
import { command, Desk, FAILS, kindsOf, type Look, PASSES } from './desk.ts'

const DOWN: Look = { 'api-health': FAILS }
const UP: Look = { 'api-health': PASSES }
const SMALL: Look = { 'api-export': FAILS }

const database = service('database', 'Database')
const layers: Runbook = {
  ...withServices({ database, api: service('api', 'Core API', { dependsOn: ['database'] }) }),
  monitors: { ...acme.monitors, 'db-health': monitor('db-health', 'Database', 'database') },
}

const says = (changes: Partial<Signal> = {}): Fact => ({
  kind: 'delivered',
  source: 'sentry',
  key: 'd',
  meaning: 'an error',
  changes: [{ kind: 'failing', signal: signal({ source: 'sentry', ...changes }) }],
})

const causesIn = (desk: Desk) =>
  desk.events.flatMap(({ event }) => (event.kind === 'cause_suspected' ? [event.service] : []))

describe('a suspected cause', () => {
  it('is what the others depend on, whichever fails first, and goes deeper', () => {
    const desk = new Desk({ deploys: [] }, layers)
    desk.minute({ 'web-home': FAILS })
    expect(causesIn(desk)).toEqual([])
    desk.minute(DOWN)
    expect(causesIn(desk)).toEqual(['api'])
    desk.minute({ 'db-health': FAILS })
    expect(causesIn(desk)).toEqual(['api', 'database'])
    expect(desk.all).toHaveLength(1)
    expect(desk.first).toMatchObject({ service: 'web', title: 'Website does not work' })
    const seen = insightView(desk.first, { before: null, after: [] }, { runbook: layers, now: desk.now })
    expect(seen.cause).toBe('Database, as Website and Core API need it and fail as well.')
  })

  it('names itself when all fail in one minute, and stays when it recovers before what suffers from it', () => {
    const desk = new Desk({ deploys: [] }, layers)
    const all = { 'web-home': FAILS, 'api-health': FAILS, 'db-health': FAILS }
    desk.minute(all)
    expect(insightOf(desk.first).cause?.service).toBe('database')
    desk.minutes(2, { ...all, 'db-health': PASSES })
    desk.minute({ ...all, 'api-inbox': FAILS, 'db-health': PASSES })
    expect(insightOf(desk.first).cause?.service).toBe('database')
  })

  it('is nobody where nothing else fails, or what fails needs nobody: separate causes stay separate', () => {
    const desk = new Desk({ deploys: [] }, layers)
    desk.minute({ 'docs-home': FAILS, 'db-health': FAILS })
    expect(desk.open.map(({ service: of }) => of).toSorted()).toEqual(['database', 'docs'])
    expect(causesIn(desk)).toEqual([])
  })

  it('does not end with one signal while others hold the incident open', () => {
    const desk = new Desk({ deploys: [] }, layers)
    desk.minute({ 'web-home': FAILS, 'db-health': FAILS })
    desk.minutes(5, { 'web-home': FAILS, 'db-health': PASSES })
    expect(desk.first).toMatchObject({ phase: 'investigating', mitigatedAt: null })
    expect(failingSignals(desk.first).map(({ key }) => key)).toEqual(['monitor:web-home'])
  })
})

describe('what comes back later', () => {
  it('names the incident that it was last part of', () => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    desk.minutes(33, UP)
    desk.now += 3 * HOUR
    desk.minutes(1, { ...DOWN, 'docs-home': FAILS })
    const recurs = desk.open.map((incident) => [incident.service, insightOf(incident).recursFrom])
    expect(recurs).toEqual([
      ['api', 'INC-1'],
      ['docs', null],
    ])
  })

  it.each<[string, Past['end'], string]>([
    [
      'its cause',
      { kind: 'closed', cause: 'a full disk', at: T0, by: { kind: 'rule', name: 'x' } },
      '. Its cause: a full disk',
    ],
    ['nothing, when nobody wrote how', null, '.'],
  ])('is told with how that one ended: %s', (_name, end, words) => {
    const desk = new Desk({ deploys: [] })
    desk.minute(DOWN)
    const before: Past = { ref: 'INC-7', at: T0 - 3 * DAY, end }
    const seen = insightView(desk.first, { before, after: [] }, { runbook: acme, now: T0 })
    expect(seen.before).toEqual({ ref: 'INC-7', words: `3 days ago${words}` })
  })
})

const lasting = (severity: Partial<Runbook['severity']>): Runbook => ({
  ...acmeWith(null),
  severity: { ...acme.severity, ...severity },
})

describe('what lasts', () => {
  const runbook = lasting({ raiseAfterMs: { P3: 30 * MINUTE } })

  it('counts as worse after the time, calls, and makes what is overdue happen', () => {
    const desk = new Desk({ deploys: [] }, runbook)
    desk.minutes(30, SMALL)
    expect(desk.first.severity).toBe('P3')
    const round = desk.minute(SMALL)
    expect(desk.first).toMatchObject({ severity: 'P2', native: null })
    expect(desk.first.reasons[0]).toBe('raised from P3 to P2, because nothing has mitigated it for 30 minutes')
    expect(kindsOf(round).slice(0, 3)).toEqual(['classified', 'notice_written', 'responders_called'])
    expect(desk.minutes(60, SMALL).flatMap(kindsOf)).not.toContain('classified')
  })

  it('does not when it is mitigated, nor against the word of a person', () => {
    for (const said of [
      { kind: 'mitigate', text: 'switched off' },
      { kind: 'classify', severity: 'P4', reason: 'nobody exports at night' },
    ] as const) {
      const desk = new Desk({ deploys: [] }, runbook)
      desk.minute(SMALL)
      desk.round(command('INC-1', said))
      const before = desk.first.severity
      desk.minutes(60, SMALL)
      expect(desk.first.severity).toBe(before)
    }
  })

  it('is not lowered again by the rules that had said less', () => {
    const desk = new Desk({ deploys: [] }, { ...lasting({ raiseAfterMs: { P3: 30 * MINUTE }, lower: 'auto' }) })
    desk.minutes(32, SMALL)
    desk.minutes(15, { ...SMALL, 'web-home': { kind: 'warn', failure: 'latency', reason: 'slow' } })
    desk.minutes(15, { ...SMALL, 'web-home': PASSES })
    expect(desk.first.severity).toBe('P2')
  })
})

describe('what has become less bad', () => {
  const BOTH = { ...DOWN, ...SMALL }
  const LESS = { ...UP, ...SMALL }

  it('is only said, unless the runbook lowers', () => {
    const desk = new Desk({ deploys: [] }, acmeWith(null))
    desk.minute(BOTH)
    desk.minutes(30, LESS)
    expect(desk.first.severity).toBe('P1')
    const seen = insightView(desk.first, { before: null, after: [] }, { runbook: acme, now: desk.now })
    expect(seen.byRules).toBe('By the rules it would be P3 now.')
  })

  it('is lowered after ten minutes, and the update that was promised is kept', () => {
    const desk = new Desk({ deploys: [] }, lasting({ lower: 'auto' }))
    desk.minutes(5, BOTH)
    desk.minutes(11, LESS)
    expect(desk.first.severity).toBe('P1')
    desk.minute(LESS)
    expect(desk.first).toMatchObject({ severity: 'P3', scope: { isCore: false } })
    expect(desk.first.reasons[0]).toBe('lowered from P1 to P3, because what was worse has worked for 10 minutes')
    desk.minutes(20, LESS)
    expect(desk.notices.map(({ notice }) => notice)).toEqual(['first', 'update'])
  })

  it('is not when it is as bad again in between, nor against the word of a person', () => {
    const desk = new Desk({ deploys: [] }, lasting({ lower: 'auto' }))
    desk.minutes(2, BOTH)
    desk.minutes(8, LESS)
    desk.minutes(20, BOTH)
    expect(desk.first.severity).toBe('P1')
    desk.round(command('INC-1', { kind: 'classify', severity: 'P2', reason: 'a way around' }))
    desk.minutes(30, LESS)
    expect(desk.first.severity).toBe('P2')
  })
})

describe('a deploy that goes live meanwhile', () => {
  const runbook = acmeWith(null)
  const fix = (changes = {}) =>
    deploy('fix', { version: 'v1.2', author: 'dana-gh', finishedAt: T0 + 5 * MINUTE, ...changes })
  const complaint = (): Desk => {
    const desk = new Desk({ deploys: [{ ...bad, author: 'ed@acme.example' }, good] }, runbook)
    desk.round(says({ feature: 'export', impact: 'degradation' }))
    desk.minutes(6)
    return desk
  }

  it('is offered, its author is told, and ends what never says that it is over', () => {
    const desk = complaint()
    desk.ship(fix())
    expect(kindsOf(desk.minute())).toEqual(['fix_suspected'])
    const told = desk.effects.filter(({ kind }) => kind === 'remind')
    expect(told).toMatchObject([{ responder: 'dana', about: 'fix', items: [expect.stringContaining('INC-1')] }])
    desk.minutes(13)
    expect(desk.first.phase).toBe('investigating')
    const round = desk.minute()
    expect(kindsOf(round).slice(0, 3)).toEqual(['signal_recovered', 'mitigated', 'watch_started'])
    expect(round.events[0]?.event).toMatchObject({
      summary: expect.stringContaining('nothing of it since v1.2 went live 15 minutes ago'),
    })
    expect(desk.first.phase).toBe('monitoring')
    expect(insightOf(desk.first).fix).toMatchObject({ state: 'helped', deploy: { id: 'fix' } })
    desk.minutes(31)
    expect(desk.first.phase).toBe('resolved')
  })

  it('did not help when a monitor still fails', () => {
    const desk = new Desk({ deploys: [] }, runbook)
    desk.minutes(6, DOWN)
    desk.ship(fix())
    const rounds = desk.minutes(20, DOWN)
    expect(rounds.flatMap(kindsOf).filter((kind) => kind === 'fix_disproven')).toHaveLength(1)
    expect(desk.first).toMatchObject({ phase: 'investigating', mitigatedAt: null })
    expect(insightOf(desk.first).fix?.state).toBe('failed')
  })

  it('did not help when it has come in again since', () => {
    const desk = complaint()
    desk.ship(fix())
    desk.minutes(4)
    const again = says({ feature: 'export', impact: 'degradation', startedAt: desk.now })
    expect(kindsOf(desk.round(again))).toEqual(['signal_repeated'])
    expect(kindsOf(desk.round(again))).toEqual([])
    desk.minutes(15)
    expect(desk.first.phase).toBe('investigating')
    expect(insightOf(desk.first).fix?.state).toBe('failed')
  })

  it('did not help when something else of it has come in since', () => {
    const desk = complaint()
    desk.ship(fix())
    desk.minutes(4)
    desk.round(says({ feature: 'inbox', impact: 'degradation' }))
    desk.minutes(15)
    expect(failingSignals(desk.first)).toHaveLength(2)
    expect(desk.history('INC-1').at(-1)).toMatchObject({
      kind: 'fix_disproven',
      reason: expect.stringContaining('it has come in since'),
    })
  })

  it('leaves what says itself when it is over', () => {
    const desk = new Desk({ deploys: [] }, runbook)
    desk.round(says({ saysEnd: true }))
    desk.minutes(6)
    desk.ship(fix())
    desk.minutes(20)
    expect(desk.first.phase).toBe('investigating')
    desk.round({ ...says(), changes: [{ kind: 'recovered', key: 'sentry:api', summary: 'resolved' }] } as Fact)
    const mitigated = desk.events.find(({ event }) => event.kind === 'mitigated')?.event
    expect(mitigated).toMatchObject({ reason: 'everything that failed works again' })
  })

  it('is named when everything recovers by itself', () => {
    const desk = new Desk({ deploys: [] }, runbook)
    desk.minutes(6, DOWN)
    desk.ship(fix())
    desk.minutes(3, UP)
    const mitigated = desk.events.find(({ event }) => event.kind === 'mitigated')?.event
    expect(mitigated).toMatchObject({
      reason: 'everything that failed works again since v1.2 of api went live',
      fix: 'fix',
    })
    desk.minute(DOWN)
    expect(insightOf(desk.first).fix?.state).toBe('failed')
  })

  it.each([
    ['of another service', { service: 'docs' }],
    ['of staging', { environment: 'staging' }],
    ['that failed', { status: 'failed' as const }],
    ['that ended before anything was noticed', { finishedAt: T0 - MINUTE }],
    ['that takes back', { isRollback: true }],
  ])('is no fix: one %s', (_name, changes) => {
    const desk = complaint()
    desk.ship(fix(changes))
    expect(kindsOf(desk.minute())).not.toContain('fix_suspected')
    expect(insightOf(desk.first).fix).toBeNull()
  })

  it('is counted once however often it is reported, and not when a newer one is known', () => {
    const desk = complaint()
    desk.ship(fix({ id: 'newer', finishedAt: T0 + 5.5 * MINUTE }))
    desk.minute()
    desk.ship(fix({ id: 'newer', finishedAt: T0 + 5.5 * MINUTE }))
    desk.ship(fix())
    expect(kindsOf(desk.minute())).toEqual([])
    expect(insightOf(desk.first).fix?.deploy.id).toBe('newer')
  })
})
