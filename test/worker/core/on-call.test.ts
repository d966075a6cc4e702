// Who is on call, and who is called: the author, whoever merged, the rota, the fallback role, and everybody for the worst.

import { describe, expect, it } from 'vitest'
import { onCallChain, whomToCall } from '../../../src/core/people/on-call.ts'
import { nextHandOver } from '../../../src/core/people/rota.ts'
import type { Deploy } from '../../../src/core/rollback/deploy.ts'
import type { Rota, Runbook, Severity } from '../../../src/core/runbook.ts'
import { DAY, HOUR, iso } from '../../../src/core/time.ts'
import { acme, api, bad, good, T0 } from './acme.ts'

const ROBOT = { ...bad, author: 'renovate[bot]' }

function roster(deploys: Deploy[], absent: string[] = [], runbook: Runbook = acme, now = T0) {
  return { deploys, absent, runbook, now }
}

type Case = [name: string, severity: Severity, deploys: Deploy[], absent: string[], called: string[]]

const CALLS: Case[] = [
  ['whoever shipped last', 'P2', [bad, good], [], ['dana']],
  ['whoever shipped last, however long ago', 'P2', [{ ...bad, finishedAt: T0 - 30 * DAY }], [], ['dana']],
  ['whoever shipped last, by the mail address', 'P2', [{ ...bad, author: 'Flo@acme.example' }], [], ['flo']],
  ['whoever shipped last, in other capitals', 'P2', [{ ...bad, author: 'Dana-GH' }], [], ['dana']],
  ['whoever merged what a robot shipped', 'P2', [{ ...ROBOT, mergedBy: 'dana-gh' }], [], ['dana']],
  ['the role when a robot shipped', 'P2', [ROBOT], [], ['ed']],
  ['the role when nobody knows who shipped', 'P2', [{ ...bad, author: null }], [], ['ed']],
  ['the role when no deploy is known', 'P3', [], [], ['ed']],
  ['the role when the author is away', 'P2', [bad], ['dana'], ['ed']],
  ['not the author of a failed deploy', 'P2', [{ ...bad, status: 'failed' }], [], ['ed']],
  ['not the author of another service', 'P2', [{ ...bad, service: 'web' }], [], ['ed']],
  ['everybody for P1, the author first', 'P1', [bad], [], ['dana', 'ed', 'flo']],
  ['everybody who is there for P1', 'P1', [bad], ['dana', 'flo'], ['ed']],
  ['somebody else when nobody is on call', 'P2', [bad], ['dana', 'ed'], ['flo']],
  ['everybody when all are away', 'P2', [bad], ['dana', 'ed', 'flo'], ['dana', 'ed', 'flo']],
  ['nobody for P4', 'P4', [bad], [], []],
]

describe('called is', () => {
  it.each(CALLS)('%s', (_name, severity, deploys, absent, called) => {
    expect(whomToCall(api, severity, roster(deploys, absent)).responders.map(({ id }) => id)).toEqual(called)
  })

  it('and everybody is told why', () => {
    const why = (deploys: Deploy[]) => whomToCall(api, 'P1', roster(deploys)).responders.map((it) => it.why)
    expect(why([bad])).toEqual([
      'shipped the last deploy of Core API',
      'everybody is called for P1',
      'everybody is called for P1',
    ])
    expect(why([])[0]).toBe('on-call: no deploy is known')
    expect(why([{ ...bad, author: null }])[0]).toBe("on-call: the last deploy's author is no responder")
  })

  it('and that nobody is on call is said', () => {
    expect(whomToCall(api, 'P2', roster([bad], ['dana', 'ed']))).toEqual({
      responders: [{ id: 'flo', why: 'nobody is on call' }],
      isNobodyOnCall: true,
    })
    expect(whomToCall(api, 'P2', roster([bad])).isNobodyOnCall).toBe(false)
    expect(whomToCall(api, 'P4', roster([], ['ed'])).isNobodyOnCall).toBe(false)
  })

  it('and a rung that is due at once beside whoever is on call', () => {
    const paths = { ...acme.escalation.paths, P2: [{ afterMs: 0, roles: ['lead'], unless: 'mitigated' } as const] }
    const runbook = { ...acme, roles: { ...acme.roles, lead: ['flo'] }, escalation: { ...acme.escalation, paths } }
    const { responders } = whomToCall(api, 'P2', roster([bad], [], runbook))
    expect(responders.map(({ id }) => id)).toEqual(['dana', 'flo'])
  })
})

describe('the rota', () => {
  const rota: Rota = { role: 'turns', every: 'week', from: '2026-01-05', atMs: 9 * HOUR }
  const runbook = {
    ...acme,
    organisation: { ...acme.organisation, timeZone: 'America/Chicago' },
    roles: { ...acme.roles, turns: ['flo', 'ed'] },
    escalation: { ...acme.escalation, rota },
  }

  it.each([
    ['before it began', '2026-01-05T14:59:00Z', 'ed'],
    ['in its first week', '2026-01-05T15:00:00Z', 'flo'],
    ['until the clock on the wall says so', '2026-01-12T14:59:00Z', 'flo'],
    ['in its second week', '2026-01-12T15:00:00Z', 'ed'],
    ['by the same clock in summer', '2026-07-06T13:59:00Z', 'ed'],
    ['after it', '2026-07-06T14:00:00Z', 'flo'],
  ])('%s', (_, at, first) => {
    expect(onCallChain(api, roster([], [], runbook, Date.parse(at)))[0]?.id).toBe(first)
  })

  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-05T15:00:00.000Z'],
    ['2026-01-05T15:00:00Z', '2026-01-12T15:00:00.000Z'],
    ['2026-07-01T15:00:00Z', '2026-07-06T14:00:00.000Z'],
  ])('hands over after %s', (at, next) => {
    expect(iso(nextHandOver(runbook, Date.parse(at)) ?? 0)).toBe(next)
  })

  it('has nobody to hand over to without a second', () => {
    expect(nextHandOver(acme, T0)).toBeNull()
    expect(nextHandOver({ ...runbook, roles: { turns: ['flo'] } }, T0)).toBeNull()
  })
})
