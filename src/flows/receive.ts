// A webhook: prove where it comes from, store it, answer at once. Meaning is the desk's business, later.

import type { Delivered } from '../core/desk/deliveries.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Signal } from '../core/watch/signal.ts'
import type { Delivery, Meaning, SourceMap } from '../sources/contract.ts'
import { sourceOf } from '../sources/index.ts'
import { heldDeliveries, type Delivered as Stored, storeDelivery } from '../store/inbox.ts'
import type { System } from './system.ts'

export type Refusal = 'unknown source' | 'not proven' | 'not readable'

export async function receive(
  kind: string,
  delivery: Delivery,
  system: System,
): Promise<Result<'new' | 'known', Refusal>> {
  const source = sourceOf(kind)
  if (source === undefined) return err('unknown source')
  const proof = await source.prove(delivery, system)
  if (proof.kind === 'refused') return err('not proven')
  const body = decode(delivery.body)
  if (body === null) return err('not readable')
  const kept = source.keeps.flatMap((name) => {
    const value = delivery.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const stored = { body, headers: Object.fromEntries(kept), receivedAt: delivery.receivedAt }
  const key = await source.deliveryKey(stored)
  return ok((await storeDelivery(system.db, { ...stored, source: kind, key })) ? 'new' : 'known')
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body)
  } catch {
    return null
  }
}

/** Meaning is extracted by the desk, after the sender has long been answered, so that a reader's mistake loses nothing. */
export function readDelivery(stored: Stored, runbook: Runbook): Delivered {
  const { source, key } = stored
  const meaning = readOne(stored, runbook)
  if (meaning.kind === 'nothing') return { kind: 'delivered', source, key, changes: [], meaning: meaning.why }
  const said = meaning.changes.map((change) => change.kind).join(', ')
  return { kind: 'delivered', source, key, changes: meaning.changes, meaning: said }
}

/** What silences keep back of what sources say. */
export async function heldSignals({ db, runbook }: System): Promise<Signal[]> {
  const held = await heldDeliveries(db)
  const changes = held.flatMap((stored) => readDelivery(stored, runbook).changes)
  return changes.flatMap((change) => (change.kind === 'failing' ? change.signal : []))
}

/** A fence: one delivery that breaks its reader must not keep the desk from everything else. */
function readOne({ source, body, headers, receivedAt }: Stored, runbook: Runbook): Meaning {
  try {
    return sourceOf(source)?.read({ body, headers, receivedAt }, sourceMap(runbook)) ?? NO_SOURCE
  } catch (thrown) {
    return { kind: 'nothing', why: `could not be read: ${thrown instanceof Error ? thrown.name : 'thrown'}` }
  }
}

const NO_SOURCE: Meaning = { kind: 'nothing', why: 'there is no such source any more' }

/** A hint names a service, or a service and a feature as `service/feature`. */
export function sourceMap(runbook: Runbook): SourceMap {
  return (hints) => {
    for (const hint of hints) {
      const [service = '', feature = null] = hint.split('/')
      const known = Object.hasOwn(runbook.services, service) ? runbook.services[service] : undefined
      if (known === undefined) continue
      return { service, feature: feature !== null && Object.hasOwn(known.features, feature) ? feature : null }
    }
    return null
  }
}
