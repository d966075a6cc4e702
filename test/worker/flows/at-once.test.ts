// A minute, a webhook and two people at one incident at once, at two desks over one database: nothing is lost or done twice,
// and whoever came second is told who came first, and when.

import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import type { PersonCommand } from '../../../src/core/incident/command.ts'
import { replay } from '../../../src/core/incident/incident.ts'
import type { IncidentEvent } from '../../../src/core/incident/incident-event.ts'
import { openDesk } from '../../../src/flows/desk.ts'
import { theatre } from '../theatre.ts'
import { buildSystem, watching } from './house.ts'
import { postIssue } from './issue.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage(theatre())
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.control('PUT', 'targets/acme-jobs', { mode: 'failing' })
  await stage.pass(1)
})

type Asked = { action: PersonCommand['kind']; ann: PersonCommand; bo: Record<string, unknown> }
type Outcome = { isDone: boolean; sentence: string }

/** Ann at a desk of her own, Bo through the API, while a minute passes and an issue comes in. */
async function atOnce(ref: string, { action, ann, bo }: Asked): Promise<[Outcome, Outcome]> {
  const visit = { now: stage.now(), isByHand: true }
  const { desk: _desk, lane: _lane, visit: _visit, ...ports } = buildSystem({ runbook: watching([]), visit })
  const by = { kind: 'responder', name: 'Ann' } as const
  const [[answer], answered, posted] = await Promise.all([
    openDesk(() => ports).tell([{ kind: 'command', id: 'ann', incident: ref, by, command: ann }], visit),
    stage.api<{ said?: string; error?: string }>('POST', `/incidents/${ref}/${action}`, { by: 'Bo', ...bo }),
    postIssue(stage, ++issues),
    stage.pass(1),
  ])
  expect(posted).toBe(202)
  expect([200, 409]).toContain(answered.status)
  return [
    { isDone: answer?.isAccepted === true, sentence: answer?.sentence ?? '' },
    { isDone: answered.status === 200, sentence: answered.body.said ?? answered.body.error ?? '' },
  ]
}

let issues = 0

async function history(ref: string): Promise<IncidentEvent[]> {
  const { results } = await env.DB.prepare('select event from incident_events where incident = ?1 order by seq')
    .bind(ref)
    .all<{ event: string }>()
  return results.map(({ event }) => JSON.parse(event))
}

async function stated(ref: string) {
  const row = await env.DB.prepare('select state from incidents where ref = ?1').bind(ref).first<{ state: string }>()
  return JSON.parse(row?.state ?? 'null')
}

const named = (events: IncidentEvent[], ...kinds: string[]) =>
  events.filter(({ by, kind }) => by.kind !== 'rule' && kinds.includes(kind))

/** One was done, by whom the other is told. */
function expectOneWinner(ends: IncidentEvent[], [ann, bo]: [Outcome, Outcome]): void {
  expect([ann.isDone, bo.isDone].toSorted(), JSON.stringify([ann, bo])).toEqual([false, true])
  expect(ends.map(({ by }) => by.name)).toEqual([ann.isDone ? 'Ann' : 'Bo'])
  const lost = ann.isDone ? bo : ann
  expect(lost.sentence).toContain(`${ends[0]?.by.name} `)
  expect(lost.sentence).toMatch(/ at 2026-03-02 09:\d\d UTC/)
}

describe('at once, two people', () => {
  it('acknowledge', async () => {
    const outcomes = await atOnce('INC-1', { action: 'acknowledge', ann: { kind: 'acknowledge' }, bo: {} })
    expectOneWinner(named(await history('INC-1'), 'acknowledged'), outcomes)
  })

  it('set two severities for the one that both have seen', async () => {
    const { severity: from } = await stated('INC-1')
    const ann = { kind: 'classify', severity: 'P3', reason: 'a few', from } as const
    const outcomes = await atOnce('INC-1', { action: 'classify', ann, bo: { severity: 'P4', reason: 'a test', from } })
    const [set, ...others] = named(await history('INC-1'), 'classified').filter((event) => 'setBy' in event)
    expectOneWinner(set === undefined ? [] : [set], outcomes)
    expect(others.filter((event) => event.kind === 'classified' && event.from !== event.severity)).toEqual([])
  })

  it('write notes, which are both kept', async () => {
    const ann = { kind: 'note', text: 'the pool is empty' } as const
    const outcomes = await atOnce('INC-1', { action: 'note', ann, bo: { text: 'the disk is full' } })
    expect(outcomes.map(({ isDone }) => isDone)).toEqual([true, true])
    expect(named(await history('INC-1'), 'noted')).toHaveLength(2)
  })

  it('merge and dismiss', async () => {
    const ann = { kind: 'merge', into: 'INC-1', reason: 'one host' } as const
    const outcomes = await atOnce('INC-2', { action: 'dismiss', ann, bo: { reason: 'a drill' } })
    expectOneWinner(named(await history('INC-2'), 'merged', 'dismissed'), outcomes)
    const absorbed = named(await history('INC-1'), 'absorbed')
    expect(absorbed).toHaveLength(outcomes[0].isDone ? 1 : 0)
    await stage.pass(3)
    const { signals } = await stated('INC-1')
    expect('monitor:jobs-health' in signals).toBe(outcomes[0].isDone)
    const open = await env.DB.prepare('select ref from incidents where ended_at is null').all()
    expect(open.results).toEqual([{ ref: 'INC-1' }])
  })

  it('close', async () => {
    const report = { service: 'jobs', impact: 'advice', summary: 'A typo.', by: 'Support' }
    const { body } = await stage.api<{ incident: { ref: string } }>('POST', '/incidents', report)
    const { ref } = body.incident
    await stage.api('POST', `/incidents/${ref}/resolve`, { by: 'Cy' })
    const outcomes = await atOnce(ref, {
      action: 'close',
      ann: { kind: 'close', cause: 'a slip' },
      bo: { cause: 'a slip of the pen' },
    })
    expectOneWinner(named(await history(ref), 'closed'), outcomes)
  })

  it('and every delivery was read once, and every history adds up', async () => {
    await stage.pass(1)
    const unread = await env.DB.prepare('select count(*) as count from inbox where is_unread = 1').first()
    const reads = await env.DB.prepare('select count(*) as count from inbox_reads').first()
    expect([unread, reads]).toEqual([{ count: 0 }, { count: issues }])
    const { results } = await env.DB.prepare('select ref from incidents').all<{ ref: string }>()
    for (const { ref } of results) expect(replay(await history(ref))).toEqual(await stated(ref))
  })
})
