// What is owed leaves from here: lease, ask once more whether it may go, call the vendor, settle. A killed delivery is
// taken up again when its lease has run out, under the same key, so the receiver can drop the repetition.

import { channelOf } from '../channels/index.ts'
import { isOutdated, isTooLate } from '../core/backoff.ts'
import type { RollbackTarget } from '../core/deploy.ts'
import type { Fact, Settled } from '../core/ground.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Hold } from '../core/runbook.ts'
import { type Instant, MINUTE, SECOND } from '../core/time.ts'
import type { Order, Platform } from '../platforms/contract.ts'
import { platformOf } from '../platforms/index.ts'
import { activeHolds } from '../store/holds.ts'
import { giveBack, type Leased, leaseOwed, nextOwed } from '../store/outbox.ts'
import { fromJson } from '../store/sql.ts'
import type { System } from './system.ts'

export type DeliverPorts = Pick<System, 'db' | 'io' | 'runbook' | 'secret'> & {
  /** Back to the desk: what became of a call is a fact like any other. */
  tell(facts: Fact[]): Promise<void>
  /** The gate, asked again the moment before an order leaves; null: it may go. */
  objectionTo(incident: string, rollback: string): Promise<string | null>
}

/** One less than the connections of an invocation, so that a database call never waits behind a slow vendor. */
const CALLS_AT_ONCE = 5
const MOST_ROUNDS = 20
const SOON_MS = 10 * SECOND

const OUTDATED: Outcome = { kind: 'never', reason: 'it waited so long that it is not true any more' }

export async function deliver(ports: DeliverPorts): Promise<number> {
  let delivered = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const leased = await leaseOwed(ports.db, ports.io.at(), CALLS_AT_ONCE)
    if (leased.length === 0 && !(await waitForNext(ports))) return delivered
    const holds = await activeHolds(ports.db, ports.io.at())
    await Promise.all(leased.map((row) => deliverOne(row, holds, ports)))
    delivered += leased.length
  }
  return delivered
}

/** A vendor that stumbles is asked again at once, not only in the next minute. False: nothing is owed so soon. */
async function waitForNext({ db, io }: DeliverPorts): Promise<boolean> {
  const next = await nextOwed(db)
  if (next === null || next - io.at() > SOON_MS) return false
  await io.until(next)
  return true
}

async function deliverOne(row: Leased, holds: readonly Hold[], ports: DeliverPorts): Promise<void> {
  const facts = await withhold(row, holds, ports)
  if (facts !== null) return await ports.tell(facts)
  const outcome = isOutdated(row.what, row.owedAt, ports.io.at()) ? OUTDATED : await carryOut(row, ports)
  await ports.tell([{ kind: 'settled', settled: [settledBy(row, outcome, ports.io.at())] }])
}

function settledBy(row: Leased, outcome: Outcome, now: Instant): Settled {
  const { key, what, incident, service, attempts } = row
  const isOver = outcome.kind === 'later' && isTooLate(what, row.firstTriedAt, now)
  const final: Outcome = isOver ? { kind: 'unknown', reason: `given up: ${outcome.reason}` } : outcome
  return {
    key,
    what,
    incident,
    service: what === 'rollback' || what === 'probe' ? service : null,
    attempts,
    outcome: final,
  }
}

/** null: nothing stands in the way. Otherwise the row is not sent now, and the desk is told why. */
async function withhold(row: Leased, holds: readonly Hold[], ports: DeliverPorts): Promise<Fact[] | null> {
  if (row.incident === null || row.what === 'call' || row.what === 'probe') return null
  if (row.what === 'rollback') {
    const objection = await ports.objectionTo(row.incident, row.key)
    if (objection === null) return null
    const outcome: Outcome = { kind: 'never', reason: `stopped before it left: ${objection}` }
    return [
      { kind: 'stopped', incident: row.incident, rollback: row.key, reason: objection },
      { kind: 'settled', settled: [settledBy(row, outcome, ports.io.at())] },
    ]
  }
  const hold = holds.find((it) => it.scope === 'mail' && (it.service === null || it.service === row.service))
  if (hold === undefined) return null
  const reason = `mail is held back by ${hold.author}: ${hold.reason}`
  await giveBack(ports.db, row.key, Math.min(hold.until, ports.io.at() + MINUTE), reason)
  return [{ kind: 'kept-back', incident: row.incident, notice: row.what, reason }]
}

async function carryOut(row: Leased, ports: DeliverPorts): Promise<Outcome> {
  const [drawer = '', kind = ''] = row.carrier.split(':')
  if (drawer === 'channel') {
    const channel = channelOf(kind)
    return channel?.send(row.call, row.key, ports) ?? { kind: 'never', reason: `no channel is called ${kind}` }
  }
  const platform = platformOf(kind)
  const policy = ports.runbook.services[row.service ?? '']?.rollback
  if (platform === undefined || !policy)
    return { kind: 'never', reason: 'the runbook has no rollback for this service any more' }
  return place(row, { platform, settings: policy.platform.settings }, ports)
}

type Placing = { platform: Platform; settings: unknown }

/** What may have happened is looked up before it is repeated. */
async function place(row: Leased, { platform, settings }: Placing, ports: DeliverPorts): Promise<Outcome> {
  const order: Order = {
    operation: row.key,
    action: row.what === 'probe' ? 'probe' : 'rollback',
    service: row.service ?? '',
    target: fromJson<RollbackTarget | null>(row.call),
    issuedAt: ports.io.at(),
  }
  if (row.attempts > 1 && order.action === 'rollback') {
    const sighting = await platform.look(settings, order, ports)
    if (sighting.kind !== 'unseen') return sighting
  }
  const outcome = await platform.act(settings, order, ports)
  return outcome.kind === 'unknown' ? { kind: 'later', reason: outcome.reason, afterMs: null } : outcome
}
