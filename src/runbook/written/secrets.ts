// What a runbook says of a secret: where it is set, how and how often it is rotated. Its name, and never its value.

import * as z from 'zod'
import type { Secret } from '../../core/secrets/secret.ts'
import { DAY } from '../../core/time.ts'
import { type Duration, durationBetween } from './duration.ts'
import { day, text } from './values.ts'

export type SecretInput<Responder> = {
  /** The name people read. Default: none but its own. */
  title?: string
  /** The platforms it is set on, such as `['railway', 'vercel']`. */
  where: readonly string[]
  /** How often it is rotated, from `7d`. Left out: only when something happened. */
  rotateEvery?: Duration
  /** When it was last rotated, such as `'2026-03-27'`. */
  rotatedOn?: string
  /** Who is reminded of it. Default: whoever `escalation.fallback` names. */
  owner?: Responder
  /** Its own procedure, in order. Default: create, set, redeploy, verify, revoke. */
  steps?: readonly string[]
  /** What rotating it does to users, such as `Everyone signs in again.` */
  consequence?: string
  /** Where its misuse would show, such as `Look for unexpected charges.` */
  misuse?: string
}

const name = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, "the name of a secret in capitals, such as 'OPENAI_API_KEY', and never its value")

const secret = z.strictObject({
  title: text.optional(),
  where: z.array(text).min(1).max(10),
  rotateEvery: durationBetween(7 * DAY, 3650 * DAY).optional(),
  rotatedOn: day.optional(),
  owner: z.string().optional(),
  steps: z.array(text).min(1).max(20).optional(),
  consequence: text.optional(),
  misuse: text.optional(),
})

export const secrets = z.record(name, secret).default({})

export function secretOf(name: string, written: z.output<typeof secret>): Secret {
  const { title, where, rotateEvery, rotatedOn, owner, steps, consequence, misuse } = written
  return {
    name,
    title: title ?? null,
    where,
    rotateEveryMs: rotateEvery ?? null,
    rotatedOn: rotatedOn ?? null,
    owner: owner ?? null,
    steps: steps ?? usualSteps(name, where),
    consequence: consequence ?? null,
    misuse: misuse ?? null,
  }
}

/** Both are valid for a while, so that nothing is interrupted. */
function usualSteps(name: string, where: readonly string[]): string[] {
  return [
    `Create a new ${name}; the old one stays valid until the last step.`,
    `Set it on ${where.join(' and on ')}.`,
    `Redeploy what uses it on ${where.join(' and on ')}.`,
    'Verify that it works, and that it is set, by listing names and never values.',
    `Revoke the old ${name}.`,
  ]
}
