// Which service of an incident is behind the trouble of the others: the deepest of those that they depend on.

import { failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { dependenciesOf } from '../rollback/suspect.ts'
import type { Runbook } from '../runbook.ts'
import { isFelt, type Signal } from '../watch/signal.ts'
import { insightOf } from './insight.ts'

/** Asked when a signal joins. It moves deeper, and not back when the cause recovers before those that suffer from it. */
export function suspectCause(incident: Incident, joined: Signal, runbook: Runbook): EventBody[] {
  const needs = (one: string, other: string) => dependenciesOf(one, runbook).includes(other)
  const others = failingSignals(incident).filter(({ key }) => key !== joined.key)
  const felt = [...others, joined].filter(({ impact }) => isFelt(impact))
  const services = [...new Set(felt.map(({ service }) => service))]
  const causes = services.filter((one) => services.some((other) => needs(other, one)))
  const deepest = causes.filter((one) => !causes.some((other) => needs(one, other)))
  const known = isOpen(incident) ? insightOf(incident).cause?.service : undefined
  const [found] = deepest
  if (found === undefined || (known !== undefined && (deepest.includes(known) || needs(found, known)))) return []
  const hurt = services.filter((one) => needs(one, found)).map((id) => runbook.services[id]?.title ?? id)
  const reason = `${hurt.join(' and ')} ${hurt.length === 1 ? 'needs it and fails' : 'need it and fail'} as well`
  return [{ kind: 'cause_suspected', service: found, reason }]
}
