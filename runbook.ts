// The runbook that gets deployed. docs/runbook.md explains every option.

import { address, defineRunbook, secret } from './src/runbook/define.ts'

export default defineRunbook({
  organisation: { name: 'Acme', contact: 'support@example.com' },
  responders: {
    'first-on-call': { name: 'First on call', email: 'on-call@example.com' },
    'platform-lead': { name: 'Platform lead', email: 'platform-lead@example.com' },
  },
  roles: {
    'on-call': ['first-on-call', 'platform-lead'],
  },
  services: {
    api: {
      title: 'API',
      features: {
        orders: { title: 'Orders', core: true },
        webhooks: { title: 'Webhooks', core: true },
        exports: { title: 'Exports' },
      },
      links: [
        { title: 'Taking back the API', url: 'https://docs.example.com/runbooks/api-rollback', when: 'after-deploy' },
      ],
      slo: { availability: 99.9, over: '30d' },
      rollback: {
        mode: 'suggest',
        platform: {
          kind: 'webhook',
          url: address('ACME_API_HOOK_URL', 'https://deploy.example.com', '/hooks/api'),
          secret: secret('ACME_API_HOOK_SECRET'),
        },
        migrations: 'declared',
      },
    },
    web: { title: 'Website', dependsOn: ['api'] },
  },
  monitors: {
    'api-health': {
      service: 'api',
      title: 'API health',
      kind: 'http',
      url: address('ACME_API_URL', 'https://api.example.com', '/health'),
    },
    'web-home': {
      service: 'web',
      title: 'Start page',
      kind: 'http',
      url: address('ACME_WEB_URL', 'https://www.example.com', '/'),
    },
  },
  escalation: { fallback: 'on-call' },
})
