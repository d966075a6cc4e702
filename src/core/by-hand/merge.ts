// Two incidents that are one: the one that goes ends at once, without a word to anybody, and the one that stays takes on
// what still fails in it, and everybody who was told of it.

import type { Command } from '../incident/command.ts'
import type { Decision, Policy } from '../incident/decision.ts'
import { isTakenBack } from '../incident/dismiss.ts'
import { evolve, failingSignals, type Incident, isOpen } from '../incident/incident.ts'
import type { EventBody } from '../incident/incident-event.ts'
import { askAgain, reclassify } from '../incident/reclassify.ts'
import { endOf } from '../incident/standing.ts'
import { err, ok } from '../result.ts'

/** Whether the other one is there to go on is asked by the desk, which knows both. */
export function merge(incident: Incident, { into, reason }: Command & { kind: 'merge' }): Decision {
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  if (isTakenBack(incident)) return err('a rollback is under way; what comes of it has to be known first')
  return reason.trim() === '' ? err('the reason is missing') : ok([{ kind: 'merged', into, reason: reason.trim() }])
}

type Absorb = Command & { kind: 'absorb' }

export function absorb(incident: Incident, { goes, reason, by }: Absorb, policy: Policy): EventBody[] {
  const absorbed = absorbing(goes, reason.trim())
  const after = evolve(incident, { ...absorbed, at: policy.now, by }) ?? incident
  const next = askAgain(after, failingSignals(after), policy)
  const worst = goes.severity < next.severity ? goes : next
  const reasons = worst === next ? next.reasons : [...next.reasons, `${goes.ref} was ${goes.severity}`]
  return [
    ...setback(incident, goes),
    absorbed,
    ...reclassify(after, { ...next, severity: worst.severity, reasons }, policy),
    ...longerWatch(after, goes),
  ]
}

function absorbing(goes: Incident, reason: string): EventBody & { kind: 'absorbed' } {
  const { ref, service, title, outageStartedAt, told, byHand } = goes
  const { tenants, firstAt, lastAt, promisedAs } = told
  return {
    kind: 'absorbed',
    ref,
    reason,
    service,
    title,
    outageStartedAt,
    signals: Object.values(goes.signals).map(({ changedAt: _, ...signal }) => signal),
    told: { tenants, firstAt, lastAt, ...(promisedAs !== undefined && { promisedAs }) },
    ...(byHand !== undefined && { byHand }),
  }
}

/** What fails on is not mitigated by what was said before it belonged here. */
function setback(stays: Incident, goes: Incident): EventBody[] {
  const [failing] = failingSignals(goes)
  const isHelped = goes.mitigatedAt !== null && stays.phase !== 'monitoring'
  if (failing === undefined || stays.mitigatedAt === null || isHelped) return []
  return [{ kind: 'failed_again', reason: `${failing.summary}, as part of ${goes.ref}` }]
}

/** What works again only since a while is watched to its own end. */
function longerWatch({ phase, watchUntil }: Incident, goes: Incident): EventBody[] {
  const isLonger = phase === 'monitoring' && (goes.watchUntil ?? 0) > (watchUntil ?? 0)
  return isLonger && goes.watchUntil !== null ? [{ kind: 'watch_started', until: goes.watchUntil }] : []
}
