// Agentix: conversations and workflows over WhatsApp. The web runs on Vercel; the API and its queue workers on Railway.

import { address, defineRunbook } from '../src/runbook/define.ts'

export default defineRunbook({
  organisation: { name: 'Agentix', contact: 'support@agentixx.io', team: 'The Agentix Team' },
  responders: {
    'on-call-engineer': { name: 'On-call engineer', email: 'on-call@example.com' },
    'team-lead': { name: 'Team lead', email: 'team-lead@example.com' },
    cto: { name: 'CTO', email: 'cto@example.com' },
  },
  roles: {
    'on-call': ['on-call-engineer', 'team-lead', 'cto'],
    'team-lead': ['team-lead'],
    cto: ['cto'],
  },
  services: {
    api: {
      title: 'API',
      features: {
        auth: { title: 'Sign-in', core: true },
        inbox: { title: 'Inbox', core: true },
        builder: { title: 'Workflow builder', core: true },
        workflows: { title: 'Workflow execution', core: true },
        webhooks: { title: 'WhatsApp webhooks', core: true },
        delivery: { title: 'Message delivery', core: true },
        'ai-nodes': { title: 'AI nodes', core: true },
        broadcasts: { title: 'Broadcasts' },
        analytics: { title: 'Analytics' },
        exports: { title: 'CSV export' },
      },
      links: [
        { title: 'Rollback procedures', url: 'https://docs.example.com/agentix/deployment#rollback-procedures' },
        { title: 'Database: manual restore', url: 'https://docs.example.com/agentix/database-backup#manual-restore' },
        { title: 'Redis: verification steps', url: 'https://docs.example.com/agentix/redis-persistence#verification' },
        { title: 'E-mail delivery: troubleshooting', url: 'https://docs.example.com/agentix/email#troubleshooting' },
        { title: 'Staging: verification', url: 'https://docs.example.com/agentix/staging#verification' },
      ],
    },
    web: {
      title: 'Web app',
      dependsOn: ['api'],
      links: [{ title: 'Rollback procedures', url: 'https://docs.example.com/agentix/deployment#rollback-procedures' }],
    },
  },
  monitors: {
    'api-health': {
      service: 'api',
      title: 'API health',
      kind: 'http',
      url: address('AGENTIX_API_URL', 'https://api.agentix.app', '/health'),
      latency: { warnMs: 5_000 },
    },
    'web-login': {
      service: 'web',
      title: 'Login page',
      kind: 'http',
      url: address('AGENTIX_WEB_URL', 'https://app.agentix.app', '/'),
      // A page that failed to render is answered with 200 all the same.
      bodyLacks: 'Application error',
      size: { leastBytes: 1 },
      redirects: 'follow',
    },
  },
  severity: {
    native: { P1: 'P1 Critical', P2: 'P2 Major', P3: 'P3 Minor', P4: 'P4 Low' },
    respond: { P1: '15m', P2: '1h', P3: '4h', P4: null },
  },
  escalation: { fallback: 'on-call', everyone: ['P1'] },
  communication: {
    timing: {
      P1: { first: '30m', update: '30m', resolution: '0s' },
      // An hour is promised for P2, and thirty minutes for P1 and P2 together; the earlier keeps both promises.
      P2: { first: '30m', update: '1h', resolution: '1h' },
      P3: null,
      P4: null,
    },
    postmortemDays: 5,
  },
  verification: { watch: '30m' },
})
