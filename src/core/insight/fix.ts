// A deploy that went live while an incident was open, and whether it has ended it.

import type { Policy } from '../incident/decision.ts'
import { clockStart, failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { startWatch } from '../incident/lifecycle.ts'
import type { Deploy, SuspectDeploy } from '../rollback/deploy.ts'
import { dependenciesOf } from '../rollback/suspect.ts'
import type { Runbook } from '../runbook.ts'
import { type Instant, MINUTE, spoken } from '../time.ts'
import { MONITOR, PERSON, type Signal } from '../watch/signal.ts'
import { type Fix, insightOf } from './insight.ts'

/** So long after it went live it is asked whether it has helped. */
const FIX_MS = 15 * MINUTE

export function fixDueAt({ finishedAt }: SuspectDeploy): Instant {
  return (finishedAt ?? 0) + FIX_MS
}

/** Only what is newer than what is suspected already, so that a late or repeated report changes nothing. */
export function suspectFix(incident: Incident, deploy: Deploy, { runbook }: Policy): EventBody[] {
  const { fix } = insightOf(incident)
  const finishedAt = deploy.finishedAt ?? 0
  const isNewer = finishedAt > Math.max(clockStart(incident), fix?.deploy.finishedAt ?? 0)
  const isFailing = isOpen(incident) && failingSignals(incident).length > 0
  if (!isNewer || !isFailing || !isAbout(incident, deploy, runbook) || isTakingBack(incident, deploy)) return []
  const title = runbook.services[deploy.service]?.title ?? deploy.service
  const after = spoken(finishedAt - incident.detectedAt)
  return [{ kind: 'fix_suspected', deploy, reason: `${title} was deployed ${after} after it was noticed` }]
}

function isAbout({ signals }: Incident, { service }: Deploy, runbook: Runbook): boolean {
  const hurt = Object.values(signals).map((signal) => signal.service)
  return hurt.some((one) => one === service || dependenciesOf(one, runbook).includes(service))
}

/** A platform may report what we have ordered as a deploy like any other. */
function isTakingBack({ rollback }: Incident, { isRollback, service, sha }: Deploy): boolean {
  const isOurs = rollback !== null && rollback.state !== 'suggested' && rollback.state !== 'stopped'
  return isRollback || (isOurs && rollback.service === service && rollback.target.sha === sha)
}

/** What is stated again after it went live, by somebody who will not say when it is over. */
export function repeat(incident: Incident, { key, source, summary, startedAt, saysEnd }: Signal): EventBody[] {
  const { fix } = insightOf(incident)
  if (fix?.state !== 'watched' || fix.again !== null || startedAt <= (fix.deploy.finishedAt ?? 0)) return []
  if (source === MONITOR || source === PERSON || saysEnd) return []
  return [{ kind: 'signal_repeated', key, summary }]
}

/** Monitors say themselves that they pass. What never says that it is over is over when nothing of it has come in since. */
export function judgeFix(incident: Incident, policy: Policy): EventBody[] {
  const { fix } = insightOf(incident)
  if (fix?.state !== 'watched' || !isOpen(incident) || policy.now < fixDueAt(fix.deploy)) return []
  const against = objectionsTo(fix, incident)
  if (against !== null) return [{ kind: 'fix_disproven', deploy: fix.deploy.id, reason: against }]
  const failing = failingSignals(incident)
  const silent = failing.filter(({ saysEnd }) => !saysEnd)
  const live = `${fix.deploy.version ?? fix.deploy.sha} went live ${spoken(policy.now - (fix.deploy.finishedAt ?? 0))} ago`
  const recovered = silent.map(
    ({ key, summary }): EventBody => ({
      kind: 'signal_recovered',
      key,
      summary: `${summary}: nothing of it since ${live}`,
    }),
  )
  if (silent.length === 0 || silent.length < failing.length) return recovered
  const mitigated: EventBody = { kind: 'mitigated', reason: `nothing of it since ${live}`, fix: fix.deploy.id }
  return [...recovered, ...(incident.mitigatedAt === null ? [mitigated] : []), ...startWatch(incident, policy)]
}

/** null: nothing speaks against it. */
function objectionsTo({ deploy, again }: Fix, { signals }: Incident): string | null {
  const failing = Object.values(signals).filter(({ isFailing }) => isFailing)
  const measured = failing.filter(({ source }) => source === MONITOR)
  if (measured.length > 0) return `still failing: ${summariesOf(measured)}`
  const since = failing.filter(({ changedAt }) => changedAt > (deploy.finishedAt ?? 0))
  if (since.length > 0) return `it has come in since: ${summariesOf(since)}`
  return again === null ? null : `it has come in again since: ${again}`
}

function summariesOf(signals: readonly Signal[]): string {
  return signals.map(({ summary }) => summary).join('; ')
}

/** Everything has recovered by itself; a deploy that is still watched gets the credit, unless one was taken back. */
export function recoveredBy(incident: Incident, now: Instant): EventBody {
  const { fix } = insightOf(incident)
  const isTakenBack = incident.rollback?.state === 'changed' || incident.rollback?.state === 'proven'
  const reason = 'everything that failed works again'
  if (fix?.state !== 'watched' || isTakenBack || now > fixDueAt(fix.deploy)) return { kind: 'mitigated', reason }
  const { id, version, sha, service } = fix.deploy
  return { kind: 'mitigated', reason: `${reason} since ${version ?? sha} of ${service} went live`, fix: id }
}
