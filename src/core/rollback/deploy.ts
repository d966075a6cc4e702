// What went live, as it was told to us, and what can be gone back to.

import type { Instant } from '../time.ts'

export type MigrationKind = 'none' | 'additive' | 'destructive' | 'failed' | 'pending' | 'unknown'
export const MIGRATION_KINDS = ['none', 'additive', 'destructive', 'failed', 'pending', 'unknown'] as const

export type DeployStatus = 'planned' | 'started' | 'succeeded' | 'failed'
export const DEPLOY_STATUSES = ['planned', 'started', 'succeeded', 'failed'] as const

export type Deploy = {
  id: string
  service: string
  environment: string
  sha: string
  version: string | null
  author: string | null
  /** Who let it in, where that is known and somebody else: the author may be a robot. */
  mergedBy?: string
  status: DeployStatus
  migration: MigrationKind
  /** What a person has to do where code must not go back alone. */
  restore: readonly string[]
  variablesChanged: boolean | null
  isRollback: boolean
  finishedAt: Instant | null
  /** When it was proven good: its verification passed, or it stayed up while we watched. */
  knownGoodAt: Instant | null
}

export type SuspectDeploy = Pick<
  Deploy,
  'id' | 'service' | 'sha' | 'version' | 'author' | 'migration' | 'restore' | 'finishedAt'
>

export type RollbackTarget = { deploy: string; sha: string; version: string | null }
