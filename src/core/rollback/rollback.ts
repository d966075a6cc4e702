// One rollback, as the incident's events tell it. Decides nothing.

import type { EffectOutcome, IncidentEvent } from '../incident/incident-event.ts'
import type { Instant } from '../time.ts'
import type { RollbackTarget } from './deploy.ts'
import type { GateReport } from './gate-report.ts'

export type RollbackState =
  | 'suggested'
  | 'ordered'
  | 'changed'
  | 'proven'
  | 'disproven'
  | 'stopped'
  | 'failed'
  | 'unknown'

export type Rollback = {
  id: string
  /** The service that is taken back; it may be one that the incident's own depends on. */
  service: string
  state: RollbackState
  /** The sha that is taken back. */
  from: string
  target: RollbackTarget
  changedAt: Instant | null
  reason: string
}

type Before = { service: string; gate: GateReport | null; rollback: Rollback | null }

const ANSWERED: Readonly<Record<EffectOutcome, RollbackState>> = {
  done: 'changed',
  never: 'failed',
  unknown: 'unknown',
}

/** What is suggested is what the gate reported just before. */
export function rollbackAfter(before: Before, event: IncidentEvent): Rollback | null {
  const { rollback } = before
  if (event.kind === 'rollback_suggested') {
    return {
      id: event.rollback,
      state: 'suggested',
      service: before.gate?.service ?? before.service,
      from: before.gate?.suspect?.sha ?? '',
      target: event.target,
      changedAt: null,
      reason: 'waits for a person',
    }
  }
  if (event.kind === 'rollback_ordered') {
    const { rollback: id, service, from, target } = event
    return { id, service, state: 'ordered', from, target, changedAt: null, reason: 'ordered' }
  }
  if (rollback === null) return null
  switch (event.kind) {
    case 'rollback_stopped':
      return { ...rollback, state: 'stopped', reason: event.reason }
    case 'rollback_answered': {
      const changedAt = event.outcome === 'done' ? event.at : null
      return { ...rollback, state: ANSWERED[event.outcome], changedAt, reason: event.reason }
    }
    case 'rollback_proven':
      return { ...rollback, state: 'proven', reason: 'it held' }
    case 'rollback_disproven':
      return { ...rollback, state: 'disproven', reason: event.reason }
    default:
      return rollback
  }
}
