// What an event can ask for: effects on the world, timers and records.

import type { Amendment } from '../kept/amend.ts'
import type { Called, DoneDuty, Duty } from '../people/people.ts'
import type { Deploy, RollbackTarget } from '../rollback/deploy.ts'
import type { RollbackState } from '../rollback/rollback.ts'
import type { Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { DueTimer, TimerKind } from './command.ts'
import { type Incident, keyOf } from './incident.ts'
import type { IncidentEvent, NoticeKind } from './incident-event.ts'

export type Effect =
  | { kind: 'call'; key: string; incident: string; responders: Called[]; reason: string }
  | { kind: 'assess'; key: string; incident: string }
  | { kind: 'amend'; key: string; incident: string; amendments: Amendment[] }
  | { kind: 'notice'; key: string; incident: string; notice: NoticeKind; tenants: string[] }
  | { kind: 'order'; key: string; incident: string; service: string; target: RollbackTarget }
  | { kind: 'remind'; key: string; responder: string; about: 'duties' | 'hand-over' | 'fix'; items: string[] }

export type RollbackRecord = { id: string; incident: string; service: string; state: RollbackState; at: Instant }

export type Response =
  | { kind: 'effect'; effect: Effect }
  | { kind: 'timer'; timer: DueTimer }
  | { kind: 'rollback'; record: RollbackRecord }
  | { kind: 'deploy'; deploy: Deploy }
  | { kind: 'duty'; duty: Duty }
  | { kind: 'duty-done'; done: DoneDuty }
  | { kind: 'quarantine'; service: string; sha: string; incident: string }

type Happening = { event: IncidentEvent; incident: Incident; runbook: Runbook }

export type Filter = (happening: Happening) => Response[]

export function effect(value: Effect): Response {
  return { kind: 'effect', effect: value }
}

/** The event's number makes the key unique; a timer that is no longer needed finds nothing to do when it fires. */
export function timer(incident: Incident, kind: TimerKind, dueAt: Instant): Response {
  return {
    kind: 'timer',
    timer: { key: `${keyOf(incident)}/${kind}-${incident.seq}`, kind, incident: incident.ref, dueAt },
  }
}
