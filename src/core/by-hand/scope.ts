// What a person has said of whom an incident hurts. It stands, whatever joins.

import type { Signals } from '../incident/parts/signals.ts'
import type { Runbook, Tenant } from '../runbook.ts'
import { type Impact, PERSON, type Signal } from '../watch/signal.ts'

/** What was added to what is known, and what was taken away. */
export type Change = { added: string[]; removed: string[] }

export type ByHand = {
  services: Change
  tenants: Change
  /** Services of what was merged into it: what fails in them belongs here, too. */
  absorbed: string[]
}

export const NOTHING_BY_HAND: ByHand = {
  services: { added: [], removed: [] },
  tenants: { added: [], removed: [] },
  absorbed: [],
}

/** The last word about a thing counts. */
export function changedBy(before: Change, { added, removed }: Change): Change {
  return {
    added: [...before.added.filter((id) => !removed.includes(id)), ...added],
    removed: [...before.removed.filter((id) => !added.includes(id)), ...removed],
  }
}

type Other = { service: string; byHand: ByHand }

/** What was said of another incident holds for both, except against those who are known to be hurt by this one. */
export function saidTogether(own: ByHand, { service, byHand }: Other, hurt: readonly string[]): ByHand {
  const { added, removed } = byHand.tenants
  const kept = { added: added.filter((id) => !own.tenants.removed.includes(id)), removed: without(removed, hurt) }
  return {
    services: changedBy(own.services, { added: without(byHand.services.added, own.services.added), removed: [] }),
    tenants: changedBy(own.tenants, {
      added: without(kept.added, own.tenants.added),
      removed: without(kept.removed, own.tenants.removed),
    }),
    absorbed: [...new Set([...own.absorbed, service, ...byHand.absorbed])],
  }
}

/** Services it is about besides the first, because a person said so. */
export function coveredBy({ services, absorbed }: ByHand): string[] {
  return [...services.added, ...absorbed]
}

type Hurting = { service: string; signals: Signals; scope: { impact: Impact }; byHand?: ByHand }
type Counted = Tenant & { isHurt?: boolean }

/** Signals and tenants as they count with what a person has said. Where no signal counts, those count that ever did. */
export function asSaid(signals: readonly Signal[], tenants: readonly Tenant[], incident: Hurting) {
  const { service: home, scope, byHand = NOTHING_BY_HAND } = incident
  const { added, removed } = byHand.services
  const counts = ({ service }: Signal) => service === home || !removed.includes(service)
  const now = signals.filter(counts)
  const kept = now.length > 0 ? now : Object.values(incident.signals).filter(counts)
  const said = added
    .filter((id) => !kept.some(({ service }) => service === id))
    .map((service): Signal => {
      return { key: service, source: PERSON, service, feature: null, impact: scope.impact, startedAt: 0, summary: '' }
    })
  return { signals: [...kept, ...said], tenants: tenants.map((tenant) => counted(tenant, byHand.tenants)) }
}

function counted(tenant: Tenant, { added, removed }: Change): Counted {
  if (added.includes(tenant.id)) return { ...tenant, isHurt: true }
  return removed.includes(tenant.id) ? { ...tenant, isHurt: false } : tenant
}

/** The first is where it began. */
export function hurtServices({ service, signals, byHand = NOTHING_BY_HAND }: Hurting, { services }: Runbook): string[] {
  const { added, removed } = byHand.services
  const stated = Object.values(signals).map((signal) => signal.service)
  const all = new Set([service, ...without(stated, removed), ...added])
  return [...all].filter((id) => id === service || Object.hasOwn(services, id))
}

function without(ids: readonly string[], others: readonly string[]): string[] {
  return ids.filter((id) => !others.includes(id))
}
