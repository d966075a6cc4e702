// The senders of webhooks: a new one is its file and its line here.

import type { Source } from './contract.ts'
import { sentry } from './sentry.ts'

export const sources = { sentry } satisfies Record<string, Source>

const byKind: Readonly<Record<string, Source>> = sources

/** Asks for own keys only, because the kind is part of a URL that anybody can write: /hooks/constructor is no source. */
export function sourceOf(kind: string): Source | undefined {
  return Object.hasOwn(byKind, kind) ? byKind[kind] : undefined
}
