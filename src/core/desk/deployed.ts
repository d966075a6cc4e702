// What has just been shipped: live, it may be the fix of what is open, and whoever shipped it hears of that unless they were
// called for it; failed, it is an incident by itself, which wakes nobody and is not forgotten.

import type { Incident } from '../incident/incident.ts'
import { RULE } from '../incident/incident-event.ts'
import { insightOf } from '../insight/insight.ts'
import { responderOf } from '../people/on-call.ts'
import type { Deploy } from '../rollback/deploy.ts'
import { liveDeploys } from '../rollback/suspect.ts'
import type { Signal } from '../watch/signal.ts'
import { takeSignal } from './correlate.ts'
import { apply, type Draft, openIncidents } from './draft.ts'
import { lineOf, remind } from './remind.ts'

/** Before anything is read of what works again, so that it is known what may have done it. */
export function suspectFixes(draft: Draft): void {
  for (const deploy of liveDeploys(dueDeploys(draft), draft.runbook).toReversed()) {
    const open = openIncidents(draft).flatMap(({ ref }) => offer(draft, ref, deploy))
    tellAuthor(draft, deploy, open)
  }
}

/** The incident, if it may be its fix. */
function offer(draft: Draft, ref: string, deploy: Deploy): Incident[] {
  const after = apply(draft, ref, { kind: 'suspect-fix', deploy, by: RULE })
  return after.ok && insightOf(after.value).fix?.deploy.id === deploy.id ? [after.value] : []
}

/** Until one goes live. */
export function takeFailedDeploys(draft: Draft): void {
  const { runbook, now } = draft
  for (const deploy of dueDeploys(draft)) {
    const { service, environment, status, sha, version, finishedAt } = deploy
    if (environment !== runbook.services[service]?.environment) continue
    const key = `deploy:${service}`
    const name = version ?? sha
    const summary = `the deploy of ${name} failed; ship it again once its fix was seen to work on staging`
    const startedAt = finishedAt ?? now
    const signal: Signal = { key, source: 'deploy', service, feature: null, impact: 'advice', startedAt, summary }
    if (status === 'failed') takeSignal(draft, { kind: 'failing', signal })
    if (status === 'succeeded') takeSignal(draft, { kind: 'recovered', key, summary: `${name} went live` })
  }
}

/** Those whose end has just come in. */
function dueDeploys({ ground, now }: Draft): Deploy[] {
  const due = ground.timers.filter(({ kind, dueAt }) => kind === 'deployed' && dueAt <= now).map(({ key }) => key)
  return ground.deploys.filter((deploy) => due.includes(deployedKey(deploy)))
}

function tellAuthor(draft: Draft, deploy: Deploy, open: readonly Incident[]): void {
  const author = responderOf(deploy.author, draft.runbook) ?? responderOf(deploy.mergedBy, draft.runbook)
  if (author === null) return
  const items = open.filter(({ called }) => !called.includes(author)).map((incident) => lineOf(incident, draft.now))
  if (items.length > 0) remind(draft, `${deployedKey(deploy)}/${author}`, { responder: author, about: 'fix', items })
}

export function deployedKey({ id }: Pick<Deploy, 'id'>): string {
  return `deploy/${id}/deployed`
}
