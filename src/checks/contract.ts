// What a way of watching has to offer. One file a kind, one line in the registry; test/worker/contract tests it at once.
// Some kinds look at something outside, some judge by what is stored, and some do both.

import type * as z from 'zod'
import { oncePerObject } from '../core/once.ts'
import type { Needs, StoredFacts } from '../core/watch/facts.ts'
import type { Observation } from '../core/watch/observation.ts'
import type { Verdict } from '../core/watch/verdict.ts'
import type { Io } from '../io.ts'

export type ProbeContext = {
  io: Io
  /** How long the whole probe may take, every hop and the body included. */
  deadlineMs: number
  /** Where this invocation runs, kept with what it saw. */
  place: string
  /** One for each look, the same however often it is repeated: whoever is written to can drop the second. */
  key: string
  /** The value behind a secret's name; undefined when nobody set it. */
  secret(name: string): string | undefined
}

/** `Check<Settings>` is what a kind writes; `Check` is what callers hold. */
export type Check<Settings = unknown> = {
  kind: string
  settings: z.ZodType<Settings>
  /** What the settings will call, for the address guard of `npm run check`. */
  targets: (settings: Settings) => string[]
  /** Names of the secrets the settings refer to; start, check and deploy demand them. */
  secrets: (settings: Settings) => string[]
  /** A check that writes is never confirmed by repeating it. */
  writes: (settings: Settings) => boolean
  /** The most requests that one look makes, where it is not one; with none of them there is nothing to look at. */
  calls?: ((settings: Settings) => number) | undefined
  /** What its number is counted in, of a kind that watches one for its own sake; how long a look took is none. */
  unit?: ((settings: Settings) => string) | undefined
  /** How long one look may take where the runbook does not say, of a kind that makes many requests: it is not confirmed. */
  deadlineMs?: number | undefined
} & Partial<Looking<Settings>> &
  Partial<Concluding<Settings>>

type Looking<Settings> = {
  /** Never throws for anything a target does: what went wrong is part of what was seen. */
  probe: (settings: Settings, context: ProbeContext) => Promise<Observation>
  /** What one look means. */
  judge: (settings: Settings, seen: Observation) => Verdict
}

type Concluding<Settings> = {
  /** The stored facts it has to know; null: with these settings one look says it all. */
  needs: (settings: Settings) => Needs | null
  /** What those facts mean, the newest look among them. */
  conclude: (settings: Settings, facts: StoredFacts) => Conclusion
}

/** `value`: what was measured, for a monitor that never looks. */
export type Conclusion = Verdict & { value?: number | null }

/**
 * Callers hold a monitor's settings as unknown: parsed again by their own schema, they need no cast anywhere.
 * The schema's type is kept, so that a runbook is completed and checked by the editor as it is written.
 */
export function defineCheck<Schema extends z.ZodType, Kind extends Check<z.output<Schema>>>(
  check: Kind & { settings: Schema },
): Defined<Kind> & { settings: Schema }
export function defineCheck<Schema extends z.ZodType>(check: Check<z.output<Schema>> & { settings: Schema }): Check {
  const open = oncePerObject((settings: unknown) => check.settings.parse(settings))
  const { calls, unit, deadlineMs, probe, judge, needs, conclude } = check
  return {
    kind: check.kind,
    settings: check.settings,
    targets: (settings) => check.targets(open(settings)),
    secrets: (settings) => check.secrets(open(settings)),
    writes: (settings) => check.writes(open(settings)),
    ...(deadlineMs && { deadlineMs }),
    ...(calls && { calls: (settings) => calls(open(settings)) }),
    ...(unit && { unit: (settings) => unit(open(settings)) }),
    ...(probe && { probe: (settings, context) => probe(open(settings), context) }),
    ...(judge && { judge: (settings, seen) => judge(open(settings), seen) }),
    ...(needs && { needs: (settings) => needs(open(settings)) }),
    ...(conclude && { conclude: (settings, facts) => conclude(open(settings), facts) }),
  }
}

/** What a kind has written is there, whoever holds it. */
type Defined<Kind> = Check & { [Name in keyof Kind & keyof Check]-?: NonNullable<Check[Name]> }
