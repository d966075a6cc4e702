// The shape in which a person writes who is called, when people work, and what is promised to whom.

import type { Weekday } from '../../core/calendar.ts'
import type { Severity } from '../../core/runbook.ts'
import type { Duration } from './duration.ts'

export type OrganisationInput = {
  /** The product's name, as customers know it. */
  name: string
  /** The mailbox that replies to any mail reach. */
  contact: string
  /** Signs the mails. Default: `The <name> Team`. */
  team?: string
  /** An IANA time zone for working days, such as `America/Chicago`. Default: `UTC`. */
  timeZone?: string
}

export type ResponderInput = {
  name: string
  email: string
  /** Where they live, for duties that are no emergency. Default: the organisation's. */
  timeZone?: string
  /** The names under which deploys are reported; whoever shipped the last one is called first. */
  logins?: { github?: string; vercel?: string; railway?: string }
}

export type WorkingTimeInput = {
  /** Default: Monday to Friday. */
  days?: readonly Weekday[]
  /** By the clock on the wall, such as `'09:00'`, which is the default. */
  from?: string
  /** Default: `'17:00'`. */
  until?: string
  /** Days on which nobody works, such as `'2026-12-25'`. Default: none. */
  holidays?: readonly string[]
}

export type EscalationInput<Role> = {
  /** The role that is called, one after the other, when the last deploy names nobody or they do not answer. */
  fallback: Role
  /** Severities that call every responder at once. Default: `['P1']`. */
  everyone?: readonly Severity[]
  /** Who is called when it is still bad, and after how long from its detection. Default: `fallback`, when it should be mitigated. */
  paths?: Readonly<Partial<Record<Severity, readonly RungInput<Role>[]>>>
  /** How long a call waits for an answer before the next is called, or P1 is called again; null: for ever. Default: `5m`. */
  acknowledgeWithin?: Readonly<Partial<Record<Severity, Duration | null>>>
  /** Members of a role who take turns, and come before `fallback`. */
  rota?: RotaInput<Role>
}

type RungInput<Role> = {
  /** From the detection; `0s` calls at once, beside whoever is on call. */
  after: Duration
  roles: readonly Role[]
  /** What keeps it from being climbed: that it is mitigated, or that people have been at work on it. Default: `mitigated`. */
  unless?: 'mitigated' | 'progress'
}

type RotaInput<Role> = {
  role: Role
  /** Default: `week`. */
  every?: 'day' | 'week'
  /** The first day of the role's first member, such as `'2026-01-05'`. */
  from: string
  /** When one takes over from the other, by the clock on the wall. Default: `'09:00'`. */
  at?: string
}

export type CommunicationInput = {
  /** How long a first notice waits for a person to change or stop it. Default: `2m`. */
  hold?: Duration
  /** What is promised, counted from detection; null: nothing. Default: P1 and P2 promise, P3 and P4 do not. */
  timing?: Readonly<Partial<Record<Severity, TimingInput | null>>>
  /** Working days until the post-mortem is due. Default: 5. */
  postmortemDays?: number
}

type TimingInput = {
  /** The latest first notice. Default: `30m` for P1 and P2. */
  first?: Duration | null
  /** The longest silence between updates. Default: `30m` for P1, `60m` for P2. */
  update?: Duration | null
  /** The latest notice that it is over, counted from its end. Default: `0s` for P1, `60m` for P2. */
  resolution?: Duration | null
}

export type VerificationInput = {
  /** How long it has to work again before it is resolved. Default: `30m`. */
  watch?: Duration
  /** How long after that the same trouble opens the same incident again. Default: `2h`. */
  reopen?: Duration
}

export type RetentionInput = {
  /** Every look: whole hours, from `12h` to `14d`. Default: `48h`. */
  samples?: Duration
  /** The sum of every hour: whole days, from `7d` to `400d`. Default: `90d`. */
  hours?: Duration
}
