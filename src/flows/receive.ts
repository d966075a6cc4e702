// A webhook: prove where it comes from, store it, answer at once. Meaning is the desk's business, later.

import { err, ok, type Result } from '../core/result.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Delivery, SourceMap } from '../sources/contract.ts'
import { sourceOf } from '../sources/index.ts'
import { storeDelivery } from '../store/inbox.ts'
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
