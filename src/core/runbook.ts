// What a checked runbook is, with every default filled in: the policy that all decisions ask.
// How a person writes one, and what is wrong with it, is the business of src/runbook/.

import type { WorkingTime } from './calendar.ts'
import type { Secret } from './secrets/secret.ts'
import type { Instant } from './time.ts'
import type { Needs } from './watch/facts.ts'
import type { RegularMaintenance } from './watch/maintenance.ts'

export const SEVERITIES = ['P1', 'P2', 'P3', 'P4'] as const

export type Severity = (typeof SEVERITIES)[number]

export type Responder = {
  id: string
  name: string
  email: string
  /** Where they live; their own hours are reckoned there. */
  timeZone: string
  /** Names under which deploys are reported; they tell who shipped what. */
  logins: { github?: string; vercel?: string; railway?: string }
}

/** `critical`: an outage of it is P1 by itself, whichever of its users it hurts. */
type Feature = { id: string; title: string; core: boolean; critical: boolean }

/** What a link can be for. Where several fit an incident, the earlier is the better advice. */
export const SCENARIOS = ['secret-leak', 'loss', 'exposure', 'after-deploy', 'outage', 'degradation'] as const

export type Scenario = (typeof SCENARIOS)[number]

export type Link = {
  title: string
  url: string
  /** None: whatever happens. */
  when: readonly Scenario[]
  /** None: whichever of them fails. */
  features: readonly string[]
  owner: string | null
  backup: string | null
  /** What is needed to follow it. */
  access: string | null
  /** From which severity on it is followed, what customers feel while it is, and what else it touches. */
  trigger: string | null
  impact: string | null
  related: string | null
  validated: { on: Instant; how: string } | null
}

/** Who is asked about one area, in words of the runbook's own. */
export type Contact = { area: string; who: string; how: string }

/** What a team means to keep: per cent of looks that find it working, over whole days. */
export type Slo = { availability: number; overMs: number }

/** What a severity says of taking a deploy back; the number alone does not imply it. */
export const STANCES = ['immediate', 'targeted', 'investigate', 'forward'] as const

export type Stance = (typeof STANCES)[number]

export type RollbackMode = 'auto' | 'suggest' | 'off'

export type RollbackPolicy = {
  mode: RollbackMode
  platform: { kind: string; settings: unknown }
  /** Where the kind of a deploy's migration comes from; null: nobody declares it, so it is unknown. */
  migrations: 'declared' | readonly string[] | null
  /** How long the service has to be down before taking back is considered met. */
  downForMs: number
  lookBackMs: number
  settleMs: number
  stableMs: number
  targetMaxAgeMs: number
  perDay: number
}

/** Of a service whose machines stop when nobody asks for it, and start again when somebody does. */
export type SleepPolicy = {
  platform: { kind: string; settings: unknown }
  wakesWithinMs: number
  sleepsWithinMs: number
}

export type Service = {
  id: string
  title: string
  environment: string
  /** How long after a deploy trouble that began with it waits before it is anybody's. */
  graceMs: number
  dependsOn: readonly string[]
  features: Readonly<Record<string, Feature>>
  links: readonly Link[]
  contacts: readonly Contact[]
  /** null: nothing is promised. */
  slo: Slo | null
  rollback: RollbackPolicy | null
  /** null: it is always awake. */
  sleeps: SleepPolicy | null
  /** Where its provider says how it is; null: nowhere. */
  statusPage: { kind: string; settings: unknown } | null
}

/** What the checklist of an incident asks of every system. */
export const VITALS = ['workers', 'queues', 'pool', 'memory'] as const

export type Vital = (typeof VITALS)[number]

