// What a way of watching has to offer. One file a kind, one line in the registry; test/worker/contract tests it at once.

import type * as z from 'zod'
import { oncePerObject } from '../core/once.ts'
import type { Observation } from '../core/watch/observation.ts'
import type { Verdict } from '../core/watch/verdict.ts'
import type { Io } from '../io.ts'

export type ProbeContext = {
  io: Io
  /** How long the whole probe may take, every hop and the body included. */
  deadlineMs: number
  /** Where this invocation runs, kept with what it saw. */
  place: string
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
  /** Never throws for anything a target does: what went wrong is part of what was seen. */
  probe: (settings: Settings, context: ProbeContext) => Promise<Observation>
  judge: (settings: Settings, observation: Observation) => Verdict
}

/**
 * Callers hold a monitor's settings as unknown: parsed again by their own schema, they need no cast anywhere.
 * The schema's type is kept, so that a runbook is completed and checked by the editor as it is written.
 */
export function defineCheck<Schema extends z.ZodType>(
  check: Check<z.output<Schema>> & { settings: Schema },
): Check & { settings: Schema } {
  const open = oncePerObject((settings) => check.settings.parse(settings))
  return {
    kind: check.kind,
    settings: check.settings,
    targets: (settings) => check.targets(open(settings)),
    secrets: (settings) => check.secrets(open(settings)),
    writes: (settings) => check.writes(open(settings)),
    probe: (settings, context) => check.probe(open(settings), context),
    judge: (settings, observation) => check.judge(open(settings), observation),
  }
}
