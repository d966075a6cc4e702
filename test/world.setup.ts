// The simulated world that tests inside workerd talk to, over real sockets: one for the whole run, on any free port.

import type { TestProject } from 'vitest/node'
import { RECEIVER_SECRET, worldVars } from '../commands/local.ts'
import { openWorld, type World } from '../world/world.ts'

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean
    settings: Record<string, string>
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const world: World = await openWorld({ port: 0 })
  project.provide('settings', settingsFor(world.url))
  return () => world.close()
}

const NEEDS = {
  addresses: ['API', 'WEB', 'JOBS', 'API_HOOK', 'JOBS_HOOK', 'PROVIDER'].map((name) => `ACME_${name}_URL`),
  secrets: [],
}

function settingsFor(world: string): Record<string, string> {
  return {
    ...worldVars(world, NEEDS),
    WORLD_URL: world,
    LONG: process.env.LONG ?? '',
    PUBLIC_URL: 'http://127.0.0.1:8787',
    ADMIN_TOKEN: 'token-of-the-tests-0000',
    SIGNING_KEY: 'signing-key-of-the-tests-0000000',
    RESEND_API_KEY: 're_tests',
    MAIL_FROM: 'Watchkeeper <status@example.com>',
    SENTRY_WEBHOOK_SECRET: 'sentry_client_secret_test',
    ACME_API_HOOK_SECRET: RECEIVER_SECRET,
    ACME_JOBS_HOOK_SECRET: RECEIVER_SECRET,
    CLOCK_OVERRIDE: 'allow',
    ALLOW_LOOPBACK_TARGETS: 'allow',
  }
}
