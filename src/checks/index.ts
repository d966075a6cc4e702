// The ways of watching: a new one is its file and its line here.

import type { Check } from './contract.ts'
import { dns } from './dns.ts'
import { group } from './group.ts'
import { heartbeat } from './heartbeat.ts'
import { http } from './http/http.ts'
import { journey } from './journey/journey.ts'
import { metric } from './metric/metric.ts'
import { tcp } from './tcp.ts'
import { tls } from './tls/tls.ts'

export const checks = { http, tcp, dns, tls, heartbeat, metric, group, journey } satisfies Record<string, Check>

const byKind: Readonly<Record<string, Check>> = checks

/** Asks for own keys only, so that a kind named `constructor` is no kind. */
export function checkOf(kind: string): Check | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}
