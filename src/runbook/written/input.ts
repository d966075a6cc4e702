// The shape in which a person writes a runbook. What stands here is what the editor shows; the rules are in schema.ts.

import type * as z from 'zod'
import type { checks } from '../../checks/index.ts'
import type { RollbackMode, Vital } from '../../core/runbook.ts'
import type { Place } from '../../core/watch/ballot.ts'
import type { platforms } from '../../platforms/index.ts'
import type { AddressReference } from '../addresses.ts'
import type { Duration } from './duration.ts'
import type { ContactInput, FeatureInput, LinkInput, SloInput } from './knowledge.ts'
import type { MaintenanceInput } from './maintenance.ts'
import type {
  CommunicationInput,
  EscalationInput,
  OrganisationInput,
  ResponderInput,
  RetentionInput,
  VerificationInput,
  WorkingTimeInput,
} from './people-input.ts'
import type { SecretInput } from './secrets.ts'
import type { SeverityInput } from './severity.ts'

/** A secret by its name. Write it with `secret()`. */
export type SecretReference = { readonly secret: string; readonly prefix?: string }

export type RunbookInput<Services, Responder extends string, Role extends string> = {
  /** Who speaks on the status page and in mails. */
  organisation: OrganisationInput
  /** The people and mailboxes that can be called, by an id of your own. */
  responders: Readonly<Record<Responder, ResponderInput>>
  /** When people work: duties that are no emergency ask for nobody outside of it, and working days are counted by it. */
  workingTime?: WorkingTimeInput
  /** Who takes which part: responders in the order in which they are called. */
  roles: Readonly<Record<Role, readonly NoInfer<Responder>[]>>
  /** What is deployed or depended on. */
  services: { readonly [Id in keyof Services]: ServiceInput<NoInfer<keyof Services>, Services[Id]> }
  /** Instructions for responders, whichever service it is. */
  links?: readonly LinkInput<string>[]
  /** Whom responders ask about an area, whichever service it is. */
  contacts?: readonly ContactInput[]
  /** How long after it was last validated a link is said to be old. Default: `90d`. */
  linksGoStaleAfter?: Duration
  /** The secrets that somebody has to rotate, by name: what to do when one leaks, and when it is due anyway. */
  secrets?: Readonly<Record<string, SecretInput<NoInfer<Responder>>>>
  /** What is watched. */
  monitors: Readonly<Record<string, MonitorInput<NoInfer<Services>>>>
  /** Times in which services may be away, once or again and again: nobody is called for it. */
  maintenance?: readonly MaintenanceInput<NoInfer<keyof Services>>[]
  /** Places that are asked, beside the one that saw it, before a failure counts. */
  elsewhere?: { places: readonly Place[] /** How many of all. Default: more than half. */; quorum?: number }
  /** How bad a trouble is called, and how soon somebody has to respond. */
  severity?: SeverityInput
  /** Who is called, beyond whoever shipped the last deploy. */
  escalation: EscalationInput<NoInfer<Role>>
  /** What customers are told, and when. */
  communication?: CommunicationInput
  /** When an incident counts as over. */
  verification?: VerificationInput
  /** How long what was seen is kept. */
  retention?: RetentionInput
}

type ServiceInput<Service, Features> = {
  /** The name customers read. */
  title: string
  /** Which of its deploys count. Anything but `production` opens no incident and is on no public page. Default: `production`. */
  environment?: string
  /** Services that it needs to work: their trouble explains its own. */
  dependsOn?: readonly Service[]
  /** How long after a deploy trouble that began with it calls nobody. Default: `30s`. */
  grace?: Duration
  /** Named parts, such as inbox or webhooks. */
  features?: { readonly [Id in keyof Features]: FeatureInput }
  /** Instructions for responders, shown with the incidents of this service, what fits first. */
  links?: readonly LinkInput<keyof Features>[]
  /** Whom responders ask about an area. */
  contacts?: readonly ContactInput[]
  /** What is meant to be kept; shown with how much of the error budget is used. Left out: nothing. */
  slo?: SloInput
  /** How a deploy is taken back. Left out: never. */
  rollback?: RollbackInput
  /** Its machines stop while nobody asks for it: between deploys they are read, and it is not kept awake. Left out: always awake. */
  sleeps?: SleepInput
  /** Where its provider says how it is: a page that answers as Statuspage does. Asked when an incident opens. */
  statusPage?: string | AddressReference
}

