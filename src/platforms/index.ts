// The platforms on which a deploy can be taken back or a service may sleep, and what tells how a provider is: a new one is its file and its line here.

import type { Platform } from './contract.ts'
import { fly } from './fly.ts'
import { statuspage } from './statuspage.ts'
import { webhook } from './webhook.ts'

export const platforms = { webhook, fly, statuspage } satisfies Record<string, Platform>

const byKind: Readonly<Record<string, Platform>> = platforms

/** Asks for own keys only, so that a kind named `constructor` is no kind. */
export function platformOf(kind: string): Platform | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}

/** Those that can take a deploy back, or those that tell of their machines. */
export function kindsWith(offer: 'act' | 'machines'): string[] {
  return Object.keys(platforms).filter((kind) => byKind[kind]?.[offer] !== undefined)
}
