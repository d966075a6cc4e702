// What a sender of webhooks has to offer: proof of origin on the raw bytes, one key a delivery, and its meaning in our words.

import type { Instant } from '../core/time.ts'
import type { SignalChange } from '../core/watch/signal.ts'

export type Delivery = {
  /** Raw bytes as they arrived: signatures are never checked on anything re-serialised. */
  body: Uint8Array
  headers: Headers
  /** The last part of /hooks/:source/:token, for senders that can do no better. */
  token: string | null
  receivedAt: Instant
}

export type SourceContext = { secret(name: string): string | undefined }

export type Proof = { kind: 'proven' } | { kind: 'refused'; reason: string }

export type StoredDelivery = { body: string; headers: Readonly<Record<string, string>>; receivedAt: Instant }

/** Unknown events are kept and counted; they mean nothing to us yet. */
export type Meaning = { kind: 'signals'; changes: SignalChange[] } | { kind: 'nothing'; why: string }

/** Where the runbook says a sender's project, tag or monitor belongs. */
export type SourceMap = (hints: readonly string[]) => { service: string; feature: string | null } | null

/** What a delivery counts of the trouble it tells of; null: it does not say. */
export type Counts = { events: number | null; users: number | null }

export type Source = {
  kind: string
  /** Names that have to be set for it to accept anything. */
  needs: readonly string[]
  /** Headers worth keeping with the delivery; all others are dropped. */
  keeps: readonly string[]
  prove(delivery: Delivery, context: SourceContext): Promise<Proof>
  /** Stable for a delivery however often it is sent; computed from what was proven. */
  deliveryKey(delivery: StoredDelivery): Promise<string>
  read(delivery: StoredDelivery, map: SourceMap): Meaning
  /** Of a sender that counts errors: asked for what it told of late when an incident opens. */
  tracks?: { title: string; count(delivery: StoredDelivery): Counts }
}
