// When the gate is asked, and with which facts. Asking often is cheap and harmless: only an answer that differs is kept.

import { failingSignals, type Incident, troubleSince } from '../incident/incident.ts'
import { RULE } from '../incident/incident-event.ts'
import { evaluateGate } from '../rollback/gate.ts'
import type { GateReport } from '../rollback/gate-report.ts'
import type { GateFacts } from '../rollback/gate-steps.ts'
import { areRelated, liveDeploys, type Suspicion, suspectDeploy } from '../rollback/suspect.ts'
import type { Service } from '../runbook.ts'
import { isLeak } from '../secrets/leak.ts'
import { DAY } from '../time.ts'
import { apply, type Draft, openIncidents } from './draft.ts'
import type { PlatformFacts } from './ground.ts'
import { wasSeenWorking } from './vouch.ts'

export function considerRollbacks(draft: Draft, platformFacts: PlatformFacts): void {
  for (const incident of openIncidents(draft)) {
    const isFailing = failingSignals(incident).length > 0
    if (!isFailing || isTried(incident) || isLeak(incident)) continue
    const report = reportFor(draft, incident, platformFacts)
    if (report === null) continue
    const cause = incident.gate === null ? 'asked when it began' : 'an answer changed'
    apply(draft, incident.ref, { kind: 'consider', report, suspicion: suspicionOf(draft, incident), cause, by: RULE })
  }
}

/** What only its severity kept from acting is asked again: it may have been raised. */
function isTried({ rollback, gate }: Incident): boolean {
  if (rollback === null || rollback.state === 'stopped') return false
  return rollback.state !== 'suggested' || gate?.modeBecause === undefined
}

/** null: the runbook has no rollback for what is suspected. */
export function reportFor(draft: Draft, incident: Incident, platformFacts: PlatformFacts): GateReport | null {
  const { runbook, ground, now } = draft
  const home = runbook.services[incident.service]
  if (home === undefined) return null
  const suspicion = suspicionOf(draft, incident)
  const since = troubleSince(incident)
  const service = runbook.services[suspicion.deploy?.service ?? home.id] ?? home
  const policy = service.rollback
  if (policy === null) return null
  const facts: GateFacts = {
    service,
    policy,
    leaning: { severity: incident.severity, stance: runbook.severity.rollback[incident.severity] },
    suspect: suspicion.deploy,
    suspicion: suspicion.reason,
    deploys: liveDeploys(ground.deploys, runbook).filter((deploy) => deploy.service === service.id),
    outageStartedAt: since,
    wasSeenWorking: wasSeenWorking({ runbook, passes: ground.passes, now }, hurtServices(incident, service), since),
    failing: failingSignals(incident),
    unrelatedDown: unrelatedDown(draft, service.id),
    holds: ground.holds.filter((hold) => hold.until > now),
    quarantined: ground.quarantine.filter((it) => it.service === service.id).map((it) => it.sha),
    running: otherRollbacks(draft, incident, service.id).filter((it) => it.isRunning).length,
    recent: otherRollbacks(draft, incident, service.id).filter((it) => now - it.orderedAt < DAY).length,
    platform: { ...platformFacts(policy.platform.kind), seenAt: ground.sightings[service.id] ?? null },
    now,
  }
  return evaluateGate(facts)
}

function suspicionOf({ runbook, ground }: Draft, incident: Incident): Suspicion {
  const home = runbook.services[incident.service]
  if (home === undefined) return { deploy: null, reason: 'the runbook does not know this service any more' }
  return suspectDeploy(home, troubleSince(incident), { deploys: ground.deploys, runbook })
}

/** What fails, and what is suspected of it. */
function hurtServices(incident: Incident, suspected: Service): Set<string> {
  return new Set([suspected.id, ...failingSignals(incident).map((signal) => signal.service)])
}

/** Other than the one this incident has itself begun; those that another incident began in this very round count too. */
function otherRollbacks(draft: Draft, incident: Incident, service: string) {
  const begun = draft.responses.flatMap((it) => (it.kind === 'rollback' ? [it.record] : []))
  const fresh = begun
    .filter(({ state }) => state === 'ordered')
    .map(({ id, service, at }) => ({ id, service, isRunning: true, orderedAt: at }))
  return [...draft.ground.rollbacks, ...fresh].filter((it) => it.service === service && it.id !== incident.rollback?.id)
}

function unrelatedDown(draft: Draft, service: string): string[] {
  const down = [...draft.troubles.values()]
    .filter((health) => health.state === 'down')
    .flatMap((health) => draft.runbook.monitors[health.monitor]?.service ?? [])
  return [...new Set(down)].filter((other) => !areRelated(other, service, draft.runbook))
}
