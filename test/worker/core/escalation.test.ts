// Who is called when nobody answers or nothing gets better: minute after minute, and after a time in which nobody looked.

import { describe, expect, it } from 'vitest'
import hotdash from '../../../runbooks/hotdash.ts'
import type { PersonCommand } from '../../../src/core/incident/command.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { callNotice } from '../../../src/core/view/message.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { OUTSIDE } from '../runbook/written.ts'
import { acme, bad, north, south, T0 } from './acme.ts'
import { command, Desk, FAILS, kindsOf, PASSES } from './desk.ts'

const DOWN = { 'api-health': FAILS }
const UP = { 'api-health': PASSES }
const SMALL = { 'api-export': FAILS }

/** Ed is first on call, Flo next; Gus leads and Hal decides. */
const runbook: Runbook = {
  ...acme,
  responders: {
    ...acme.responders,
    gus: { id: 'gus', name: 'Gus', email: 'gus@acme.example', timeZone: 'UTC', logins: {} },
    hal: { id: 'hal', name: 'Hal', email: 'hal@acme.example', timeZone: 'UTC', logins: {} },
  },
  roles: { 'on-call': ['ed', 'flo'], lead: ['gus'], cto: ['hal'] },
  escalation: {
    ...acme.escalation,
    everyone: ['P1'],
    paths: {
      P1: [{ afterMs: 15 * MINUTE, roles: ['cto'], unless: 'mitigated' }],
      P2: [{ afterMs: HOUR, roles: ['lead'], unless: 'mitigated' }],
      P3: [{ afterMs: 4 * HOUR, roles: ['on-call'], unless: 'progress' }],
      P4: [],
    },
  },
}

const inbox = { ...south, features: ['inbox'] }

/** `P1`: the API is down. `P3`: an export that two tenants use. */
function open(severity: 'P1' | 'P2' | 'P3', absent: string[] = []): Desk {
  const desk = new Desk({ deploys: [], absent, tenants: [north, inbox] }, runbook)
  desk.minute(severity === 'P1' ? DOWN : SMALL)
  if (severity === 'P2') desk.round(command('INC-1', { kind: 'classify', severity: 'P2', reason: 'a large customer' }))
  return desk
}

/** When who was called, in minutes since it began, after what has happened in its first. */
function callsOf(desk: Desk): string[] {
  return desk.events.flatMap(({ event }) =>
    event.kind === 'responders_called' || event.kind === 'escalated'
      ? [
          `${(event.at - T0) / MINUTE} ${event.kind === 'escalated' ? 'up to ' : ''}${event.responders.map(({ id }) => id)}`,
        ]
      : [],
  )
}

function tell(desk: Desk, asked: PersonCommand): string {
  return desk.round(command('INC-1', asked)).answers[0]?.sentence ?? ''
}

describe('P1', () => {
  it('calls everybody every five minutes until somebody has it, and the next rung after fifteen', () => {
    const desk = open('P1')
    desk.minutes(21, DOWN)
    const all = 'ed,dana,flo,gus,hal'
    expect(callsOf(desk)).toEqual([`0 ${all}`, `5 ${all}`, `10 ${all}`, '15 up to hal', `20 ${all}`])
    expect(tell(desk, { kind: 'acknowledge' })).toBe('Acknowledged.')
    desk.minutes(10, DOWN)
    expect(callsOf(desk)).toHaveLength(5)
  })

  it('is not appeased by an acknowledgement: only what is mitigated climbs no further', () => {
    const acknowledged = open('P1')
    tell(acknowledged, { kind: 'acknowledge' })
    acknowledged.minutes(20, DOWN)
    expect(callsOf(acknowledged).slice(1)).toEqual(['15 up to hal'])
    const mitigated = open('P1')
    tell(mitigated, { kind: 'mitigate', text: 'traffic goes elsewhere' })
    mitigated.minutes(60, DOWN)
    expect(callsOf(mitigated)).toHaveLength(1)
  })

  it('climbs on with the first clock when a mitigation does not last', () => {
    const desk = open('P1')
    tell(desk, { kind: 'acknowledge' })
    desk.minutes(3, UP)
    desk.minutes(8, UP)
    desk.minutes(6, DOWN)
    expect(desk.kinds()).toContain('failed_again')
    expect(callsOf(desk).slice(1)).toEqual(['15 up to hal'])
  })

  it('is missed when nobody writes down for half an hour what was found', () => {
    const desk = open('P1')
    tell(desk, { kind: 'acknowledge' })
    desk.minutes(29, DOWN)
    expect(desk.kinds()).not.toContain('missed')
    desk.minutes(3, DOWN)
    expect(desk.first.attention?.missed).toMatchObject([{ what: 'findings' }])
  })

  it('climbs once after an hour in which nobody looked, and misses nothing', () => {
    const desk = open('P1')
    desk.now += HOUR
    const late = desk.minute(DOWN)
    expect(callsOf(desk).slice(1)).toEqual(['61 up to hal'])
    expect(kindsOf(late).filter((kind) => kind === 'missed')).toHaveLength(2)
    expect(desk.first.attention?.missed.map(({ what }) => what)).toEqual(['acknowledgement', 'findings'])
  })
})

