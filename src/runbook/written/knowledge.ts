// What a runbook knows of a service: its parts, where it is written how, whom to ask, and what it is meant to keep.

import * as z from 'zod'
import { type Link, SCENARIOS, type Scenario } from '../../core/runbook.ts'
import { DAY } from '../../core/time.ts'
import { type Duration, durationBetween } from './duration.ts'
import { day, text, webAddress } from './values.ts'

export type LinkInput<Feature> = {
  title: string
  url: string
  /** What it is for; a deploy is suspected (`after-deploy`), or what kind of trouble it is. Default: whatever happens. */
  when?: Scenario | readonly Scenario[]
  /** Only for trouble with these features, or with the whole service. Default: any. */
  features?: readonly Feature[]
  /** Who keeps it right, and who does when they are away. */
  owner?: string
  backup?: string
  /** What is needed to follow it, such as `SSH to the host`. */
  access?: string
  /** From which severity on it is followed, in your own words, such as `SEV2`. */
  trigger?: string
  /** What customers feel while it is followed. */
  impact?: string
  /** What else it touches. */
  related?: string
  /** When it was last tried, such as `'2026-03-27'`, and how. */
  validated?: { on: string; how: string }
}

export type ContactInput = {
  /** Such as `Database`. */
  area: string
  who: string
  /** How they are reached: a mailbox, an address, or a sentence. */
  how: string
}

export type SloInput = {
  /** Per cent of looks that find it working, such as 99.9. */
  availability: number
  /** Whole days up to `90d`, which is as far as uptime goes back. Default: `30d`. */
  over?: Duration
}

export type FeatureInput = {
  /** The name customers read. */
  title: string
  /** Whether its failure is major (P2) by itself. Default: false. */
  core?: boolean
  /** Whether its outage is critical (P1) whichever of its users it hurts; then it is core too. Default: false. */
  critical?: boolean
}

const scenario = z.enum(SCENARIOS)

const link = z
  .strictObject({
    title: text,
    url: webAddress,
    when: z.union([scenario.transform((one) => [one]), z.array(scenario).min(1)]).default([]),
    features: z.array(z.string()).min(1).optional(),
    owner: text.optional(),
    backup: text.optional(),
    access: text.optional(),
    trigger: text.optional(),
    impact: text.optional(),
    related: text.optional(),
    validated: z.strictObject({ on: day, how: text }).optional(),
  })
  .transform(({ features, owner, backup, access, trigger, impact, related, validated, ...rest }): Link => {
    const kept = { owner: owner ?? null, backup: backup ?? null, access: access ?? null }
    const known = { ...kept, trigger: trigger ?? null, impact: impact ?? null, related: related ?? null }
    return { ...rest, ...known, features: features ?? [], validated: validated ?? null }
  })

export const links = z.array(link).default([])
export const contacts = z.array(z.strictObject({ area: text, who: text, how: text })).default([])

export const slo = z
  .strictObject({
    availability: z.number('a number below 100, such as 99.9').gt(0).lt(100),
    over: durationBetween(DAY, 90 * DAY)
      .refine((ms) => ms % DAY === 0, "whole days, such as '30d'")
      .default(30 * DAY),
  })
  .transform(({ availability, over }) => ({ availability, overMs: over }))

/** Whose outage is critical by itself is core as well. */
export const feature = z
  .strictObject({ title: text, core: z.boolean().default(false), critical: z.boolean().default(false) })
  .transform(({ title, core, critical }) => ({ title, core: core || critical, critical }))
