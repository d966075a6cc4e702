// A false alarm: it ends at once, whoever was told of it hears that it was none, and what goes on failing stays quiet.

import { err, ok } from '../result.ts'
import type { RollbackState } from '../rollback/rollback.ts'
import { DAY, type Instant } from '../time.ts'
import { MONITOR, type Signal } from '../watch/signal.ts'
import { announceFalseAlarm } from './communicate.ts'
import type { Decision } from './decision.ts'
import { failingSignals, type Incident, isOpen, signalOf } from './incident.ts'
import { endOf } from './standing.ts'

/** A false alarm that lasts longer is worth another look. */
export const MUTED_MS = 7 * DAY

const UNDER_WAY: readonly RollbackState[] = ['ordered', 'changed', 'unknown']

export function mayDismiss(incident: Incident): boolean {
  return isOpen(incident) && !isTakenBack(incident)
}

export function dismiss(incident: Incident, said: string): Decision {
  const reason = said.trim()
  if (!isOpen(incident)) return err(`this incident ${endOf(incident)}`)
  if (isTakenBack(incident)) return err('a rollback is under way; what comes of it has to be known first')
  if (reason === '') return err('the reason is missing')
  const measured = failingSignals(incident).filter((signal) => signal.source === MONITOR)
  const muted = measured.map((signal) => signal.summary)
  return ok([{ kind: 'dismissed', reason, muted }, ...announceFalseAlarm(incident)])
}

/** Until it has worked once, or is worse than what was dismissed. */
export function isMutedBy(incident: Incident, { key, impact }: Pick<Signal, 'key' | 'impact'>, now: Instant): boolean {
  const { dismissedAt } = incident
  const known = signalOf(incident, key)
  if (dismissedAt === undefined || now - dismissedAt >= MUTED_MS || known?.isFailing !== true) return false
  return impact === known.impact || (impact === 'degradation' && known.impact === 'outage')
}

/** What comes of it is not known yet. */
export function isTakenBack({ rollback }: Incident): boolean {
  return rollback !== null && UNDER_WAY.includes(rollback.state)
}
