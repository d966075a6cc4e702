// The desk takes what comes from everywhere at once, one commit a round, and a second desk cannot write beside it.

import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from '../../../drills/stage.ts'
import type { Fact } from '../../../src/core/desk/ground.ts'
import { replay } from '../../../src/core/incident/incident.ts'
import type { IncidentEvent } from '../../../src/core/incident/incident-event.ts'
import { openDesk } from '../../../src/flows/desk.ts'
import { faults } from '../faults/ports.ts'
import { BEGIN, theatre } from '../theatre.ts'
import { buildSystem, watching } from './house.ts'
import { postIssue } from './issue.ts'

let stage: Stage

beforeAll(async () => {
  stage = await openStage(theatre())
  await stage.control('PUT', 'targets/acme-api', { mode: 'failing' })
  await stage.pass(1)
})

async function events(): Promise<IncidentEvent[]> {
  const { results } = await env.DB.prepare(
    `select event from incident_events where incident = 'INC-1' order by seq`,
  ).all<{
    event: string
  }>()
  return results.map((row) => JSON.parse(row.event) as IncidentEvent)
}

async function expectHistoryToAddUp(): Promise<void> {
  const stored = await env.DB.prepare(`select state from incidents where ref = 'INC-1'`).first<{ state: string }>()
  expect(replay(await events())).toEqual(JSON.parse(stored?.state ?? 'null'))
}

describe('two hundred at once', () => {
  it('webhooks, commands and lane signals: none lost, none refused, one commit a round', async () => {
    faults.calls.length = 0
    const desk = env.DESK.getByName('desk')
    const visit = { now: stage.now(), isByHand: true }
    const hooks = Array.from({ length: 60 }, (_, index) => postIssue(stage, index))
    const notes = Array.from({ length: 70 }, (_, index) =>
      stage.api('POST', '/incidents/INC-1/note', { by: `writer ${index}`, text: `note ${index}` }),
    )
    const signals = Array.from({ length: 70 }, (_, index) => desk.tell([seenFailing(index)], visit))
    const [answered, noted] = await Promise.all([Promise.all(hooks), Promise.all(notes), Promise.all(signals)])

    expect(answered.map((status) => status)).toEqual(answered.map(() => 202))
    expect(noted.map((answer) => answer.status)).toEqual(noted.map(() => 200))
    await stage.pass(1)

    const history = await events()
    const texts = history.flatMap((event) => (event.kind === 'noted' ? [event.text] : []))
    expect(texts.toSorted()).toEqual(Array.from({ length: 70 }, (_, index) => `note ${index}`).toSorted())
    const issues = history.filter((event) => event.kind === 'signal_joined' && event.signal.source === 'sentry')
    expect(issues).toHaveLength(60)
    const unread = await env.DB.prepare('select count(*) as count from inbox where is_unread = 1').first()
    expect(unread).toEqual({ count: 0 })

    const rounds = faults.calls.filter((call) => call.startsWith('D1 select (select coalesce(max(minute')).length
    const commits = faults.calls.filter((call) => /^D1 batch of ([3-9]|\d\d)/.test(call)).length
    expect(rounds).toBeLessThan(120)
    expect(commits).toBeLessThanOrEqual(rounds)
    await expectHistoryToAddUp()
  })
})

describe('a delivery that comes again long after it was read', () => {
  it('is known, though its body has been let go, and the desk goes on', async () => {
    expect(await postIssue(stage, 7)).toBe(202)
    await env.DB.prepare('delete from inbox').run()
    expect(await postIssue(stage, 7)).toBe(202)
    await stage.pass(1)
    const noted = await stage.api('POST', '/incidents/INC-1/note', { by: 'tests', text: 'still here' })
    expect(noted.status).toBe(200)
    expect(await env.DB.prepare('select count(*) as count from inbox').first()).toEqual({ count: 0 })
  })
})

describe('a second desk', () => {
  it('collides, decides again, and neither loses nor doubles anything', async () => {
    const visit = { now: stage.now(), isByHand: true }
    const { desk: _own, lane: _lane, visit: _visit, ...ports } = buildSystem({ runbook: watching([]), visit })
    const desks = [openDesk(() => ports), openDesk(() => ports), env.DESK.getByName('desk')]
    const told = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const fact: Fact = {
          kind: 'command',
          id: `c${index}`,
          incident: 'INC-1',
          by: { kind: 'api', name: 'tests' },
          command: { kind: 'note', text: `beside ${index}` },
        }
        return (await desks[index % desks.length]?.tell([fact], visit)) ?? []
      }),
    )
    expect(told.flat().every((answer) => answer.isAccepted)).toBe(true)
    const texts = (await events()).flatMap((event) => (event.kind === 'noted' ? [event.text] : []))
    const beside = texts.filter((text) => text.startsWith('beside'))
    expect(beside.toSorted()).toEqual(Array.from({ length: 60 }, (_, index) => `beside ${index}`).toSorted())
    await expectHistoryToAddUp()
  })
})

function seenFailing(index: number): Fact {
  const verdict = { kind: 'fail', failure: 'status', reason: 'answered 500 instead of 200-299' } as const
  const monitor = ['api-health', 'web-home'][index % 2] ?? ''
  return { kind: 'seen', seen: [{ monitor, verdict, at: BEGIN + 61_000 + index }] }
}
