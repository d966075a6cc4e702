// What a signal does to the incident it belongs to.

import { suspectCause } from '../insight/cause.ts'
import { recoveredBy, repeat } from '../insight/fix.ts'
import { weigh } from '../insight/severity-over-time.ts'
import { checklistOf, drawChecklist } from '../secrets/leak.ts'
import type { Signal } from '../watch/signal.ts'
import type { Command } from './command.ts'
import type { Policy } from './decision.ts'
import { failingSignals, type Incident, isOpen, signalOf } from './incident.ts'
import type { EventBody } from './incident-event.ts'
import { startWatch } from './lifecycle.ts'
import { askAgain, reclassify } from './reclassify.ts'

export function join(incident: Incident, { signal, why }: Command & { kind: 'join' }, policy: Policy): EventBody[] {
  const known = signalOf(incident, signal.key)
  if (known?.isFailing && known.impact === signal.impact) return repeat(incident, signal)
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
  const cause = suspectCause(incident, signal, policy.runbook)
  return [...events, ...cause, ...grade(incident, signal, policy), ...checklist]
}

function grade(incident: Incident, signal: Signal, policy: Policy): EventBody[] {
  const failing = [...failingSignals(incident).filter(({ key }) => key !== signal.key), signal]
  const graded = reclassify(incident, askAgain(incident, failing, policy), policy)
  const isRaised = graded.some((event) => event.kind === 'classified' && event.from !== event.severity)
  return isRaised ? graded : [...graded, ...weigh(incident, failing, policy)]
}

/** What still fails but less badly does not undo a mitigation. */
function isSetback(known: Incident['signals'][string] | undefined, signal: Signal): boolean {
  return known?.isFailing !== true || signal.impact === 'outage' || signal.impact === 'loss'
}

export function recover(incident: Incident, command: Command & { kind: 'recover' }, policy: Policy): EventBody[] {
  const { key, summary } = command
  if (signalOf(incident, key)?.isFailing !== true) return []
  const events: EventBody[] = [{ kind: 'signal_recovered', key, summary }]
  const others = failingSignals(incident).filter((signal) => signal.key !== key)
  if (!isOpen(incident)) return events
  if (others.length > 0) return [...events, ...weigh(incident, others, policy)]
  if (incident.mitigatedAt === null) events.push(recoveredBy(incident, policy.now))
  return [...events, ...startWatch(incident, policy)]
}
