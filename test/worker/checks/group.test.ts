// Of so many members so many: one line a case, each letter how one of them was seen last.

import { describe, expect, it } from 'vitest'
import { group } from '../../../src/checks/group.ts'
import type { LookKind } from '../../../src/core/watch/look.ts'
import { NOW } from '../contract/outside.ts'
import { problemsOf } from '../runbook/written.ts'

const KINDS: Record<string, LookKind> = {
  p: 'pass',
  w: 'warn',
  a: 'asleep',
  f: 'fail',
  u: 'unknown',
  m: 'maintenance',
}

function conclude(letters: string, atLeast: number) {
  const members = [...letters].map((_, index) => `worker-${index}`)
  const seen = [...letters].flatMap((letter, index) => (KINDS[letter] ? [[`worker-${index}`, KINDS[letter]]] : []))
  const settings = group.settings.parse({ members, atLeast })
  expect(group.needs(settings)).toEqual({ members })
  const nothing = { now: NOW, looked: null, heartbeat: null, reading: null, window: [] }
  return group.conclude(settings, { ...nothing, members: Object.fromEntries(seen) })
}

describe('of three', () => {
  const fail = (reason: string) => ({ kind: 'fail', failure: 'members', reason })
  const warn = (reason: string) => ({ kind: 'warn', failure: 'members', reason })
  const doubt = (reason: string) => ({ kind: 'unknown', reason })
  const cases: [string, string, number, object][] = [
    ['all are up', 'ppp', 2, { kind: 'pass' }],
    ['all are up somehow', 'pwa', 3, { kind: 'pass' }],
    ['enough are, and nothing is known of one', 'ppu', 2, { kind: 'pass' }],
    ['enough are, and one is in maintenance', 'ppm', 2, { kind: 'pass' }],
    ['one is down', 'pfp', 2, warn('has 2 of 3 up, and worker-1 is down')],
    ['two are', 'ffp', 1, warn('has 1 of 3 up, and worker-0, worker-1 are down')],
    [
      'two are that have to be up',
      'ffp',
      2,
      fail('has 1 of 3 up, and worker-0, worker-1 are down; at least 2 have to be'),
    ],
    ['none is up', 'fff', 1, fail('has 0 of 3 up, and worker-0, worker-1, worker-2 are down; at least 1 have to be')],
    [
      'one more would not help',
      'ffu',
      2,
      fail('has 0 of 3 up, and worker-0, worker-1 are down; at least 2 have to be'),
    ],
    ['one more would', 'pfu', 2, doubt('has 1 of 3 up, and worker-1 is down; whether 2 are is not known')],
    [
      'one more, in maintenance, would',
      'pfm',
      2,
      doubt('has 1 of 3 up, and worker-1 is down; whether 2 are is not known'),
    ],
    ['nothing is known', 'uuu', 1, doubt('has 0 of 3 up; whether 1 are is not known')],
    ['nobody was seen', '???', 1, doubt('has 0 of 3 up; whether 1 are is not known')],
  ]
  it.each(cases)('%s', (_, letters, atLeast, verdict) => {
    expect(conclude(letters, atLeast)).toEqual(verdict)
  })
})

describe('refuses', () => {
  const all = { service: 'api', kind: 'group', members: ['health', 'inbox'], atLeast: 1 }
  const some = { ...all, members: ['home'] }
  const cases: [string, object, string, string, string | null][] = [
    ['nobody', { members: [] }, 'members', 'at least 1 entry', null],
    ['one twice', { members: ['home', 'home'] }, 'members', 'each member once', null],
    ['more than there are', { atLeast: 3 }, 'atLeast', 'no more than there are members', null],
    ['less than one', { atLeast: 0 }, 'atLeast', 'at least 1', null],
    [
      'a monitor that is not there',
      { members: ['home', 'inbxo'] },
      'members.1',
      'one of health, inbox, home, all, some',
      'inbox',
    ],
    [
      'a name of something else',
      { members: ['api', 'home'] },
      'members.0',
      'one of health, inbox, home, all, some',
      null,
    ],
    ['itself', { members: ['home', 'all'] }, 'members.1', 'another monitor than itself', null],
    ['another group', { members: ['some', 'health'] }, 'members.0', 'a monitor that is no group itself', null],
  ]
  it.each(cases)('%s', (_, changes, place, wanted, nearest) => {
    const hint = nearest === null ? null : `did you mean "${nearest}"?`
    const found = problemsOf({ 'monitors.all': { ...all, ...changes }, 'monitors.some': some })
    expect(found).toContainEqual(expect.objectContaining({ path: `monitors.all.${place}`, wanted, hint }))
  })
})
