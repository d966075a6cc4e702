// The desk: the one place where facts become incidents. It takes everything that has arrived, decides once, commits one
// batch and answers all who wait. It keeps nothing in memory that is not in D1; a second desk collides and decides again.

import { reportFor } from '../core/consider.ts'
import { objections } from '../core/decide-rollback.ts'
import { openDraft } from '../core/draft.ts'
import type { Answer, Fact, Ground } from '../core/ground.ts'
import { decideRound, type Round } from '../core/round.ts'
import { MINUTE } from '../core/time.ts'
import { platformOf } from '../platforms/index.ts'
import { sourceOf } from '../sources/index.ts'
import { commitRound } from '../store/commit.ts'
import { loadGround } from '../store/ground.ts'
import { unreadDeliveries } from '../store/inbox.ts'
import { composeEffects } from './compose.ts'
import { deliver } from './deliver.ts'
import { sourceMap } from './receive.ts'
import type { DeskApi, System, Visit } from './system.ts'

export type DeskPorts = Omit<System, 'desk' | 'lane' | 'visit'>

/** A fresh set of ports for each round: the visit's clock begins anew. */
export type OpenPorts = (visit: Visit) => DeskPorts

type Waiting = { facts: Fact[]; visit: Visit; resolve(answers: Answer[]): void; reject(reason: unknown): void }

/** A first failure waits this long for others, so that a shared cause is one incident and one call. */
const GATHER_MS = 300

/** A second desk can only win so often; more collisions than this are a bug. */
const MOST_TRIES = 5

export function openDesk(openPorts: OpenPorts): DeskApi {
  const waiting: Waiting[] = []
  let isRunning = false
  let sending: Promise<void> | null = null

  function tell(facts: Fact[], visit: Visit): Promise<Answer[]> {
    return new Promise((resolve, reject) => {
      waiting.push({ facts, visit, resolve, reject })
      if (!isRunning) void runRounds()
    })
  }

  /** The last look for more and the word that nobody runs belong together, without an await between them. */
  async function runRounds(): Promise<void> {
    isRunning = true
    while (waiting.length > 0) await runOne()
    isRunning = false
  }

  async function runOne(): Promise<void> {
    const [first] = waiting
    if (first && isFailure(first.facts)) {
      const { io } = openPorts(first.visit)
      await io.until(io.at() + GATHER_MS)
    }
    const taken = waiting.splice(0)
    const visit = latest(taken.map((one) => one.visit))
    try {
      const facts = taken.flatMap((one) => one.facts)
      const { round, owes } = await runRound(facts, openPorts(visit))
      for (const one of taken) one.resolve(answersFor(one.facts, round))
      // A delivery that breaks is taken up by the next minute's sweep, which then says so.
      if (owes) void send({ ...visit, now: round.now }).catch(() => undefined)
    } catch (thrown) {
      for (const one of taken) one.reject(thrown)
    }
  }

  /** One delivery at a time; what is owed meanwhile is found by its next look. */
  function send(visit: Visit): Promise<void> {
    const again = (sending ?? Promise.resolve()).then(() => deliverAll(visit))
    const mine = again
      .catch(() => undefined)
      .finally(() => {
        if (sending === mine) sending = null
      })
    sending = mine
    return again
  }

  async function deliverAll(visit: Visit): Promise<void> {
    const ports = openPorts(visit)
    await deliver({
      ...ports,
      tell: async (facts) => {
        await tell(facts, { ...visit, now: ports.io.at() })
      },
      objectionTo: (incident, rollback) => objectionTo(incident, rollback, ports),
    })
  }

  return { tell, sweep: send }
}

async function runRound(facts: Fact[], ports: DeskPorts): Promise<{ round: Round; owes: boolean }> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const ground = await groundFor(facts, ports)
    const read = await readInbox(ports)
    const round = decideRound(ground, [...facts, ...read], policyOf(ports, ground))
    const owed = await composeEffects(round, ports)
    if (await commitRound(ports.db, round, owed)) return { round, owes: owed.length > 0 }
  }
  throw new Error(`a round collided ${MOST_TRIES} times`)
}

function groundFor(facts: readonly Fact[], { db, io, runbook }: DeskPorts): Promise<Ground> {
  const refs = facts.flatMap((fact) => {
    if (fact.kind === 'settled') return fact.settled.flatMap((one) => one.incident ?? [])
    return 'incident' in fact ? [fact.incident] : []
  })
  return loadGround(db, { now: io.at(), reopenMs: runbook.verification.reopenMs, refs: [...new Set(refs)] })
}

function policyOf({ runbook, io }: DeskPorts, ground: Ground) {
  const now = Math.max(io.at(), ground.newestMinute * MINUTE)
  return { runbook, now, platformFacts }
}

function platformFacts(kind: string) {
  return { restoresVariables: platformOf(kind)?.restoresVariables ?? true }
}

/** Meaning is extracted here, after the sender has long been answered, so that a reader's mistake loses nothing. */
async function readInbox({ db, runbook }: DeskPorts): Promise<Fact[]> {
  const unread = await unreadDeliveries(db)
  return unread.map(({ source, key, body, headers, receivedAt }) => {
    const meaning = sourceOf(source)?.read({ body, headers, receivedAt }, sourceMap(runbook))
    const changes = meaning?.kind === 'signals' ? meaning.changes : []
    const words = meaning?.kind === 'signals' ? `${changes.length} signals` : (meaning?.why ?? 'no such source')
    return { kind: 'delivered', source, key, changes, meaning: words }
  })
}

/** A rollback stays allowed only while the gate still says so with everything that is known at the moment it leaves. */
async function objectionTo(ref: string, rollback: string, ports: DeskPorts): Promise<string | null> {
  const ground = await loadGround(ports.db, { now: ports.io.at(), reopenMs: 0, refs: [ref] })
  const policy = policyOf(ports, ground)
  const draft = openDraft(ground, ports.runbook, policy.now)
  const incident = draft.incidents.get(ref)
  if (incident?.rollback?.id !== rollback || incident.rollback.state !== 'ordered') return 'it is not wanted any more'
  const report = reportFor(draft, incident, platformFacts)
  if (report === null) return 'the runbook has no rollback for this service any more'
  if (report.verdict !== 'pass') return objections(report)
  return report.target?.sha === incident.rollback.target.sha ? null : 'another version is the last good one by now'
}

function isFailure(facts: readonly Fact[]): boolean {
  return facts.some((fact) => fact.kind === 'seen' && fact.seen.some((seen) => seen.verdict.kind === 'fail'))
}

function latest(visits: readonly Visit[]): Visit {
  const now = Math.max(...visits.map((visit) => visit.now))
  return { now, isByHand: visits.some((visit) => visit.isByHand) }
}

function answersFor(facts: readonly Fact[], round: Round): Answer[] {
  const ids = new Set(facts.flatMap((fact) => (fact.kind === 'command' ? [fact.id] : [])))
  return round.answers.filter((answer) => ids.has(answer.id))
}
