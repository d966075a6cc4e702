// What sources say. A silence of a whole service keeps back what would open an incident: it opens when the silence is over,
// unless it has recovered by then.

import { isOpen } from '../incident/incident.ts'
import type { Instant } from '../time.ts'
import { askAgainAt, homeOf, PRODUCTION, takeSignal } from './correlate.ts'
import type { Draft } from './draft.ts'
import type { Fact } from './ground.ts'
import { silencedUntil } from './silence.ts'

export type Delivered = Fact & { kind: 'delivered' }

/** More things than this failing at once are no noise, and are heard; each may be as large as a delivery gets. */
export const MOST_HELD = 20

/** In the order in which they came, those that were kept back before first. */
export function takeDeliveries(draft: Draft, delivered: readonly Delivered[]) {
  const reads: Delivered[] = []
  let held: Delivered[] = []
  for (const one of delivered) {
    const until = heldUntil(draft, one)
    const isSaid = held.some((other) => saidBy(other) === saidBy(one))
    if (until !== null && isSaid) {
      reads.push({ ...one, meaning: `${one.meaning}, as kept back before` })
    } else if (until !== null && held.length < MOST_HELD) {
      held.push(one)
      askAgainAt(draft, until)
    } else {
      reads.push(one)
      for (const change of one.changes) takeSignal(draft, change)
      const over = held.filter((other) => hasRecovered(other, one))
      reads.push(...over.map((other) => ({ ...other, meaning: `${other.meaning}, and recovered under a silence` })))
      held = held.filter((other) => !over.includes(other))
    }
  }
  return { reads, held: held.map(({ source, key }) => ({ source, key })) }
}

function heldUntil(draft: Draft, { changes }: Delivered): Instant | null {
  const ends = changes.flatMap((change) => {
    if (change.kind === 'recovered') return []
    const { service } = change.signal
    const home = homeOf(draft, change.signal)
    if (draft.runbook.services[service]?.environment !== PRODUCTION || (home !== null && isOpen(home.incident)))
      return []
    return silencedUntil(draft.ground.silences, { id: null, service }, draft.now) ?? []
  })
  return ends.length === 0 ? null : Math.max(...ends)
}

function saidBy({ changes }: Delivered): string {
  return changes.map((it) => (it.kind === 'failing' ? `${it.signal.key} ${it.signal.impact}` : it.key)).join()
}

function hasRecovered(held: Delivered, { changes }: Delivered): boolean {
  const over = changes.flatMap((change) => (change.kind === 'recovered' ? change.key : []))
  return held.changes.some((change) => change.kind === 'failing' && over.includes(change.signal.key))
}
