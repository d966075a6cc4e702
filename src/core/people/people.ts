// What is said of people and an incident: who was called, what they think is wrong, what they owe.

import type { Instant } from '../time.ts'

export type Called = { id: string; why: string }

/** What is thought to be wrong, what is being done about it, and what is missing for it. */
export type Hypothesis = { condition: string; actions: string; needs: string }

/** What a live incident is owed by people. */
export type Owed = 'acknowledgement' | 'findings' | 'first-notice'

/** What is said of it where it did not get it. */
export const MISSED: Readonly<Record<Owed, string>> = {
  acknowledgement: 'nobody has acknowledged it in time',
  findings: 'nobody has written down in time what was found',
  'first-notice': 'the tenants who are hurt were not told in time',
}

export type DutyKind = 'postmortem-scheduled' | 'postmortem-written' | 'action' | 'look' | 'rotation' | 'link'

export type Duty = {
  key: string
  kind: DutyKind
  incident: string | null
  what: string
  /** A responder; null: whoever the fallback role names. */
  owner: string | null
  dueAt: Instant
  remindAt: Instant
}

export type DoneDuty = { key: string; at: Instant; by: string }
