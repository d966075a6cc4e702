// Where a post-mortem stands: its day, whether it is written, and the actions that somebody owns.

import type { IncidentEvent } from '../incident/incident-event.ts'
import type { Instant } from '../time.ts'

export type Action = { id: string; what: string; owner: string; dueAt: Instant; doneAt: Instant | null }

/** Missing in those that were stored before it was kept. */
export type Postmortem = { scheduledFor: Instant | null; writtenAt: Instant | null; actions: Action[] }

export const NO_POSTMORTEM: Postmortem = { scheduledFor: null, writtenAt: null, actions: [] }

type Act = IncidentEvent & { kind: 'postmortem_scheduled' | 'postmortem_written' | 'action_added' | 'action_done' }

export function postmortemAfter(before: Postmortem, event: Act): Postmortem {
  switch (event.kind) {
    case 'postmortem_scheduled':
      return { ...before, scheduledFor: event.for }
    case 'postmortem_written':
      return { ...before, writtenAt: event.at }
    case 'action_added': {
      const { id, what, owner, dueAt } = event
      return { ...before, actions: [...before.actions, { id, what, owner, dueAt, doneAt: null }] }
    }
    case 'action_done': {
      const actions = before.actions.map((it) => (it.id === event.id ? { ...it, doneAt: event.at } : it))
      return { ...before, actions }
    }
  }
}
