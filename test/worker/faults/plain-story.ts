// The first incident, told so that it can be interrupted anywhere: clients repeat what failed, minutes just come, and at
// the end it is asked what has become of it all.

import { abortAllDurableObjects } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import { BAD, GOOD, NORTH, SOUTH } from '../../../drills/acme.ts'
import { openStage, type Sent, type Stage, type Story } from '../../../drills/stage.ts'
import { BEGIN, fire, theatre } from '../theatre.ts'
import { faults, restart } from './ports.ts'

const TABLES = [
  'minutes',
  'clock',
  'samples',
  'troubles',
  'board',
  'incidents',
  'incident_events',
  'timers',
  'outbox',
].concat(['inbox', 'inbox_reads', 'deploys', 'rollbacks', 'quarantine', 'sightings', 'tenants', 'contacts', 'holds'])

export const MINUTE_MS = 60_000

/** How the minutes come: usually once each, in order; a test may double, overlap or delay them. */
export type Passing = (minute: number, at: number) => Promise<void>

export const ordinary: Passing = (_minute, at) => fireAndRestart(at)

export type Ending = { story: Story; mails: Sent[]; changes: number }

/** The most minutes a story may need to its end, however it was interrupted. */
const MOST_MINUTES = 140

export async function tellStory(passing: Passing): Promise<Ending> {
  await forget()
  const stage = await openStage(theatre())
  let minute = 0
  const pass = async (count: number) => {
    for (let passed = 0; passed < count; passed++) {
      const at = BEGIN + minute * MINUTE_MS
      await passing(minute, at)
      minute++
    }
  }
  await prepare(stage)
  await pass(2)
  await stage.control('PUT', 'targets/acme-api', { brokenReleases: { [BAD]: { mode: 'failing' } } })
  await pass(8)
  while (minute < MOST_MINUTES && (await phaseOf('INC-1')) !== 'resolved') await pass(4)
  await pass(2)
  const settled = { story: await tell(stage), mails: await stage.mails(), changes: await stage.changes('acme-api') }
  return { ...settled, changes: settled.changes.length }
}

async function prepare(stage: Stage): Promise<void> {
  const ago = (minutes: number) => new Date(BEGIN - minutes * MINUTE_MS).toISOString()
  await stage.control('PUT', 'receivers/acme-api', { live: { sha: BAD } })
  const services = ['api', 'web']
  for (const [id, contact] of Object.entries({ north: NORTH, south: SOUTH })) {
    await repeat(stage, '/tenants', { id, name: id, services, contacts: [contact] })
  }
  const deploy = { service: 'api', migration: 'none', author: 'acme-api-engineer' }
  await repeat(stage, '/deploys', { ...deploy, sha: GOOD, finishedAt: ago(90), verified: true })
  await repeat(stage, '/deploys', { ...deploy, sha: BAD, finishedAt: ago(10) })
}

/** A client that got no answer asks again. */
async function repeat(stage: Stage, path: string, body: object): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const answer = await stage.api('POST', path, body).catch(() => ({ status: 500 }))
    await recover()
    if (answer.status === 201) return
  }
  throw new Error(`${path} was refused three times`)
}

export async function fireAndRestart(at: number): Promise<void> {
  await setWorldClock(at)
  await fire(at).catch((thrown: unknown) => {
    if (!faults.isDead) throw thrown
  })
  await recover()
}

async function setWorldClock(now: number): Promise<void> {
  await fetch(`${env.WORLD_URL}/control/clock`, { method: 'PUT', body: JSON.stringify({ now }) })
}

/** After a death nothing of the old process is left; what comes next starts from what is stored. */
async function recover(): Promise<void> {
  if (!faults.isDead) return
  await abortAllDurableObjects()
  restart()
}

async function phaseOf(ref: string): Promise<string | undefined> {
  const row = await env.DB.prepare('select phase from incidents where ref = ?1').bind(ref).first<{ phase: string }>()
  return row?.phase
}

async function tell(stage: Stage): Promise<Story> {
  const story = await stage.api<Story>('GET', '/incidents/INC-1').catch(() => null)
  await recover()
  return story?.status === 200 ? story.body : await stage.story('INC-1')
}

async function forget(): Promise<void> {
  restart()
  await abortAllDurableObjects()
  await env.DB.batch(TABLES.map((table) => env.DB.prepare(`delete from ${table}`)))
}

/** The same end, whatever happened on the way. */
/** `moreCalls`: one of these, where it depends on whether it works again before five minutes are over. */
export function expectTheSameEnd({ story, mails, changes }: Ending, ...moreCalls: number[]): void {
  const { incident } = story
  expect.soft(incident.ref).toBe('INC-1')
  expect.soft(incident.phase).toBe('resolved')
  expect.soft(incident.severity).toBe('P1')
  expect.soft(incident.suspect?.sha).toBe(BAD)
  expect.soft(incident.rollback?.state).toBe('proven')
  expect.soft(changes, 'changes in production').toBe(1)
  const assessed = story.timeline.filter(({ kind }) => kind === 'assessed')
  expect.soft(assessed, 'assessments').toHaveLength(1)
  const sent = mails.map((mail) => `${mail.idempotencyKey} ${mail.to.join()}`)
  expect.soft(sent, 'mails sent twice').toEqual([...new Set(sent)])
  for (const contact of [NORTH, SOUTH]) {
    const subjects = mails.filter((mail) => mail.to.includes(contact)).map((mail) => mail.subject)
    expect
      .soft(
        subjects.filter((subject) => subject.includes('Investigating')),
        `first notices to ${contact}`,
      )
      .toHaveLength(1)
    expect
      .soft(
        subjects.filter((subject) => subject.includes('Restored')),
        `resolutions to ${contact}`,
      )
      .toHaveLength(1)
  }
  const calls = mails.filter((mail) => mail.subject.startsWith('[P1]'))
  const more = moreCalls.length === 0 ? [0] : moreCalls
  expect
    .soft(
      more.map((many) => 2 + many),
      'calls to responders',
    )
    .toContain(calls.length)
}
