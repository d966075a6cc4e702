// The desk: the one place where facts become incidents. It takes everything that has arrived, decides once, commits one
// batch and answers all who wait. It keeps nothing in memory that is not in D1; a second desk collides and decides again.

import { reportFor } from '../core/desk/consider.ts'
import { openDraft } from '../core/desk/draft.ts'
import type { Answer, Fact, Ground } from '../core/desk/ground.ts'
import { decideRound, type Round } from '../core/desk/round.ts'
import { witnessesFor } from '../core/desk/vouch.ts'
import { blocksWith, passesIn, readSamples } from '../core/kept/sample.ts'
import { objections } from '../core/rollback/decide-rollback.ts'
import { MINUTE } from '../core/time.ts'
import { platformOf } from '../platforms/index.ts'
import { commitRound } from '../store/commit.ts'
import { loadGround, loadSamples } from '../store/ground.ts'
import { heldDeliveries, unreadDeliveries } from '../store/inbox.ts'
import { earlierOf } from '../store/recurrence.ts'
import { composeEffects } from './compose.ts'
import { deliver } from './deliver.ts'
import { readDelivery } from './receive.ts'
import type { DeskApi, System, Visit } from './system.ts'

export type DeskPorts = Omit<System, 'desk' | 'lane' | 'visit'>

/** A fresh set of ports for each round: the visit's clock begins anew. */
export type OpenPorts = (visit: Visit) => DeskPorts

type Waiting = { facts: Fact[]; visit: Visit; resolve(answers: Answer[]): void; reject(reason: unknown): void }

/** A first failure waits this long for others, so that a shared cause is one incident and one call. */
const GATHER_MS = 300

/** One less than the connections of an invocation, so that a database call never waits behind a slow vendor. */
const CALLS_AT_ONCE = 5

/** A second desk can only win so often; more collisions than this are a bug. */
const MOST_TRIES = 5

export function openDesk(openPorts: OpenPorts): DeskApi {
  const waiting: Waiting[] = []
  const send = openSenders(openPorts, tell)
  let isRunning = false

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
    const taken: Waiting[] = []
    try {
      await gather(waiting, openPorts)
      taken.push(...waiting.splice(0))
      const visit = latest(taken.map((one) => one.visit))
      const facts = taken.flatMap((one) => one.facts)
      const { round, owes } = await runRound(facts, openPorts(visit))
      for (const one of taken) one.resolve(answersFor(one.facts, round))
      // A delivery that breaks is taken up by the next minute's sweep, which then says so.
      if (owes) send({ ...visit, now: round.now }).catch(() => undefined)
    } catch (thrown) {
      for (const one of [...taken, ...waiting.splice(0)]) one.reject(thrown)
    }
  }

  return { tell, sweep: send }
}

/** Several that send beside each other, and one word when all of them are done. */
function openSenders(openPorts: OpenPorts, tell: DeskApi['tell']): DeskApi['sweep'] {
  const senders = new Set<Promise<void>>()

  /** One more that sends, unless there are enough; resolves when nobody sends any more. */
  async function send(visit: Visit): Promise<void> {
    start(visit)
    while (senders.size > 0) await Promise.all(senders)
  }

  function start(visit: Visit): void {
    if (senders.size >= CALLS_AT_ONCE) return
    const sender: Promise<void> = deliverAll(visit).finally(() => senders.delete(sender))
    // Whoever waits for the senders hears of it; where nobody does, the next minute does.
    sender.catch(() => undefined)
    senders.add(sender)
  }

  async function deliverAll(visit: Visit): Promise<void> {
    const ports = openPorts(visit)
    await deliver({
      ...ports,
      tell: async (facts) => {
        await tell(facts, { ...visit, now: ports.io.at() })
      },
      assess: (incident) => ports.assess(incident, { ...visit, now: ports.io.at() }).catch(() => null),
      objectionTo: (incident, rollback) => objectionTo(incident, rollback, ports),
      share: () => start({ ...visit, now: ports.io.at() }),
      isAlone: () => senders.size === 1,
    })
  }

  return send
}

async function gather([first]: readonly Waiting[], openPorts: OpenPorts): Promise<void> {
  if (first === undefined || !isFailure(first.facts)) return
  const { io } = openPorts(first.visit)
  await io.until(io.at() + GATHER_MS)
}

async function runRound(facts: Fact[], ports: DeskPorts): Promise<{ round: Round; owes: boolean }> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const ground = await groundFor({ facts, refs: refsOf(facts) }, ports)
    const read = await readInbox(ports, ground)
    const all = [...facts, ...read]
    const earlier = [...ground.earlier, ...(await earlierOf(ports.db, keysOf(all)))]
    const round = decideRound({ ...ground, earlier }, all, policyOf(ports, ground))
    const owed = await composeEffects(round, ports)
    if (await commitRound(ports.db, round, owed)) return { round, owes: owed.length > 0 }
  }
  throw new Error(`a round collided ${MOST_TRIES} times`)
}

/** Of what is told to fail; what monitors see is a part of the ground. */
function keysOf(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.kind === 'reported') return [fact.signal.key]
    if (fact.kind !== 'delivered') return []
    return fact.changes.flatMap((change) => (change.kind === 'failing' ? [change.signal.key] : []))
  })
}

function refsOf(facts: readonly Fact[]): string[] {
  return facts.flatMap((fact) => {
    if (fact.kind === 'settled') return fact.settled.flatMap((one) => one.incident ?? [])
    if (fact.kind === 'command' && fact.command.kind === 'merge') return [fact.incident, fact.command.into]
    return 'incident' in fact ? [fact.incident] : []
  })
}

type Asked = { facts: readonly Fact[]; refs: readonly string[] }

async function groundFor({ facts, refs }: Asked, { db, io, runbook }: DeskPorts): Promise<Ground> {
  const { verification, maintenance: regular } = runbook
  const query = { now: io.at(), regular, reopenMs: verification.reopenMs, refs: [...new Set(refs)] }
  const ground = await loadGround(db, query)
  const blocks = blocksWith(witnessesFor(ground, facts, runbook), runbook)
  const { rows, layouts } = await loadSamples(db, blocks, io.at())
  return { ...ground, passes: passesIn(readSamples(rows, layouts)) }
}

function policyOf({ runbook, io }: DeskPorts, ground: Ground) {
  const now = Math.max(io.at(), ground.newestMinute * MINUTE)
  return { runbook, now, platformFacts }
}

function platformFacts(kind: string) {
  return { restoresVariables: platformOf(kind)?.restoresVariables ?? true }
}

/** What was kept back is asked for when it may be over, and when what came in meanwhile may say that it is. */
async function readInbox({ db, runbook }: DeskPorts, { timers, silences, hasUnread }: Ground): Promise<Fact[]> {
  const unread = hasUnread ? await unreadDeliveries(db) : []
  const isOver = timers.some(({ kind }) => kind === 'levels')
  const held = isOver || (unread.length > 0 && silences.length > 0) ? await heldDeliveries(db) : []
  return [...held, ...unread].map((delivered) => readDelivery(delivered, runbook))
}

/** A rollback stays allowed only while the gate still says so with everything that is known at the moment it leaves. */
async function objectionTo(ref: string, rollback: string, ports: DeskPorts): Promise<string | null> {
  const ground = await groundFor({ facts: [], refs: [ref] }, ports)
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
  const ids = new Set(facts.flatMap((fact) => ('id' in fact ? [fact.id] : [])))
  return round.answers.filter((answer) => ids.has(answer.id))
}
