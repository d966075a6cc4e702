// Curate-Me: a gateway, a B2B API, a dashboard and documentation, run with Docker Compose behind Caddy on a VPS.

import { address, defineRunbook, secret } from '../src/runbook/define.ts'

/** Taking back rebuilds images on the host, and its own deploys are given three minutes to become healthy. */
const REBUILD = { mode: 'suggest', migrations: 'declared', settle: '3m' } as const

/** A first request after a deploy may be slow: that is told as a warning anyway, never as a failure. */
const SLOW = { warnMs: 3_000 } as const

export default defineRunbook({
  organisation: { name: 'Curate-Me', contact: 'support@example.com', team: 'The Curate-Me Platform Team' },
  responders: {
    'on-call-engineer': { name: 'On-call engineer', email: 'on-call@example.com' },
    'platform-team': { name: 'Platform team', email: 'platform-team@example.com' },
  },
  roles: {
    'on-call': ['on-call-engineer', 'platform-team'],
    owner: ['platform-team'],
  },
  services: {
    gateway: {
      title: 'Gateway',
      features: {
        proxy: { title: 'Model proxy', core: true },
        stores: { title: 'Redis and MongoDB', core: true },
      },
      rollback: {
        ...REBUILD,
        platform: {
          kind: 'webhook',
          url: address('CURATE_HOOK_URL', 'https://deploy.example.com', '/hooks/gateway'),
          secret: secret('CURATE_HOOK_SECRET'),
        },
      },
    },
    api: {
      title: 'B2B API',
      rollback: {
        ...REBUILD,
        platform: {
          kind: 'webhook',
          url: address('CURATE_HOOK_URL', 'https://deploy.example.com', '/hooks/api'),
          secret: secret('CURATE_HOOK_SECRET'),
        },
      },
    },
    dashboard: { title: 'Dashboard', dependsOn: ['gateway', 'api'] },
    docs: {
      title: 'Documentation',
      // Not core: what breaks here is mended with the next deploy.
      features: { pages: { title: 'Pages' } },
    },
  },
  // The head of the deployment runbook.
  links: [
    {
      title: 'Rollback procedure',
      url: 'https://docs.example.com/curate-me/deployment#rollback-procedure',
      when: 'after-deploy',
      owner: 'Platform team',
      backup: 'On-call engineer',
      access: 'SSH to the VPS and access to push',
      trigger: 'SEV2',
      impact: 'potential downtime during the deploy window',
      related: 'the B2B backend and the gateway backend',
      validated: { on: '2026-05-04', how: 'manual review' },
    },
  ],
  contacts: [
    { area: 'Access to the VPS', who: 'Any engineer with an SSH key', how: 'Log in as the user curateme.' },
    { area: 'Containers', who: 'Platform team', how: 'Look at what deploy/vps/deploy.sh health says first.' },
    {
      area: 'Database',
      who: 'Platform team',
      how: 'The backups of MongoDB are in /home/curateme/backups/ on the VPS.',
    },
  ],
  monitors: {
    'gateway-health': {
      service: 'gateway',
      title: 'Gateway health',
      kind: 'http',
      url: address('CURATE_GATEWAY_URL', 'https://api.curate-me.ai', '/gateway/health'),
      statuses: [200],
      bodyContains: '"status"',
      latency: SLOW,
    },
    'gateway-v1-health': {
      service: 'gateway',
      title: 'Gateway v1 health',
      kind: 'http',
      url: address('CURATE_GATEWAY_URL', 'https://api.curate-me.ai', '/v1/health'),
      statuses: [200],
      latency: SLOW,
    },
    'gateway-stores': {
      service: 'gateway',
      feature: 'stores',
      title: 'Redis and MongoDB, as the gateway sees them',
      kind: 'http',
      url: address('CURATE_GATEWAY_URL', 'https://api.curate-me.ai', '/gateway/health'),
      json: [
        { path: '$.redis', equals: 'connected' },
        { path: '$.mongodb', equals: 'connected' },
      ],
    },
    'gateway-models': {
      service: 'gateway',
      feature: 'proxy',
      title: 'Model list through the proxy',
      kind: 'http',
      url: address('CURATE_GATEWAY_URL', 'https://api.curate-me.ai', '/v1/models'),
      headers: { authorization: secret('CURATE_API_KEY', 'Bearer ') },
      statuses: [200],
      latency: SLOW,
    },
    'api-health': {
      service: 'api',
      title: 'B2B API health',
      kind: 'http',
      url: address('CURATE_API_URL', 'https://api.curate-me.ai', '/api/v1/health'),
      statuses: [200],
      bodyContains: '"status"',
      latency: SLOW,
    },
    'dashboard-login': {
      service: 'dashboard',
      title: 'Redirect to the login',
      kind: 'http',
      url: address('CURATE_DASHBOARD_URL', 'https://dashboard.curate-me.ai', '/'),
      statuses: [307],
      expectHeaders: { location: { matches: '/log-?in|sign-?in/i' } },
      redirects: 'manual',
      latency: SLOW,
    },
    'docs-home': {
      service: 'docs',
      feature: 'pages',
      title: 'Documentation start page',
      kind: 'http',
      url: address('CURATE_DOCS_URL', 'https://docs.curate-me.ai', '/'),
      statuses: [200],
      latency: SLOW,
    },
  },
  severity: {
    native: { P1: 'P0', P2: 'P1', P3: 'P2', P4: 'P3' },
    rollback: { P1: 'immediate', P2: 'targeted', P3: 'investigate', P4: 'forward' },
  },
  escalation: { fallback: 'on-call' },
})
