// From trouble to its end: what works again is watched, the watch that held resolves, and a person closes.

import { missingToClose } from '../people/postmortem-acts.ts'
import { err, ok } from '../result.ts'
import { missingToResolve } from '../secrets/leak.ts'
import { MINUTE, spoken, utc } from '../time.ts'
import { MONITOR } from '../watch/signal.ts'
import { UNWATCHED } from './command.ts'
import { announceEnd, announceWatch } from './communicate.ts'
import type { Decision, Policy } from './decision.ts'
import { failingSignals, type Incident, isOpen } from './incident.ts'
import type { EventBody } from './incident-event.ts'
import { endOf } from './standing.ts'

/** How long the watch is drawn out when the monitors could not vouch for all of it. */
const WATCH_EXTENSION_MS = 5 * MINUTE

export function mitigate(incident: Incident, text: string, policy: Policy): Decision {
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  if (incident.mitigatedAt !== null) return err(`already mitigated at ${utc(incident.mitigatedAt)}`)
  const mitigated: EventBody = { kind: 'mitigated', reason: text.trim() || 'said by a person' }
  return ok(failingSignals(incident).length === 0 ? [mitigated, ...startWatch(incident, policy)] : [mitigated])
}

export function startWatch(incident: Incident, policy: Policy): EventBody[] {
  const until = policy.now + policy.runbook.verification.watchMs
  return [{ kind: 'watch_started', until }, ...announceWatch(incident, policy)]
}

export function endWatch(incident: Incident, doubt: string | null, { runbook, now }: Policy): EventBody[] {
  if (incident.phase !== 'monitoring' || incident.watchUntil === null || now < incident.watchUntil) return []
  if (failingSignals(incident).length > 0) return []
  if (doubt === UNWATCHED)
    return resolved(incident, `the watch of ${spoken(runbook.verification.watchMs)} is over, though ${doubt}`)
  if (doubt !== null) return [{ kind: 'watch_started', until: now + WATCH_EXTENSION_MS }]
  return resolved(incident, `the watch of ${spoken(runbook.verification.watchMs)} held`)
}

export function resolve(incident: Incident, text: string): Decision {
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  const failing = failingSignals(incident)
  const measured = failing.filter((signal) => signal.source === MONITOR)
  if (measured.length > 0) {
    return err(
      `still failing: ${measured.map((signal) => signal.summary).join('; ')}. Mark it mitigated if people are helped`,
    )
  }
  const missing = missingToResolve(incident)
  if (missing !== null) return err(missing)
  // A sender may never say that it is over; our own monitors always do.
  const ended = failing.map(
    ({ key, summary }): EventBody => ({ kind: 'signal_recovered', key, summary: `${summary}: ended by a person` }),
  )
  return ok([...ended, ...resolved(incident, text.trim() || 'said by a person')])
}

function resolved(incident: Incident, reason: string): EventBody[] {
  return [{ kind: 'resolved', reason }, ...announceEnd(incident)]
}

export function close(incident: Incident, cause: string): Decision {
  if (incident.phase === 'closed') return err(`this incident ${endOf(incident)}`)
  if (incident.phase !== 'resolved') return err(`it has to be resolved first; it is ${incident.phase}`)
  if (cause.trim() === '') return err('the cause is missing')
  const missing = missingToClose(incident)
  return missing === null ? ok([{ kind: 'closed', cause: cause.trim() }]) : err(missing)
}
