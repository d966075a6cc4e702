// Runbooks of many monitors, each at the target of the world that bears its name.

import { address, defineRunbook } from '../src/runbook/define.ts'

export const namesOf = (many: number): string[] =>
  Array.from({ length: many }, (_, index) => `m${String(index).padStart(3, '0')}`)

export function watchMany(many: number) {
  const monitors = namesOf(many).map((name) => {
    const url = address('BENCH_TARGETS_URL', 'https://targets.example.com', `/${name}/health`)
    return [name, { service: 'api', kind: 'http', url, deadline: '10s' }] as const
  })
  return defineRunbook({
    organisation: { name: 'Acme', contact: 'support@example.com' },
    responders: { lead: { name: 'Lead', email: 'lead@example.com' } },
    roles: { 'on-call': ['lead'] },
    services: { api: { title: 'Core API' } },
    monitors: Object.fromEntries(monitors),
    escalation: { fallback: 'on-call' },
  })
}

/** Where the world keeps its targets. */
export const targetVars = (worldUrl: string) => ({ BENCH_TARGETS_URL: `${worldUrl}/targets` })
