// What a signal does to the incident it belongs to.

import { checklistOf, drawChecklist } from '../secrets/leak.ts'
import type { Signal } from '../watch/signal.ts'
import type { Command } from './command.ts'
import type { Policy } from './decision.ts'
import { failingSignals, type Incident, isOpen, signalOf } from './incident.ts'
import type { EventBody } from './incident-event.ts'
import { startWatch } from './lifecycle.ts'
import { reclassify } from './reclassify.ts'

export function join(incident: Incident, { signal, why }: Command & { kind: 'join' }, policy: Policy): EventBody[] {
  const known = signalOf(incident, signal.key)
  if (known?.isFailing && known.impact === signal.impact) return []
  const events: EventBody[] = []
  if (incident.phase === 'resolved' || incident.phase === 'closed') {
    events.push({
      kind: 'reopened',
      reason: `${signal.summary}, within the time in which it counts as the same incident`,
    })
  } else if (incident.mitigatedAt !== null && isSetback(known, signal)) {
    events.push({ kind: 'failed_again', reason: signal.summary })
  }
  events.push(
    known === undefined || known.isFailing
      ? { kind: 'signal_joined', signal, why }
      : { kind: 'signal_returned', signal },
  )
  const checklist = drawChecklist(checklistOf(incident), signal, policy.runbook)
  return [...events, ...reclassify(incident, signal, policy), ...checklist]
}

/** What still fails but less badly does not undo a mitigation. */
function isSetback(known: Incident['signals'][string] | undefined, signal: Signal): boolean {
  return known?.isFailing !== true || signal.impact === 'outage' || signal.impact === 'loss'
}

export function recover(incident: Incident, command: Command & { kind: 'recover' }, policy: Policy): EventBody[] {
  const { key, summary } = command
  if (signalOf(incident, key)?.isFailing !== true) return []
  const events: EventBody[] = [{ kind: 'signal_recovered', key, summary }]
  const isLast = failingSignals(incident).every((signal) => signal.key === key)
  if (!isLast || !isOpen(incident)) return events
  if (incident.mitigatedAt === null) events.push({ kind: 'mitigated', reason: 'everything that failed works again' })
  return [...events, ...startWatch(incident, policy)]
}
