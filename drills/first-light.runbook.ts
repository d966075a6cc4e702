// The runbook of the drills: a small company whose API goes back by itself and whose jobs wait for a person.

import { address, defineRunbook, secret } from '../src/runbook/define.ts'

export default defineRunbook({
  organisation: { name: 'Acme', contact: 'support@example.com', timeZone: 'Europe/Berlin' },
  responders: {
    'api-engineer': {
      name: 'API engineer',
      email: 'api-engineer@example.com',
      logins: { github: 'acme-api-engineer' },
    },
    lead: { name: 'Lead', email: 'lead@example.com' },
  },
  roles: { 'on-call': ['lead'] },
  services: {
    api: {
      title: 'Core API',
      statusPage: address('ACME_PROVIDER_URL', 'https://status.example.com'),
      features: { orders: { title: 'Orders', core: true } },
      rollback: {
        mode: 'auto',
        migrations: 'declared',
        platform: {
          kind: 'webhook',
          url: address('ACME_API_HOOK_URL', 'https://deploy.example.com', '/hooks/api'),
          secret: secret('ACME_API_HOOK_SECRET'),
        },
        downFor: '3m',
      },
    },
    web: { title: 'Web', dependsOn: ['api'] },
    jobs: {
      title: 'Jobs',
      rollback: {
        mode: 'suggest',
        migrations: 'declared',
        platform: {
          kind: 'webhook',
          url: address('ACME_JOBS_HOOK_URL', 'https://deploy.example.com', '/hooks/jobs'),
          secret: secret('ACME_JOBS_HOOK_SECRET'),
        },
        downFor: '3m',
      },
    },
  },
  secrets: {
    ACME_MAIL_KEY: {
      where: ['railway'],
      rotateEvery: '90d',
      rotatedOn: '2025-12-10',
      owner: 'lead',
      consequence: 'Mails wait until it is redeployed.',
      misuse: 'Look for mails that nobody here has sent.',
    },
  },
  monitors: {
    'api-health': {
      service: 'api',
      title: 'API health',
      kind: 'http',
      url: address('ACME_API_URL', 'https://api.example.com', '/health'),
      bodyContains: '"status"',
      deadline: '2s',
    },
    'web-home': {
      service: 'web',
      title: 'Start page',
      kind: 'http',
      url: address('ACME_WEB_URL', 'https://www.example.com', '/'),
      deadline: '2s',
    },
    'jobs-health': {
      service: 'jobs',
      title: 'Jobs health',
      kind: 'http',
      url: address('ACME_JOBS_URL', 'https://jobs.example.com', '/health'),
      deadline: '2s',
    },
  },
  escalation: { fallback: 'on-call' },
})
