// What is owed after an incident: asked for in working hours, once a working day, until it is done; and what it takes to close.

import { describe, expect, it } from 'vitest'
import type { PersonCommand } from '../../../src/core/incident/command.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { HOUR, iso, MINUTE } from '../../../src/core/time.ts'
import { acme, T0 } from './acme.ts'
import { command, Desk, FAILS, PASSES } from './desk.ts'

const UP = { 'api-health': PASSES }

/** Resolved on a Sunday afternoon in March, at 15:0x UTC; Dana lives in Chicago. */
function resolved(runbook: Runbook = withDana('America/Chicago')): Desk {
  const desk = new Desk({}, runbook)
  desk.minute({ 'api-health': FAILS })
  desk.round(command('INC-1', { kind: 'acknowledge' }))
  desk.minutes(40, UP)
  return desk
}

function withDana(timeZone: string): Runbook {
  const dana = acme.responders.dana ?? expect.fail()
  return { ...acme, responders: { ...acme.responders, dana: { ...dana, timeZone } } }
}

const tell = (desk: Desk, asked: PersonCommand) => desk.round(command('INC-1', asked)).answers[0]?.sentence

function open(desk: Desk): [kind: string, owner: string | null, dueAt: string][] {
  return desk.duties.map(({ kind, owner, dueAt }) => [kind, owner, iso(dueAt).slice(0, 16)])
}

/** Fires whatever comes due until then, minute by minute where something does. */
function remindersUntil(desk: Desk, until: number): string[] {
  for (; desk.now < until; desk.now += 30 * MINUTE) desk.round()
  return desk.effects.flatMap((effect) =>
    effect.kind === 'remind'
      ? [`${iso(Number(effect.key.split('/')[2])).slice(0, 16)} ${effect.responder} ${effect.items.length}`]
      : [],
  )
}

const MONDAY = Date.UTC(2026, 2, 16)

describe('a post-mortem', () => {
  it('is owed for P1: a day within 48 hours, and written within five working days', () => {
    expect(open(resolved())).toEqual([
      ['postmortem-scheduled', 'dana', '2026-03-17T15:02'],
      ['postmortem-written', 'dana', '2026-03-20T17:00'],
    ])
  })

  it('asks in the working hours of whoever owes it, once a working day, and wakes nobody', () => {
    const desk = resolved()
    const calls = desk.calls.length
    expect(remindersUntil(desk, MONDAY + 3 * 24 * HOUR)).toEqual([
      '2026-03-16T14:11 dana 1',
      '2026-03-17T14:11 dana 1',
      '2026-03-18T14:11 dana 1',
    ])
    expect(desk.calls).toHaveLength(calls)
  })

  it('asks once for all of it after a time in which nobody looked', () => {
    const desk = resolved()
    tell(desk, { kind: 'add-action', what: 'watch the index', owner: 'dana', date: '2026-03-17' })
    desk.now = MONDAY + 6 * 24 * HOUR + 15 * HOUR
    desk.now += 24 * HOUR
    desk.round()
    const reminders = desk.effects.filter((effect) => effect.kind === 'remind')
    expect(reminders).toMatchObject([
      { responder: 'dana', items: [expect.any(String), expect.any(String), expect.any(String)] },
    ])
  })

  it('asks no more for what is done', () => {
    const desk = resolved()
    expect(tell(desk, { kind: 'schedule-postmortem', date: '2026-03-18' })).toBe('The post-mortem has a date.')
    expect(open(desk).map(([kind]) => kind)).toEqual(['postmortem-written'])
    expect(tell(desk, { kind: 'write-postmortem', where: 'https://docs.example.com/pm' })).toContain('written')
    expect(open(desk)).toEqual([])
    expect(remindersUntil(desk, MONDAY + 5 * 24 * HOUR)).toEqual([])
  })

  it('is owed anew when the incident came back, and not for what is small or a false alarm', () => {
    const desk = resolved()
    desk.minute({ 'api-health': FAILS })
    expect(open(desk)).toEqual([])
    desk.minutes(40, UP)
    expect(open(desk)).toHaveLength(2)
    const small = new Desk({}, acme)
    small.minutes(2, { 'api-export': FAILS })
    small.minutes(40, { 'api-export': PASSES })
    expect(open(small)).toEqual([])
  })

  it.each<[string, PersonCommand, string]>([
    ['no day', { kind: 'schedule-postmortem', date: 'soon' }, 'the day is missing'],
    ['a day that is over', { kind: 'schedule-postmortem', date: '2026-03-14' }, 'over already'],
    ['no place', { kind: 'write-postmortem', where: ' ' }, 'is missing'],
    ['an action of nobody', { kind: 'add-action', what: 'x', owner: 'bo', date: '2026-03-20' }, 'owned by a responder'],
    [
      'an action without a day',
      { kind: 'add-action', what: 'x', owner: 'ed', date: '' },
      'the day it is due is missing',
    ],
    ['an action without words', { kind: 'add-action', what: '', owner: 'ed', date: '2026-03-20' }, 'is missing'],
    ['an action that there is not', { kind: 'finish-action', id: 'action-9' }, 'no such action'],
  ])('is refused with %s', (_, asked, sentence) => {
    const desk = resolved()
    const before = desk.first
    expect(tell(desk, asked)).toContain(sentence)
    expect(desk.first).toEqual(before)
  })
})

