// The platforms on which a deploy can be taken back: a new one is its file and its line here.

import type { Platform } from './contract.ts'
import { webhook } from './webhook.ts'

export const platforms = { webhook } satisfies Record<string, Platform>

const byKind: Readonly<Record<string, Platform>> = platforms

/** Asks for own keys only, so that a kind named `constructor` is no kind. */
export function platformOf(kind: string): Platform | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}
