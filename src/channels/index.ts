// The ways of telling people: a new one is its file and its line here.

import type { Channel } from './contract.ts'
import { email } from './email.ts'

export const channels = { email } satisfies Record<string, Channel>

const byKind: Readonly<Record<string, Channel>> = channels

/** Asks for own keys only, so that a kind named `constructor` is no kind. */
export function channelOf(kind: string): Channel | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}