describe('an action', () => {
  const wish = { kind: 'add-action', what: 'watch the index', owner: 'ed', date: '2026-03-26' } as const

  it('asks its owner from the day before it is due, until it is done', () => {
    const desk = resolved()
    tell(desk, { kind: 'write-postmortem', where: 'a document' })
    expect(tell(desk, wish)).toBe('The action is taken on.')
    expect(remindersUntil(desk, Date.UTC(2026, 2, 28))).toEqual([
      '2026-03-25T09:11 ed 1',
      '2026-03-26T09:11 ed 1',
      '2026-03-27T09:11 ed 1',
    ])
    const prompt = resolved()
    tell(prompt, wish)
    expect(tell(prompt, { kind: 'finish-action', id: 'action-1' })).toBe('The action is done.')
    expect(tell(prompt, { kind: 'finish-action', id: 'action-1' })).toBe('it is done already')
    expect(open(prompt).map(([kind]) => kind)).not.toContain('action')
  })

  it('and a day for the post-mortem are needed to close P1 and P2, the cause alone for what is small', () => {
    const desk = resolved()
    const close = { kind: 'close', cause: 'a bad index' } as const
    expect(tell(desk, close)).toContain('at least one action that has an owner')
    tell(desk, wish)
    expect(tell(desk, close)).toBe('P1 closes when its post-mortem has a date')
    tell(desk, { kind: 'schedule-postmortem', date: '2026-03-18' })
    expect(tell(desk, close)).toBe('Closed.')
    expect(T0).toBeLessThan(desk.now)
  })
})

describe('what calls nobody', () => {
  const lowered = () => {
    const desk = new Desk({ deploys: [] }, acme)
    desk.minute({ 'api-export': FAILS })
    tell(desk, { kind: 'classify', severity: 'P4', reason: 'only a typo' })
    return desk
  }

  it('is looked at by the end of the next working day, and asks until somebody has', () => {
    const desk = lowered()
    expect(open(desk)).toEqual([['look', null, '2026-03-16T17:00']])
    const asked = desk.calls.length
    expect(remindersUntil(desk, MONDAY + 34 * HOUR)).toEqual(['2026-03-16T09:01 ed 1', '2026-03-17T09:01 ed 1'])
    expect(desk.calls).toHaveLength(asked)
    tell(desk, { kind: 'note', text: 'the typo is known' })
    expect(open(desk)).toEqual([])
  })

  it('is called instead when it turns out to be worse', () => {
    const desk = lowered()
    tell(desk, { kind: 'classify', severity: 'P2', reason: 'more than a typo' })
    expect(open(desk)).toEqual([])
  })
})

describe('a severity that is set afterwards', () => {
  it('makes the post-mortem owed, or not', () => {
    const desk = resolved()
    tell(desk, { kind: 'classify', severity: 'P3', reason: 'nobody noticed' })
    expect(open(desk)).toEqual([])
    tell(desk, { kind: 'classify', severity: 'P2', reason: 'somebody did' })
    expect(open(desk).map(([kind]) => kind)).toEqual(['postmortem-scheduled', 'postmortem-written'])
  })
})

describe('a hand-over', () => {
  it('tells whoever takes over what is open, at every turn while anything is', () => {
    const rota = { role: 'turns', every: 'day', from: '2026-03-15', atMs: 9 * HOUR } as const
    const runbook: Runbook = {
      ...acme,
      roles: { ...acme.roles, turns: ['ed', 'flo'] },
      escalation: { ...acme.escalation, rota },
    }
    const desk = new Desk({ deploys: [] }, runbook)
    desk.minute({ 'api-export': FAILS })
    expect(remindersUntil(desk, MONDAY + 34 * HOUR)).toEqual(['2026-03-16T09:01 flo 1', '2026-03-17T09:01 ed 1'])
    expect(desk.effects.findLast((effect) => effect.kind === 'remind')).toMatchObject({
      about: 'hand-over',
      items: ['P3 INC-1: Core API: Export does not work, investigating for 43 hours; nobody has acknowledged it'],
    })
  })
})
