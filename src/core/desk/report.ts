// What a person reports is a signal like any other: it joins what is open about the same cause, or opens an incident.

import { type Incident, signalOf } from '../incident/incident.ts'
import type { Signal } from '../watch/signal.ts'
import { PRODUCTION, takeSignal } from './correlate.ts'
import { type Draft, openIncidents } from './draft.ts'
import type { Answer, Fact } from './ground.ts'

export function takeReport(draft: Draft, { id, by, signal }: Fact & { kind: 'reported' }): Answer {
  const refusal = refusalOf(draft, signal)
  if (refusal !== null) return { id, isAccepted: false, sentence: refusal, incident: null }
  const before = holderOf(draft, signal)
  takeSignal(draft, { kind: 'failing', signal }, by)
  const incident = holderOf(draft, signal)
  return { id, isAccepted: incident !== null, sentence: sentenceOf(draft, before, incident), incident }
}

function refusalOf({ runbook, ground, incidents }: Draft, signal: Signal): string | null {
  const { key, service, impact, tenants = [] } = signal
  if (runbook.services[service]?.environment !== PRODUCTION)
    return `${service} is not production, so nothing of it is an incident`
  const known = [...incidents.values()].flatMap((incident) => signalOf(incident, key) ?? [])
  if (known.some((before) => (before.impact === 'secret-leak') !== (impact === 'secret-leak')))
    return 'the same report was something else before; a leak is a report of its own'
  const stranger = tenants.find((id) => !ground.tenants.some((tenant) => tenant.id === id))
  return stranger === undefined ? null : `no active tenant is called "${stranger}"`
}

function holderOf(draft: Draft, { key }: Signal): Incident | null {
  return openIncidents(draft).find((incident) => signalOf(incident, key)) ?? null
}

function sentenceOf({ ground }: Draft, before: Incident | null, after: Incident | null): string {
  if (after === null) return 'it opened nothing'
  if (before !== null) return `It was reported before and is part of ${after.ref}.`
  const isKnown = ground.incidents.some(({ ref }) => ref === after.ref)
  return isKnown ? `It belongs to ${after.ref}.` : `Opened as ${after.ref}.`
}
