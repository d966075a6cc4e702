// Trouble that comes back, and a rollback that needs a person or went wrong, call again whoever was called before.

import type { IncidentEvent } from '../incident/incident-event.ts'

/** null: it calls nobody again. */
export function reasonToCallAgain(event: IncidentEvent): string | null {
  switch (event.kind) {
    case 'reopened':
    case 'failed_again':
      return `it fails again: ${event.reason}`
    case 'rollback_suggested':
      return `the gate would let ${event.target.version ?? event.target.sha} go live again; it waits for you`
    case 'rollback_stopped':
      return `the rollback was stopped: ${event.reason}`
    case 'rollback_disproven':
      return `the rollback did not help: ${event.reason}`
    case 'rollback_answered':
      return event.outcome === 'done' ? null : `the rollback did not go through: ${event.reason}`
    default:
      return null
  }
}
