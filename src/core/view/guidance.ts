// Where it is written how, and whom to ask: what the runbook knows that fits an incident, the best first.

import type { Incident } from '../incident/incident.ts'
import { insightOf } from '../insight/insight.ts'
import { type Contact, type Link, type Runbook, SCENARIOS } from '../runbook.ts'
import { type Instant, spoken } from '../time.ts'

export type LinkLine = {
  title: string
  url: string
  /** Whether the runbook says that it is for this kind of trouble. */
  isFitting: boolean
  /** Who keeps it and what is needed to follow it, in sentences. */
  about: string[]
  /** Why it may be wrong by now. */
  stale: string | null
}

export type Guidance = {
  links: LinkLine[]
  /** The first, unless it is for something else. */
  best: LinkLine | null
  contacts: Contact[]
}

export function guidanceFor(incident: Incident, runbook: Runbook, now: Instant): Guidance {
  const { service, suspect } = incident
  const cause = insightOf(incident).cause?.service ?? service
  const near = [...new Set([service, cause, suspect?.service ?? service])].flatMap((id) => runbook.services[id] ?? [])
  const facing = facingOf(incident)
  const known = [...near.flatMap(({ links }) => links), ...runbook.links]
    .filter((link) => isAbout(link, incident))
    .toSorted((a, b) => rankOf(a, facing) - rankOf(b, facing))
  const lines = known.map((link) => ({
    title: link.title,
    url: link.url,
    isFitting: fits(link, facing),
    about: aboutOf(link),
    stale: staleness(link, runbook.linksGoStaleAfterMs, now),
  }))
  const isOfUse = known[0] !== undefined && rankOf(known[0], facing) <= SCENARIOS.length
  return {
    links: lines,
    best: isOfUse ? (lines[0] ?? null) : null,
    contacts: [...near.flatMap(({ contacts }) => contacts), ...runbook.contacts],
  }
}

/** What has gone wrong, and whether a deploy may have done it. */
function facingOf({ signals, suspect }: Incident): readonly string[] {
  const impacts = Object.values(signals).map(({ impact }) => impact)
  return suspect === null ? impacts : [...impacts, 'after-deploy']
}

/** Trouble with a whole service is trouble with all its features. */
function isAbout({ features }: Link, { signals }: Incident): boolean {
  if (features.length === 0) return true
  return Object.values(signals).some(({ feature }) => feature === null || features.includes(feature))
}

function fits({ when }: Link, facing: readonly string[]): boolean {
  return when.some((scenario) => facing.includes(scenario))
}

/** What fits comes in the order of SCENARIOS, then what is for everything, then what is for something else. */
function rankOf(link: Link, facing: readonly string[]): number {
  if (link.when.length === 0) return SCENARIOS.length
  const best = SCENARIOS.findIndex((scenario) => link.when.includes(scenario) && facing.includes(scenario))
  return best === -1 ? SCENARIOS.length + 1 : best
}

function aboutOf({ owner, backup, access, trigger, impact, related, validated }: Link): string[] {
  const kept = backup === null ? owner : owner === null ? backup : `${owner}, then ${backup}`
  return [
    ...(kept === null ? [] : [`Kept by ${kept}.`]),
    ...(access === null ? [] : [`Needs ${access}.`]),
    ...(trigger === null ? [] : [`Followed from ${trigger} on.`]),
    ...(impact === null ? [] : [`Meanwhile customers feel: ${impact}.`]),
    ...(related === null ? [] : [`Touches ${related}.`]),
    ...(validated === null ? [] : [`Validated: ${validated.how}.`]),
  ]
}

/** A link without an owner is a pointer, and nobody said that it would be kept right. */
function staleness({ owner, validated }: Link, afterMs: number, now: Instant): string | null {
  if (validated === null) return owner === null ? null : 'never validated'
  const ageMs = now - validated.on
  return ageMs > afterMs ? `last validated ${spoken(ageMs)} ago` : null
}