describe('the ladder of a deploy', () => {
  it('calls the reliability team at once, the engineer after five minutes, the manager after fifteen', () => {
    const opened = openRunbook(hotdash, OUTSIDE)
    if (!opened.ok) throw new Error(JSON.stringify(opened.error))
    const desk = new Desk({ deploys: [], tenants: [] }, opened.value)
    desk.minute({ 'mcp-health': FAILS })
    tell(desk, { kind: 'acknowledge' })
    desk.minutes(20, { 'mcp-health': FAILS })
    const [first, ...later] = callsOf(desk)
    expect(first).toMatch(/^0 reliability-team/)
    expect(later).toEqual(['5 up to engineer', '15 up to manager'])
  })
})

describe('P2', () => {
  it('calls one after the other until somebody has it, then the lead after an hour', () => {
    const desk = open('P2')
    desk.minutes(70, SMALL)
    expect(callsOf(desk).slice(1)).toEqual(['1 ed', '60 up to gus'])
  })

  it('asks the next only where nobody has done anything', () => {
    const desk = open('P3')
    desk.minutes(12, SMALL)
    expect(callsOf(desk)).toEqual(['0 ed', '5 flo'])
    const taken = open('P3')
    tell(taken, { kind: 'note', text: 'looking at the queue' })
    taken.minutes(12, SMALL)
    expect(callsOf(taken)).toEqual(['0 ed'])
  })

  it('is missed when nobody writes down what was found', () => {
    const desk = open('P2')
    tell(desk, { kind: 'acknowledge' })
    desk.minutes(30, SMALL)
    tell(desk, { kind: 'note', text: 'the queue is full' })
    desk.minutes(59, SMALL)
    expect(desk.kinds()).not.toContain('missed')
    desk.minutes(3, SMALL)
    expect(desk.first.attention?.missed).toMatchObject([{ what: 'findings' }])
    expect(callsOf(desk).at(-1)).toMatch(/^9\d ed,gus$/)
  })
})

describe('P3', () => {
  it('climbs after four hours in which nobody was at work on it', () => {
    const desk = open('P3')
    desk.minutes(241, SMALL)
    expect(callsOf(desk)).toEqual(['0 ed', '5 flo', '240 up to ed,flo'])
  })

  it('waits as long again after every sign of work', () => {
    const desk = open('P3')
    desk.minutes(100, SMALL)
    tell(desk, { kind: 'note', text: 'waiting for the vendor' })
    desk.minutes(200, SMALL)
    expect(callsOf(desk)).toEqual(['0 ed', '5 flo'])
    desk.minutes(45, SMALL)
    expect(callsOf(desk).at(-1)).toMatch(/^34\d up to ed,flo$/)
  })
})

describe('a person', () => {
  it('who is stuck calls the next at once, and everybody again at the end of the path', () => {
    const desk = open('P3')
    expect(tell(desk, { kind: 'escalate', reason: 'I have no access to the queue' })).toContain('Escalated')
    expect(callsOf(desk).at(-1)).toBe('1 up to ed,flo')
    tell(desk, { kind: 'escalate', reason: 'nor has anybody' })
    expect(callsOf(desk).at(-1)).toBe('1 ed,flo')
    expect(tell(desk, { kind: 'escalate', reason: ' ' })).toBe('the reason is missing')
  })

  it('is told what was tried and thought, whoever it is that comes next', () => {
    const desk = open('P2')
    tell(desk, { kind: 'note', text: 'restarted the worker' })
    const hypothesis = { condition: 'the queue is full', actions: 'draining it', needs: 'access to Redis' }
    expect(tell(desk, { kind: 'suppose', hypothesis })).toContain('Written down')
    expect(tell(desk, { kind: 'suppose', hypothesis: { ...hypothesis, condition: '' } })).toContain('is missing')
    const links = { respondUrl: '', acknowledgeUrl: '', approveUrl: null }
    const responder = runbook.responders.gus ?? expect.fail()
    const notice = callNotice(desk.first, { runbook, now: desk.now, responder, why: 'lead', reason: 'stuck', links })
    expect(notice).toMatchObject({ severity: 'P2', tried: ['Dana: restarted the worker'], hypothesis })
  })

  it('who is away is passed over, and that nobody is on call is said', () => {
    expect(callsOf(open('P3', ['ed']))).toEqual(['0 flo'])
    const desk = open('P3', ['ed', 'flo'])
    expect(callsOf(desk)).toEqual(['0 dana'])
    expect(desk.first.attention?.isNobodyOnCall).toBe(true)
    expect(desk.calls[0]?.reason).toMatch(/^nobody is on call\. P3/)
  })
})

describe('what becomes worse', () => {
  it('owes at once what its new severity owed by now, and what is over climbs no more', () => {
    const desk = open('P3')
    desk.minutes(80, SMALL)
    tell(desk, { kind: 'classify', severity: 'P2', reason: 'more than we thought' })
    expect(callsOf(desk).at(-1)).toMatch(/up to gus$/)
    desk.minutes(3, { 'api-export': PASSES })
    const calls = callsOf(desk).length
    desk.now += DAY
    desk.minutes(3, { 'api-export': PASSES })
    expect(callsOf(desk)).toHaveLength(calls)
  })

  it('is called after the last author where one is known', () => {
    const desk = new Desk({ deploys: [bad], tenants: [north, inbox] }, runbook)
    desk.minutes(12, SMALL)
    expect(callsOf(desk)).toEqual(['0 dana', '5 ed', '10 flo'])
  })
})
