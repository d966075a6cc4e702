// What follows from each event: effects, timers with their instants, records.

import { describe, expect, it } from 'vitest'
import { evolve, type Incident, keyOf } from '../../../src/core/incident/incident.ts'
import { type EventBody, RULE } from '../../../src/core/incident/incident-event.ts'
import { respond } from '../../../src/core/incident/respond.ts'
import type { Response } from '../../../src/core/incident/response.ts'
import { MINUTE } from '../../../src/core/time.ts'
import { acme, acmeWith, signal, T0 } from './acme.ts'
import { isOfPeople } from './desk.ts'
import { add, but, incidents, report } from './phases.ts'

const { failing, told, resolved, watched } = incidents
/** What comes back needs no post-mortem yet. */
const UNOWED = ['scheduled', 'written'].map((what) => `done ${keyOf(failing)}/postmortem-${what}`)
const NOW = T0 + 40 * MINUTE
const target = { deploy: 'good', sha: 'sha-good', version: null }

const ordered = add(failing, [
  [T0 + MINUTE, { kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'sha-bad', target }],
])
const changed = add(ordered, [
  [T0 + 2 * MINUTE, { kind: 'rollback_answered', rollback: 'rb', outcome: 'done', reason: 'ok' }],
])
const { scope, reasons } = failing
const classified: EventBody = { kind: 'classified', from: 'P2', severity: 'P1', native: null, scope, reasons }
const written = (notice: 'first' | 'update' | 'resolution', tenants = ['north']): EventBody => {
  return { kind: 'notice_written', notice, key: `${notice}-7`, tenants, because: 'it is due' }
}
const answered = (outcome: 'done' | 'never' | 'unknown'): EventBody => {
  return { kind: 'rollback_answered', rollback: 'rb', outcome, reason: 'said so' }
}
const waiting: EventBody = { kind: 'gate_evaluated', report: report({ trigger: 'wait' }), cause: 'asked' }

type Case = [name: string, before: Incident, event: EventBody, now: number, follows: string[]]

const CASES: Case[] = [
  ['nothing from a note', failing, { kind: 'noted', text: 'x' }, NOW, []],
  ['nothing from an acknowledgement', failing, { kind: 'acknowledged' }, NOW, []],
  [
    'a call',
    failing,
    { kind: 'responders_called', responders: [{ id: 'ed', why: 'x' }], reason: 'P1' },
    NOW,
    ['call ed: P1'],
  ],
  ['no call to nobody', failing, { kind: 'responders_called', responders: [], reason: 'P4' }, NOW, []],
  ['the hold of the first notice', failing, classified, T0, ['first-notice +2']],
  ['a hold that ends at the promise', failing, classified, T0 + 29 * MINUTE, ['first-notice +30']],
  ['no hold beyond a promise that has passed', failing, classified, NOW, ['first-notice +40']],
  ['an earlier update when it has become worse', told, classified, T0 + 10 * MINUTE, ['update +32']],
  ['no promise for P3', but({ severity: 'P3' }), { ...classified, severity: 'P3' }, T0, []],
  ['a first notice and the promise of an update', failing, written('first'), T0, ['first to north', 'update +30']],
  ['the same for an update', told, written('update'), NOW, ['update to north', 'update +70']],
  ['a resolution promises nothing more', resolved, written('resolution'), NOW, ['resolution to north']],
  ['a watch', failing, { kind: 'watch_started', until: NOW }, T0, ['watch +40']],
  [
    'a call when it fails again, and a new hold',
    watched,
    { kind: 'failed_again', reason: 'down' },
    NOW,
    ['call dana: it fails again: down', 'first-notice +40'],
  ],
  [
    'a call when it comes back',
    resolved,
    { kind: 'reopened', reason: 'down' },
    NOW,
    ['call dana: it fails again: down', 'assess', 'first-notice +40', ...UNOWED],
  ],
  [
    'an update to those who were told it was over',
    told,
    { kind: 'reopened', reason: 'down' },
    NOW,
    ['call dana: it fails again: down', 'assess', 'update +42', ...UNOWED],
  ],
  ['a wait for the trigger', failing, waiting, T0 + 30_000, ['trigger +1']],
  ['no wait for a trigger that has passed', failing, waiting, NOW, []],
  [
    'a call when a rollback is suggested',
    failing,
    { kind: 'rollback_suggested', rollback: 'rb', target },
    NOW,
    ['call dana: the gate would let sha-good go live again; it waits for you'],
  ],
  [
    'an order and its record',
    failing,
    { kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'sha-bad', target },
    NOW,
    ['order rb api sha-good', 'record rb ordered'],
  ],
  [
    'a call when it is stopped',
    ordered,
    { kind: 'rollback_stopped', rollback: 'rb', reason: 'held' },
    NOW,
    ['call dana: the rollback was stopped: held', 'record rb stopped'],
  ],
  [
    'proof, record and deploy when it went through',
    ordered,
    answered('done'),
    NOW,
    ['proof +51', 'record rb changed', 'deploy sha-good'],
  ],
  [
    'a call when it did not go through',
    ordered,
    answered('never'),
    NOW,
    ['call dana: the rollback did not go through: said so', 'record rb failed'],
  ],
  [
    'a call when nobody knows',
    ordered,
    answered('unknown'),
    NOW,
    ['call dana: the rollback did not go through: said so', 'record rb unknown'],
  ],
  [
    'a new proof when it recovers after the change',
    changed,
    { kind: 'watch_started', until: NOW },
    T0 + 5 * MINUTE,
    ['proof +15', 'watch +40'],
  ],
  [
    'quarantine when it is proven',
    changed,
    { kind: 'rollback_proven', rollback: 'rb', sha: 'sha-bad' },
    NOW,
    ['record rb proven', 'quarantine api sha-bad'],
  ],
  [
    'a call when it did not help',
    changed,
    { kind: 'rollback_disproven', rollback: 'rb', reason: 'still down' },
    NOW,
    ['call dana: the rollback did not help: still down', 'record rb disproven'],
  ],
]

