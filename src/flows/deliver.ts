// What is owed leaves from here: lease, ask once more whether it may go, call the vendor, settle. A killed delivery is
// taken up again when its lease has run out, under the same key, so the receiver can drop the repetition.

import { channelOf } from '../channels/index.ts'
import type { Assessed } from '../core/assess/answer.ts'
import { isOutdated, isTooLate } from '../core/backoff.ts'
import type { Fact, Settled } from '../core/desk/ground.ts'
import type { NoticeKind } from '../core/incident/incident-event.ts'
import type { Amendment } from '../core/kept/amend.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Hold } from '../core/runbook.ts'
import { DAY, type Instant, MINUTE, SECOND } from '../core/time.ts'
import { activeHolds } from '../store/holds.ts'
import { AMENDMENT, ASSESSMENT, giveBack, type Leased, leaseOwed, nextOwed, readCourse } from '../store/outbox.ts'
import { type OrderPorts, placeOrder } from './order.ts'
import type { System } from './system.ts'
import { amend } from './watch/amend.ts'

export type DeliverPorts = OrderPorts & {
  db: System['db']
  /** Back to the desk: what became of a call is a fact like any other. */
  tell(facts: Fact[]): Promise<void>
  /** Looks around for an incident; null: whoever should have was lost. */
  assess(incident: string): Promise<Assessed[] | null>
  /** There was something to send, so there may be more: somebody else may begin beside this one. */
  share(): void
  /** Nobody else is sending, so waiting for what is owed soon falls to this one. */
  isAlone(): boolean
}

const SOON_MS = 10 * SECOND
const MOST_ROUNDS = 100

/** One of several that send beside each other: a vendor that hangs holds up nobody else's message. */
export async function deliver(ports: DeliverPorts): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const row = await leaseOwed(ports.db, ports.io.at())
    if (row === null && !(await waitForNext(ports))) return
    if (row === null) continue
    ports.share()
    await deliverOne(row, ports)
  }
}

/** A vendor that stumbles is asked again at once, not only in the next minute. False: nothing is owed so soon. */
async function waitForNext({ db, io, isAlone }: DeliverPorts): Promise<boolean> {
  const next = isAlone() ? await nextOwed(db) : null
  if (next === null || next - io.at() > SOON_MS) return false
  await io.until(next)
  return true
}

async function deliverOne(row: Leased, ports: DeliverPorts): Promise<void> {
  const at = () => ports.io.at()
  if (row.carrier.startsWith('platform:')) {
    const { outcome, objection } = await placeOrder(row, ports)
    const told: Fact[] = objection === null ? [] : [{ kind: 'stopped', ...objection }]
    return await ports.tell([...told, ...settledBy(row, outcome, at())])
  }
  if (row.carrier === AMENDMENT) {
    await amend(ports.db, ports.runbook, fromCall(row.call))
    return await ports.tell([settled(row, { kind: 'done', receipt: 'amended' })])
  }
  if (row.carrier === ASSESSMENT) return await ports.tell(await assess(row, ports))
  const { fate, facts } = await fateOf(row, ports)
  if (fate === 'held') return await ports.tell(facts)
  const outcome = fate ?? (await send(row, ports))
  await ports.tell(settledBy(row, outcome, at()))
}

/** As it was frozen when it was owed. */
function fromCall(call: string): Amendment[] {
  return JSON.parse(call)
}

/** The answers and that nobody owes them any more are one batch: killed before it, all of them are asked for again. */
async function assess(row: Leased, { assess, io }: DeliverPorts): Promise<Fact[]> {
  const incident = row.incident ?? ''
  const answers = await assess(incident)
  if (answers === null) return settledBy(row, LOST, io.at())
  return [{ kind: 'assessed', incident, answers }, settled(row, { kind: 'done', receipt: 'assessed' })]
}

const LOST: Outcome = { kind: 'later', reason: 'whoever looked around was lost', afterMs: null }

async function send(row: Leased, ports: DeliverPorts): Promise<Outcome> {
  const kind = row.carrier.split(':')[1] ?? ''
  const channel = channelOf(kind)
  return channel?.send(row.call, row.key, ports) ?? { kind: 'never', reason: `no channel is called ${kind}` }
}

type Fate = { fate: Outcome | 'held' | null; facts: Fact[] }

const OUTDATED: Outcome = { kind: 'never', reason: 'it waited so long that it is not true any more' }
const OVERTAKEN: Outcome = { kind: 'never', reason: 'overtaken: a later message says what is true now' }
const UNHEARD_OF: Outcome = {
  kind: 'never',
  reason: 'nobody had been told of it, so nobody has to be told that it is over',
}

/** Whether a message may still go: customers hear what is true now, in order, and only while nobody holds mail back. */
async function fateOf(row: Leased, ports: DeliverPorts): Promise<Fate> {
  const now = ports.io.at()
  if (isOutdated(row.what, row.owedAt, now)) return { fate: OUTDATED, facts: [] }
  if (row.incident === null || row.what === 'call') return { fate: null, facts: [] }
  const course = await readCourse(ports.db, row, now)
  if (row.what !== 'resolution' && course.later > 0) return { fate: OVERTAKEN, facts: [] }
  const hold = (await activeHolds(ports.db, now)).find((it) => isAbout(it, row))
  if (hold !== undefined) return await keepBack(row, hold, ports)
  if (course.earlierInFlight > 0) {
    await giveBack(ports.db, row.key, { notBefore: now + SECOND, reason: 'waits for an earlier message' })
    return { fate: 'held', facts: [] }
  }
  const isNews = row.what === 'resolution' && course.heard === 0
  return { fate: isNews ? UNHEARD_OF : null, facts: [] }
}

function isAbout(hold: Hold, row: Leased): boolean {
  return hold.scope === 'mail' && (hold.service === null || hold.service === row.service)
}

async function keepBack(row: Leased, hold: Hold, ports: DeliverPorts): Promise<Fate> {
  const reason = `mail is held back by ${hold.author}: ${hold.reason}`
  await giveBack(ports.db, row.key, { notBefore: Math.min(hold.until, ports.io.at() + MINUTE), reason })
  const { incident, what } = row
  if (incident === null || !isNotice(what)) return { fate: 'held', facts: [] }
  return { fate: 'held', facts: [{ kind: 'kept-back', incident, notice: what, reason }] }
}

function isNotice(what: Settled['what']): what is NoticeKind {
  return what === 'first' || what === 'update' || what === 'resolution'
}

/** An order is looked up for a day before it counts as not done; people hear of the doubt long before. */
const MOST_LOOKING_MS = DAY

function settledBy(row: Leased, outcome: Outcome, now: Instant): Fact[] {
  const isLate = outcome.kind === 'later' && isTooLate(row.what, row.firstTriedAt, now)
  if (!isLate || row.what !== 'rollback' || row.incident === null) {
    return [settled(row, isLate ? { kind: 'unknown', reason: `given up: ${outcome.reason}` } : outcome)]
  }
  const doubt: Fact = { kind: 'unheard', incident: row.incident, rollback: row.key, reason: outcome.reason }
  if (now - row.firstTriedAt < MOST_LOOKING_MS) return [settled(row, outcome), doubt]
  return [settled(row, { kind: 'never', reason: `nobody could find out for a day: ${outcome.reason}` })]
}

function settled({ key, what, incident, service, attempts }: Leased, outcome: Outcome): Fact {
  const isOrder = what === 'rollback' || what === 'probe'
  const one: Settled = { key, what, incident, service: isOrder ? service : null, attempts, outcome }
  return { kind: 'settled', settled: [one] }
}
