// What the runbook knows by a name that came from outside. Own keys only: a service named `constructor` is no service.

import type { Runbook, Service } from '../core/runbook.ts'

export function serviceOf(id: string, { services }: Runbook): Service | undefined {
  return Object.hasOwn(services, id) ? services[id] : undefined
}

export function unknownService(service: string, runbook: Runbook): string {
  return `the runbook has no service "${service}"; it has ${Object.keys(runbook.services).join(', ')}`
}
