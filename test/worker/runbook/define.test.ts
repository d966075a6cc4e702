// What the editor knows while a runbook is written; checked by the compiler, not by running.

import { expect, expectTypeOf, it } from 'vitest'
import type { checks } from '../../../src/checks/index.ts'
import { address, defineRunbook, secret } from '../../../src/runbook/define.ts'
import type { Duration } from '../../../src/runbook/written/duration.ts'
import type { MonitorInput, RunbookInput } from '../../../src/runbook/written/input.ts'

type Services = { api: { inbox: unknown; webhooks: unknown }; web: unknown }
type Written = RunbookInput<Services, 'first' | 'second', 'on-call'>
type Monitor = MonitorInput<Services>
type Http = Extract<Monitor, { kind: 'http' }>

it('knows the services, and of each its features', () => {
  expectTypeOf<Monitor['service']>().toEqualTypeOf<'api' | 'web'>()
  expectTypeOf<Extract<Monitor, { service: 'api' }>['feature']>().toEqualTypeOf<'inbox' | 'webhooks' | undefined>()
  expectTypeOf<'inbox'>().not.toExtend<Extract<Monitor, { service: 'web' }>['feature']>()
  expectTypeOf<Written['services']['web']['dependsOn']>().toEqualTypeOf<readonly ('api' | 'web')[] | undefined>()
})

it('knows the responders and the roles', () => {
  expectTypeOf<Written['roles']['on-call']>().toEqualTypeOf<readonly ('first' | 'second')[]>()
  expectTypeOf<Written['escalation']['fallback']>().toEqualTypeOf<'on-call'>()
})

it('knows the settings of a kind, and where an address may stand', () => {
  expectTypeOf<Monitor['kind']>().toEqualTypeOf<keyof typeof checks>()
  expectTypeOf(address('API_URL', 'https://api.example.com')).toExtend<Http['url']>()
  expectTypeOf<'GET'>().toExtend<Http['method']>()
  expectTypeOf<'get'>().not.toExtend<Http['method']>()
  expectTypeOf(secret('API_KEY', 'Bearer ')).toExtend<NonNullable<Http['headers']>[string]>()
})

it('knows a duration', () => {
  expectTypeOf<'30s' | '1.5h' | '200ms'>().toExtend<Duration>()
  expectTypeOf<'30' | '5 min'>().not.toExtend<Duration>()
})

it('finds the names out by itself, and changes nothing', () => {
  const written = {
    organisation: { name: 'Acme', contact: 'support@example.com' },
    responders: { first: { name: 'First', email: 'first@example.com' } },
    roles: { 'on-call': ['first'] },
    services: { api: { title: 'API', features: { inbox: { title: 'Inbox' } } }, web: { title: 'Web' } },
    monitors: { home: { service: 'web', kind: 'http', url: 'https://www.example.com' } },
    escalation: { fallback: 'on-call' },
  } as const
  const defined = defineRunbook(written)
  expect(defined).toBe(written)
  expectTypeOf<(typeof defined)['monitors'][string]['service']>().toEqualTypeOf<'api' | 'web'>()
})