export type Monitor = {
  id: string
  title: string
  service: string
  feature: string | null
  kind: string
  settings: unknown
  intervalMs: number
  /** Instead of the interval while a deploy of its service is watched; null: no closer look. */
  closelyMs: number | null
  /** How often it is looked at while its service sleeps, which wakes it up; null: never. */
  wakesEveryMs: number | null
  deadlineMs: number
  /** Confirmations at once before a failure counts; a check that writes has none. */
  confirmations: number
  confirmAfterMs: number
  failAfter: number
  /** How long it has to have failed before it counts as failing. */
  failForMs: number
  recoverAfter: number
  /** The worst that its failing is taken for. */
  impact: 'outage' | 'degradation' | 'advice'
  /** What its kind says of these settings. */
  writes: boolean
  calls: number
  /** Whether there is anything to look at, or stored facts alone tell. */
  looks: boolean
  needs: Needs | null
  /** Runs in a day, of a check that writes. */
  perDay: number
  /** Where it is watched from; none: from wherever the cron runs. */
  places: readonly string[]
  /** How many of them have to see it fail; null: more than half. */
  quorum: number | null
  /** Which question of an incident's assessment it answers; `unit`: of its number, null where none is watched. */
  tells: { of: Vital; unit: string | null } | null
}

/** Durations from detection; null: nothing is promised for this severity. */
type Timing = { firstMs: number | null; updateMs: number | null; resolutionMs: number | null }

/** A step of the way up: whose turn it is when it is still bad after so long. */
export type Rung = {
  /** From the detection. */
  afterMs: number
  roles: readonly string[]
  /** What keeps it from being climbed: that it is mitigated, or that people have been at work on it. */
  unless: 'mitigated' | 'progress'
}

/** Members of a role who take turns. */
export type Rota = { role: string; every: 'day' | 'week'; from: string; atMs: number }

export type Runbook = {
  organisation: { name: string; contact: string; team: string; timeZone: string }
  responders: Readonly<Record<string, Responder>>
  /** When duties that are no emergency may ask for anybody. */
  workingTime: WorkingTime
  roles: Readonly<Record<string, readonly string[]>>
  services: Readonly<Record<string, Service>>
  /** Links and contacts for all services. */
  links: readonly Link[]
  contacts: readonly Contact[]
  /** How long after its validation a link is said to be old. */
  linksGoStaleAfterMs: number
  secrets: Readonly<Record<string, Secret>>
  monitors: Readonly<Record<string, Monitor>>
  /** When services are away on purpose, again and again or once. */
  maintenance: readonly RegularMaintenance[]
  /** Who else is asked before a failure counts, and how many of all have to see it; null: more than half. */
  elsewhere: { places: readonly string[]; quorum: number | null }
  severity: {
    /** The runbook's own names for our four levels, e.g. P1 → SEV-1. */
    native: Readonly<Partial<Record<Severity, string>>>
    respondMs: Readonly<Record<Severity, number | null>>
    rollback: Readonly<Record<Severity, Stance>>
    /** How long it may last unmitigated before it counts one level worse. */
    raiseAfterMs: Readonly<Partial<Record<Severity, number>>>
    /** What becomes of it when only less bad signals still fail. */
    lower: 'suggest' | 'auto'
  }
  escalation: {
    /** Called, one after the other, when nobody can be derived from the last deploy, or they do not answer. */
    fallback: string
    /** Severities that call every responder at once. */
    everyone: readonly Severity[]
    /** The earliest first. */
    paths: Readonly<Record<Severity, readonly Rung[]>>
    /** How long a call waits for an answer before the next is called; null: nobody else is. */
    acknowledgeMs: Readonly<Record<Severity, number | null>>
    rota: Rota | null
  }
  communication: {
    holdMs: number
    timing: Readonly<Record<Severity, Timing>>
    postmortemDays: number
  }
  verification: { watchMs: number; reopenMs: number }
  /** How long looks are kept, in whole hours, and what is left of an hour, in whole days. */
  retention: { samplesMs: number; hoursMs: number }
}

export type Tenant = {
  id: string
  name: string
  services: readonly string[]
  features: readonly string[]
  /** Whether anybody there can be written to. */
  isReachable: boolean
}

export type Hold = {
  id: string
  scope: 'rollbacks' | 'mail'
  service: string | null
  author: string
  reason: string
  until: Instant
}
