// What a platform has to offer so that a deploy can be taken back on it. Acting converges on a target:
// the same operation again, or an operation whose target is already live, changes nothing.

import type * as z from 'zod'
import { oncePerObject } from '../core/once.ts'
import type { Outcome } from '../core/outcome.ts'
import type { RollbackTarget } from '../core/rollback/deploy.ts'
import type { Instant } from '../core/time.ts'
import type { Io } from '../io.ts'

export type Order = {
  /** Stays the same over every attempt, so that the receiver can tell a repetition. */
  operation: string
  action: 'rollback' | 'probe'
  service: string
  target: RollbackTarget | null
  issuedAt: Instant
}

export type PlatformContext = { io: Io; secret(name: string): string | undefined }

/** What looking says about an operation. unseen: the platform has never heard of it, so acting is safe. */
export type Sighting = Outcome | { kind: 'unseen' }

/** `Platform<Settings>` is what a kind writes; `Platform` is what callers hold. */
export type Platform<Settings = unknown> = {
  kind: string
  settings: z.ZodType<Settings>
  targets: (settings: Settings) => string[]
  secrets: (settings: Settings) => string[]
  /** Whether taking back also brings old variables back, and with them perhaps a revoked secret. */
  restoresVariables: boolean
  act: (settings: Settings, order: Order, context: PlatformContext) => Promise<Outcome>
  look: (settings: Settings, order: Order, context: PlatformContext) => Promise<Sighting>
}

/**
 * Callers hold a service's settings as unknown: parsed again by their own schema, they need no cast anywhere.
 * The schema's type is kept, so that a runbook is completed and checked by the editor as it is written.
 */
export function definePlatform<Schema extends z.ZodType>(
  platform: Platform<z.output<Schema>> & { settings: Schema },
): Platform & { settings: Schema } {
  const open = oncePerObject((settings) => platform.settings.parse(settings))
  return {
    kind: platform.kind,
    settings: platform.settings,
    targets: (settings) => platform.targets(open(settings)),
    secrets: (settings) => platform.secrets(open(settings)),
    restoresVariables: platform.restoresVariables,
    act: (settings, order, context) => platform.act(open(settings), order, context),
    look: (settings, order, context) => platform.look(open(settings), order, context),
  }
}
