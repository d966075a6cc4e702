// What is known of a secret by its name, and what a leaked one asks of people. Its value has no place here.

import type { Instant } from '../time.ts'

export type Secret = {
  name: string
  title: string | null
  /** The platforms it is set on. */
  where: readonly string[]
  /** null: nobody rotates it by the calendar. */
  rotateEveryMs: number | null
  rotatedOn: Instant | null
  /** A responder; null: whoever the fallback role names. */
  owner: string | null
  /** How it is rotated, in this order: the old one is revoked last. */
  steps: readonly string[]
  /** What rotating it does to users. */
  consequence: string | null
  /** Where its misuse would show. */
  misuse: string | null
}

/** `rotates`: the secret whose rotation it is a step of. */
export type ChecklistItem = { id: string; what: string; rotates: string | null }
