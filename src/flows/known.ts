// What came from outside, held against what is known here. Own keys only: a service named `constructor` is no service.

import type { Runbook, Service } from '../core/runbook.ts'
import { MINUTE } from '../core/time.ts'

/** Other machines' and people's clocks run ahead by so much at most. */
export const CLOCKS_DIFFER_MS = 5 * MINUTE

export function serviceOf(id: string, { services }: Runbook): Service | undefined {
  return Object.hasOwn(services, id) ? services[id] : undefined
}

export function unknownService(service: string, runbook: Runbook): string {
  return `the runbook has no service "${service}"; it has ${Object.keys(runbook.services).join(', ')}`
}
