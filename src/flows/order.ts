// One order to a platform. What may have happened is looked up first; only what the platform has never heard of is asked of
// the gate once more and then placed.

import type { Outcome } from '../core/outcome.ts'
import type { RollbackTarget } from '../core/rollback/deploy.ts'
import type { Order } from '../platforms/contract.ts'
import { platformOf } from '../platforms/index.ts'
import type { Leased } from '../store/outbox.ts'
import { fromJson } from '../store/sql.ts'
import type { System } from './system.ts'

export type OrderPorts = Pick<System, 'io' | 'runbook' | 'secret'> & {
  /** The gate, asked again the moment before an order leaves; null: it may go. */
  objectionTo(incident: string, rollback: string): Promise<string | null>
}

export type Placed = { outcome: Outcome; objection: { incident: string; rollback: string; reason: string } | null }

export async function placeOrder(row: Leased, ports: OrderPorts): Promise<Placed> {
  const { act, look } = platformOf(row.carrier.split(':')[1] ?? '') ?? {}
  const policy = ports.runbook.services[row.service ?? '']?.rollback
  if (act === undefined || look === undefined || !policy) {
    return done({ kind: 'never', reason: 'the runbook has no rollback for this service any more' })
  }
  const { settings } = policy.platform
  const order: Order = {
    operation: row.key,
    action: row.what === 'probe' ? 'probe' : 'rollback',
    service: row.service ?? '',
    target: fromJson<RollbackTarget | null>(row.call),
    issuedAt: ports.io.at(),
  }
  if (order.action === 'probe') return done(onceMore(await act(settings, order, ports)))
  if (row.attempts > 1) {
    const sighting = await look(settings, order, ports)
    if (sighting.kind !== 'unseen') return done(sighting)
  }
  const reason = row.incident === null ? 'no incident asks for it' : await ports.objectionTo(row.incident, row.key)
  if (reason === null) return done(onceMore(await act(settings, order, ports)))
  const outcome: Outcome = { kind: 'never', reason: `stopped before it left: ${reason}` }
  return { outcome, objection: { incident: row.incident ?? '', rollback: row.key, reason } }
}

/** An unknown outcome is tried again later, and then begins with a look. */
function onceMore(outcome: Outcome): Outcome {
  return outcome.kind === 'unknown' ? { kind: 'later', reason: outcome.reason, afterMs: null } : outcome
}

function done(outcome: Outcome): Placed {
  return { outcome, objection: null }
}
