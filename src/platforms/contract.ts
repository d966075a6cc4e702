// What a platform has to offer so that a deploy can be taken back on it, what runs on it may sleep, or it can be asked how it
// is. Acting converges on a target: the same operation again, or one whose target is already live, changes nothing.

import type * as z from 'zod'
import type { ProviderStatus } from '../core/assess/outside.ts'
import { oncePerObject } from '../core/once.ts'
import type { Outcome } from '../core/outcome.ts'
import type { Result } from '../core/result.ts'
import type { RollbackTarget } from '../core/rollback/deploy.ts'
import type { Instant } from '../core/time.ts'
import type { Machine } from '../core/watch/sleep.ts'
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
} & Partial<TakingBack<Settings>> &
  Partial<Sleeping<Settings>> &
  Partial<Telling<Settings>>

type TakingBack<Settings> = {
  /** Whether taking back also brings old variables back, and with them perhaps a revoked secret. */
  restoresVariables: boolean
  act: (settings: Settings, order: Order, context: PlatformContext) => Promise<Outcome>
  look: (settings: Settings, order: Order, context: PlatformContext) => Promise<Sighting>
}

type Sleeping<Settings> = {
  /** How its machines are, without waking any of them; or why nobody knows. */
  machines: (settings: Settings, context: PlatformContext) => Promise<Result<Machine[]>>
}

type Telling<Settings> = {
  /** What the provider says of itself; or why nobody knows. */
  status: (settings: Settings, context: PlatformContext) => Promise<Result<ProviderStatus>>
}

/**
 * Callers hold a service's settings as unknown: parsed again by their own schema, they need no cast anywhere.
 * The schema's type is kept, so that a runbook is completed and checked by the editor as it is written.
 */
export function definePlatform<Schema extends z.ZodType, Kind extends Platform<z.output<Schema>>>(
  platform: Kind & { settings: Schema },
): Defined<Kind> & { settings: Schema }
export function definePlatform<Schema extends z.ZodType>(
  platform: Platform<z.output<Schema>> & { settings: Schema },
): Platform {
  const open = oncePerObject((settings: unknown) => platform.settings.parse(settings))
  const { restoresVariables, act, look, machines, status } = platform
  return {
    kind: platform.kind,
    settings: platform.settings,
    targets: (settings) => platform.targets(open(settings)),
    secrets: (settings) => platform.secrets(open(settings)),
    ...(restoresVariables !== undefined && { restoresVariables }),
    ...(act && { act: (settings, order, context) => act(open(settings), order, context) }),
    ...(look && { look: (settings, order, context) => look(open(settings), order, context) }),
    ...(machines && { machines: (settings, context) => machines(open(settings), context) }),
    ...(status && { status: (settings, context) => status(open(settings), context) }),
  }
}

/** What a kind has written is there, whoever holds it. */
type Defined<Kind> = Platform & { [Name in keyof Kind & keyof Platform]-?: NonNullable<Platform[Name]> }
