// A small runbook that is in order, and ways to spoil it for a test.

import { address, secret } from '../../../src/runbook/define.ts'
import { openRunbook, type Problem } from '../../../src/runbook/open.ts'

export const OUTSIDE = { resolve: () => undefined, allowLoopback: false }

const RUNBOOK = {
  organisation: { name: 'Acme', contact: 'support@example.com' },
  responders: {
    first: { name: 'First', email: 'first@example.com' },
    second: { name: 'Second', email: 'second@example.com' },
  },
  roles: { 'on-call': ['first', 'second'] },
  services: {
    api: {
      title: 'API',
      features: { inbox: { title: 'Inbox', core: true } },
      rollback: {
        platform: {
          kind: 'webhook',
          url: address('HOOK_URL', 'https://deploy.example.com', '/api'),
          secret: secret('HOOK_SECRET'),
        },
      },
    },
    web: { title: 'Web', dependsOn: ['api'] },
  },
  monitors: {
    health: { service: 'api', kind: 'http', url: address('API_URL', 'https://api.example.com', '/health') },
    inbox: { service: 'api', feature: 'inbox', kind: 'http', url: 'https://api.example.com/inbox' },
    home: { service: 'web', kind: 'http', url: 'https://www.example.com/' },
  },
  escalation: { fallback: 'on-call' },
}

/** Values by their path; undefined takes away what was there. */
export type Changes = Record<string, unknown>

export function changed(changes: Changes): unknown {
  const runbook = structuredClone(RUNBOOK)
  for (const [path, value] of Object.entries(changes)) set(runbook, path.split('.'), value)
  return runbook
}

export function problemsOf(changes: Changes): Problem[] {
  const opened = openRunbook(changed(changes), OUTSIDE)
  return opened.ok ? [] : opened.error
}

function set(target: object, [key = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) Reflect.deleteProperty(target, key)
    else Reflect.set(target, key, value)
    return
  }
  const inner: unknown = Reflect.get(target, key)
  const next = typeof inner === 'object' && inner !== null ? inner : {}
  Reflect.set(target, key, next)
  set(next, rest, value)
}