describe('follows', () => {
  it.each(CASES)('%s', (_name, before, event, now, follows) => {
    const others = responses(before, event, now).filter((it) => it.kind !== 'timer' || !isOfPeople(it.timer))
    expect(others.map(inShort)).toEqual(follows)
  })

  it('nothing to wait for when the service has no rollback any more', () => {
    const event = { ...waiting, at: T0, by: RULE }
    expect(respond(event, evolve(failing, event) ?? failing, acmeWith(null))).toEqual([])
  })

  it('names every effect and timer uniquely, beyond this database', () => {
    const keys = responses(failing, classified, T0).flatMap((it) => (it.kind === 'timer' ? [it.timer.key] : []))
    const kinds = ['escalate', 'respond', 'promise', 'findings', 'first-notice']
    expect(keys).toEqual(kinds.map((kind) => `${keyOf(failing)}/${kind}-5`))
    const elsewhere = add(null, [
      [T0 + 1, { kind: 'opened', number: 1, service: 'api', title: 'API', outageStartedAt: T0, signal: signal() }],
    ])
    expect(keyOf(elsewhere)).not.toBe(keyOf(failing))
  })

  it('records what was taken back under the service that was taken back, not the one that hurts', () => {
    const website = add(but({ service: 'web', suspect: null }), [
      [T0, { kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'sha-bad', target }],
    ])
    const follows = responses(website, answered('done'), NOW)
    expect(follows).toContainEqual({ kind: 'rollback', record: expect.objectContaining({ service: 'api' }) })
    expect(follows).toContainEqual({
      kind: 'deploy',
      deploy: expect.objectContaining({ service: 'api', isRollback: true }),
    })
  })
})

function responses(before: Incident, body: EventBody, at: number): Response[] {
  const event = { ...body, at, by: RULE }
  return respond(event, evolve(before, event) ?? before, acme)
}

function inShort(response: Response): string {
  switch (response.kind) {
    case 'timer':
      return `${response.timer.kind} +${(response.timer.dueAt - T0) / MINUTE}`
    case 'rollback':
      return `record ${response.record.id} ${response.record.state}`
    case 'deploy':
      return `deploy ${response.deploy.sha}`
    case 'duty':
      return `owes ${response.duty.kind}`
    case 'duty-done':
      return `done ${response.done.key}`
    case 'quarantine':
      return `quarantine ${response.service} ${response.sha}`
    case 'effect':
      return effectInShort(response.effect)
  }
}

function effectInShort(effect: (Response & { kind: 'effect' })['effect']): string {
  if (effect.kind === 'call') return `call ${effect.responders.map(({ id }) => id).join()}: ${effect.reason}`
  if (effect.kind === 'notice') return `${effect.notice} to ${effect.tenants.join()}`
  if (effect.kind === 'remind') return `remind ${effect.responder}`
  if (effect.kind === 'assess') return 'assess'
  if (effect.kind === 'amend') return `amend ${effect.amendments.map(({ monitor }) => monitor)}`
  return `order ${effect.key} ${effect.service} ${effect.target.sha}`
}
