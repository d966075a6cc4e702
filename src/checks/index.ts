// The ways of watching: a new one is its file and its line here.

import type { Check } from './contract.ts'
import { dns } from './dns.ts'
import { http } from './http.ts'
import { tcp } from './tcp.ts'

export const checks = { http, tcp, dns } satisfies Record<string, Check>

const byKind: Readonly<Record<string, Check>> = checks

/** Asks for own keys only, so that a kind named `constructor` is no kind. */
export function checkOf(kind: string): Check | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}