type SleepInput = {
  /** Where its machines are read. */
  platform: SettingsOf<Offering<typeof platforms, 'machines'>>
  /** How long waking up may take. Default: `10s`. */
  wakesWithin?: Duration
  /** How long after the last request it may stay awake. Default: `5m`. */
  sleepsWithin?: Duration
}

type RollbackInput = {
  /** `auto` acts, `suggest` asks a responder, `off` only records what it would have done. Default: `suggest`. */
  mode?: RollbackMode
  /** Where and how it is taken back. */
  platform: SettingsOf<Offering<typeof platforms, 'act'>>
  /**
   * Where the kind of a deploy's migration comes from: `declared` with the deploy, or globs of the files that carry
   * migrations. `auto` demands it: code never goes back alone across a migration that nobody knows.
   */
  migrations?: 'declared' | readonly string[]
  /** How long the service has to be down first. Default: `5m`. */
  downFor?: Duration
  /** How long after a deploy it is still suspected. Default: `2h`. */
  lookBack?: Duration
  /** How long to wait after taking back before looking. Default: `60s`. */
  settle?: Duration
  /** How long the monitors then have to pass until it counts as proven. Default: `10m`. */
  stable?: Duration
  /** The oldest deploy worth going back to. Default: `30d`. */
  targetMaxAge?: Duration
  /** At most so many within a day. Default: 2. */
  perDay?: number
}

/** One variant a service, so that `feature` completes to the features of the service named beside it. */
export type MonitorInput<Services> = SettingsOf<typeof checks> &
  MonitorOptions &
  { [Id in keyof Services]: { service: Id; feature?: keyof Services[Id] } }[keyof Services]

type MonitorOptions = {
  /** The name responders read. Default: the title of its feature or service. */
  title?: string
  /** How often it looks: whole minutes, or 10s, 12s, 15s, 20s or 30s. Default: `60s`; `1h` for a check that writes. */
  every?: Duration
  /** Instead of `every` from the beginning of a deploy of its service until 15 minutes after its end. Default: no closer. */
  closely?: Duration
  /** How often it looks while its service sleeps, which wakes it up: `1h` or more. Default: never. */
  wakes?: Duration
  /** Whether a look changes anything. Default: what its kind says, such as yes for a POST. */
  writes?: boolean
  /** Watch from these places at once, instead of from wherever the cron runs; customers are in all of them. */
  places?: readonly Place[]
  /** How many of them have to see it fail; fewer is a warning. Default: more than half. */
  quorum?: number
  /** Which question of an incident's assessment it answers. */
  tells?: Vital
  /** The most looks in a day, of a check that writes. Default: 24, or as many as `every` asks for. */
  perDay?: number
  /** The longest one probe may take, redirects and body included. Default: `10s`, and `30s` for a journey. */
  deadline?: Duration
  /** Probes at once before a failure counts. Default: 3; 0 for a check that writes. */
  confirmations?: number
  /** The pause before each of them. Default: `1s`. */
  confirmAfter?: Duration
  /** Failed rounds in a row until it is down. Default: 1. */
  failAfter?: number
  /** How long it has to have failed until it is down. Default: `0s`. */
  failFor?: Duration
  /** Passed rounds in a row until it is up again. Default: 2. */
  recoverAfter?: number
  /** What its failing means: `degradation` for a delay or a share, `advice` for what hurts nobody. Default: `outage`. */
  impact?: 'outage' | 'degradation' | 'advice'
}

/** The settings of every kind in a drawer; an address may stand wherever one of them wants a text. */
type SettingsOf<Drawer extends Readonly<Record<string, { settings: z.ZodType }>>> = {
  [Kind in keyof Drawer]: { kind: Kind } & WithAddresses<z.input<Drawer[Kind]['settings']>>
}[keyof Drawer]

/** Those kinds of a drawer that have something to offer. */
type Offering<Drawer, Offer extends string> = {
  [Kind in keyof Drawer as Drawer[Kind] extends Readonly<Record<Offer, object>> ? Kind : never]: Drawer[Kind]
}

type WithAddresses<Value> = unknown extends Value
  ? Readonly<Record<string, unknown>>
  : Value extends { secret: string }
    ? Readonly<Value>
    : Value extends string
      ? string extends Value
        ? Value | AddressReference
        : Value
      : { readonly [Key in keyof Value]: WithAddresses<Value[Key]> }
