// What the mails say, as data. A slot whose fact is unknown is null here and says so honestly in the template.

import type { Contact, Severity } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { LinkLine } from './guidance.ts'

/** For tenants: no host, no error text, no name of a person. */
export type TenantNotice = {
  organisation: string
  team: string
  contact: string
  tenant: string
  statusUrl: string
  /** "Core API" or "Inbox": what the customer knows the hurt thing as. */
  what: string
  impact: 'outage' | 'degradation'
  startedAt: Instant
  /** How long until we write again; null when nothing more is promised. */
  nextInMs: number | null
} & (
  | { kind: 'first' }
  | { kind: 'update'; state: 'investigating' | 'identified' | 'monitoring'; done: string[]; watchMs: number | null }
  | {
      kind: 'resolution'
      resolvedAt: Instant
      cause: string | null
      durationMs: number
      prevention: string | null
      postmortemDays: number | null
      /** There was no trouble: all that is left to say is that. */
      isFalseAlarm: boolean
    }
)

/** For one of us, on a phone, at night. */
export type CallNotice = {
  organisation: string
  responder: string
  ref: string
  title: string
  severity: Severity
  native: string | null
  reasons: string[]
  why: string
  detectedAt: Instant
  outageStartedAt: Instant
  summary: string
  /** The service behind the others' trouble; null: nobody suspects one. */
  cause: string | null
  /** The incident it comes back from, and how that one ended. */
  before: string | null
  suspect: { sha: string; version: string | null; author: string | null; finishedAt: Instant | null } | null
  gate: { verdict: string; reasons: string[] } | null
  restore: readonly string[]
  /** What people have written down so far, the newest last. */
  tried: readonly string[]
  hypothesis: { condition: string; actions: string; needs: string; by: string } | null
  /** Where it is written what to do; null: the runbook knows nothing that fits. */
  link: LinkLine | null
  contacts: Contact[]
  respondUrl: string
  acknowledgeUrl: string
  /** Only while a rollback waits for a person. */
  approveUrl: string | null
}

/** For one of us: what is owed, what is open at a hand-over, or what a deploy may have fixed. */
export type ReminderNotice = {
  organisation: string
  responder: string
  about: 'duties' | 'hand-over' | 'fix'
  items: readonly string[]
  respondUrl: string
}

export type Mail = { subject: string; html: string; text: string }
