// What the draft of a post-mortem knows: numbers out of stored events, the name of its file, and nobody to blame.

import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/core/incident/incident.ts'
import { MINUTE, SECOND } from '../../../src/core/time.ts'
import { postmortem } from '../../../src/core/view/postmortem.ts'
import { acme, acmeWith, DANA, T0 } from './acme.ts'
import { command, Desk, FAILS, PASSES } from './desk.ts'

const DOWN = { 'api-health': FAILS }
const UP = { 'api-health': PASSES }

/** A bad deploy that is taken back, fails once more, and is over. */
function story(): Desk {
  const desk = new Desk({}, acmeWith({ downForMs: 3 * MINUTE }))
  desk.minute(DOWN)
  desk.round(command('INC-1', { kind: 'acknowledge' }))
  desk.minutes(3, DOWN)
  desk.answer('done')
  desk.minutes(3, UP)
  desk.minute(DOWN)
  desk.minutes(60, UP)
  desk.close('INC-1')
  return desk
}

const told = story()
const draft = postmortem(told.first, told.history('INC-1'), told.runbook)

const draftOf = (changes: Partial<Incident>) => postmortem({ ...told.first, ...changes }, [], told.runbook)

describe('the numbers', () => {
  it('are those of the events', () => {
    expect(draft).toMatchObject({
      phase: 'closed',
      severity: 'P1',
      native: 'SEV-1',
      service: 'Core API',
      hurt: { scope: 'all', tenants: ['north', 'south'] },
      counts: { signals: 1, failures: 2, relapses: 1 },
      outage: 9 * MINUTE,
      cause: 'a bad index',
      rollback: 'Taken back, and proven to have helped.',
    })
    expect(draft.measures.map(({ name, took }) => [name, took])).toEqual([
      ['detect', 0],
      ['acknowledge', MINUTE],
      ['mitigate', 9 * MINUTE],
      ['resolve', 39 * MINUTE],
    ])
    expect(draft.recordedUntil).toBe(told.history('INC-1').at(-1)?.at)
  })

  it.each<[string, Partial<Incident>, (number | string)[]]>([
    ['not known yet', { acknowledged: null, mitigatedAt: null, resolvedAt: null }, ['not known', 0]],
    ['known to be wrong', { detectedAt: T0 - SECOND }, [9 * MINUTE, 'invalid']],
    ['wrong at the end', { mitigatedAt: T0 - 1 }, ['invalid', 0]],
    ['nothing at all', { mitigatedAt: T0 }, [0, 0]],
  ])('are told as they are: %s', (_name, changes, [outage, detect]) => {
    const { measures, ...numbers } = draftOf(changes)
    expect([numbers.outage, measures[0]?.took]).toEqual([outage, detect])
  })

  it('say each end of what cannot be known or be', () => {
    const took = (changes: Partial<Incident>) => draftOf(changes).measures.map((measure) => measure.took)
    expect(took({ acknowledged: null, mitigatedAt: null, resolvedAt: null })).toEqual([
      0,
      ...Array(3).fill('not known'),
    ])
    const before = T0 - SECOND
    const acknowledged = { at: before, by: DANA }
    expect(took({ acknowledged, mitigatedAt: before, resolvedAt: before })).toEqual([0, ...Array(3).fill('invalid')])
  })
})

describe('the story', () => {
  it('has every event once, and its evidence once', () => {
    const events = told.history('INC-1')
    expect(draft.timeline).toHaveLength(events.length)
    expect(draft.severities.map(({ text }) => text)).toEqual(['Severity P1 (SEV-1).'])
    expect(draft.severities[0]?.detail).toContain('an outage for all tenants is P1')
    const decided = events.filter(({ kind }) => /^(gate|rollback|notice)_/.test(kind))
    expect(draft.decisions).toHaveLength(decided.length)
    expect(draft.decisions.find(({ text }) => text.startsWith('Rollback gate: pass'))?.detail).toHaveLength(11)
    expect(draft.timeline.flatMap(({ detail }) => detail)).toEqual(['API health: answered 500'])
  })

  it('names those who acted, and nobody as the one who shipped it', () => {
    expect(draft.timeline.find(({ text }) => text === 'Acknowledged.')?.by).toBe('Dana')
    expect(told.first.suspect?.author).toBe('dana-gh')
    expect(JSON.stringify(draft)).not.toMatch(/dana-gh|shipped/)
  })

  it('can be empty', () => {
    expect(postmortem(told.first, [], acme)).toMatchObject({
      recordedUntil: null,
      cause: null,
      timeline: [],
      counts: { signals: 0, failures: 0, relapses: 0 },
    })
  })
})

it.each([
  ['P1', true],
  ['P2', true],
  ['P3', false],
  ['P4', false],
] as const)('of %s is required: %s', (severity, isRequired) => {
  expect(draftOf({ severity }).isRequired).toBe(isRequired)
})

describe('the file', () => {
  const LATE = Date.UTC(2026, 2, 15, 23, 30)
  const nameOf = (title: string, timeZone = 'UTC', outageStartedAt = LATE) => {
    const runbook = { ...acme, organisation: { ...acme.organisation, timeZone } }
    return postmortem({ ...told.first, title, outageStartedAt }, [], runbook).fileName
  }

  it.each([
    ['UTC', '2026-03-15'],
    ['Europe/Berlin', '2026-03-16'],
    ['America/New_York', '2026-03-15'],
    ['Asia/Kathmandu', '2026-03-16'],
  ])('has the day of %s', (timeZone, day) => {
    expect(nameOf('Core API does not work', timeZone)).toBe(`${day}-core-api-does-not-work.md`)
  })

  it.each([
    ['Größe: Übersicht über Café', 'gro-e-ubersicht-uber-cafe'],
    ['受信箱', 'inc-1'],
    ['', 'inc-1'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a"\r\nset-cookie: b=c', 'a-set-cookie-b-c'],
    ['x'.repeat(500), 'x'.repeat(60)],
    [`${'word '.repeat(12)}more`, 'word-'.repeat(12).slice(0, -1)],
  ])('of %j is plain ASCII and short', (title, slug) => {
    expect(nameOf(title)).toBe(`2026-03-15-${slug}.md`)
  })
})
