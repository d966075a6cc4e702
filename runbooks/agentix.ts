// Agentix: conversations and workflows over WhatsApp. The web runs on Vercel; the API and its queue workers on Railway.

import { address, defineRunbook, secret } from '../src/runbook/define.ts'

/** Each of the three workers says that it is alive, every minute. */
const WORKER = { kind: 'heartbeat', expects: '1m', grace: '2m' } as const

/** A queue that backs up is Redis's trouble as often as its own. */
const REDIS = {
  title: 'Redis persistence: verification steps',
  url: 'https://docs.example.com/agentix/redis-persistence#verification-steps',
  when: ['outage', 'degradation'],
} as const

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
      dependsOn: ['openai'],
      features: {
        auth: { title: 'Sign-in', core: true },
        inbox: { title: 'Inbox', core: true },
        builder: { title: 'Workflow builder', core: true },
        workflows: { title: 'Workflow execution', critical: true },
        webhooks: { title: 'WhatsApp webhooks', critical: true },
        delivery: { title: 'Message delivery', core: true },
        'ai-nodes': { title: 'AI nodes', core: true },
        broadcasts: { title: 'Broadcasts' },
        analytics: { title: 'Analytics' },
        exports: { title: 'CSV export' },
        email: { title: 'E-mail delivery' },
      },
      links: [
        { ...REDIS, features: ['delivery', 'broadcasts', 'workflows'] },
        {
          title: 'E-mail deliverability: troubleshooting',
          url: 'https://docs.example.com/agentix/email#troubleshooting',
          when: ['outage', 'degradation'],
          features: ['email'],
        },
      ],
    },
    workers: {
      title: 'Queue workers',
      dependsOn: ['api'],
      links: [REDIS],
    },
    // Not ours, so it is on no page of ours: how it is, is asked when something opens.
    openai: { title: 'OpenAI', environment: 'provider', statusPage: 'https://status.openai.com' },
    web: {
      title: 'Web app',
      dependsOn: ['api'],
      // A bug on one page is minor; that nobody can sign in at all is said of the web app as a whole.
      features: { pages: { title: 'Single pages' } },
      statusPage: 'https://www.vercel-status.com',
    },
  },
  // The quick reference of the incident response plan; what is about one service stands with it.
  links: [
    {
      title: 'Deployment: rollback procedures',
      url: 'https://docs.example.com/agentix/deployment#rollback-procedures',
      when: 'after-deploy',
    },
    {
      title: 'Database backup & restore: manual restore',
      url: 'https://docs.example.com/agentix/database-backup#manual-restore',
      when: 'loss',
    },
    { title: 'Uptime monitoring: configuration', url: 'https://docs.example.com/agentix/uptime#alert-configuration' },
    { title: 'Staging environment: verification', url: 'https://docs.example.com/agentix/staging#verification' },
  ],
  secrets: {
    BETTER_AUTH_SECRET: {
      where: ['railway'],
      steps: [
        'Generate a new secret: openssl rand -hex 32.',
        'Set it on railway.',
        'Redeploy the API; from here on the old one is worth nothing.',
        'Verify the health check and a sign-in, and list the names of the variables, never their values.',
      ],
      consequence: 'All sessions end: everyone signs in again.',
    },
    OPENAI_API_KEY: {
      where: ['railway'],
      misuse: 'Look for unexpected charges on the usage dashboard of OpenAI.',
    },
    RESEND_API_KEY: { where: ['railway'] },
    CREDENTIAL_ENCRYPTION_KEY: {
      where: ['railway'],
      steps: [
        'Decrypt all tool credentials with the old key.',
        'Set the new key on railway.',
        'Re-encrypt all tool credentials with the new key.',
        'Redeploy the API.',
        'Verify that a tool still connects, and list the names of the variables, never their values.',
        'Destroy the old key.',
      ],
      consequence: 'Tool credentials that are not encrypted anew cannot be read any more.',
    },
    SENTRY_DSN: { where: ['railway', 'vercel'] },
    POSTHOG_API_KEY: { where: ['railway', 'vercel'] },
    SENTRY_AUTH_TOKEN: { where: ['vercel'] },
  },
  monitors: {
    'api-health': {
      service: 'api',
      title: 'API health',
      kind: 'http',
      url: address('AGENTIX_API_URL', 'https://api.agentix.app', '/health'),
      latency: { warnMs: 5_000 },
      closely: '15s',
    },
    'api-certificate': {
      service: 'api',
      title: 'Certificate of the API',
      kind: 'tls',
      host: 'api.agentix.app',
      every: '6h',
    },
    'api-error-rate': {
      service: 'api',
      title: 'Error rate of the API',
      kind: 'metric',
      of: { monitor: 'api-health', measure: 'error-rate' },
      over: '10m',
      warn: { above: 1 },
      fail: { above: 5 },
      unit: '%',
      impact: 'degradation',
    },
    // Later than five minutes, one node in ten failing, or workers that are stuck, is major: late is not lost.
    'delivery-delay': {
      service: 'api',
      feature: 'delivery',
      title: 'Delay of the oldest message that waits',
      tells: 'queues',
      kind: 'metric',
      pushed: true,
      fail: { above: 300 },
      unit: 's',
      impact: 'degradation',
    },
    'ai-failures': {
      service: 'api',
      feature: 'ai-nodes',
      title: 'Failing AI nodes',
      kind: 'metric',
      pushed: true,
      warn: { above: 5 },
      fail: { above: 10 },
      unit: '%',
      impact: 'degradation',
    },
    'message-processing': { service: 'workers', title: 'Message processing', ...WORKER },
    'broadcast-sending': { service: 'workers', title: 'Broadcast sending', ...WORKER },
    'audit-processing': { service: 'workers', title: 'Audit processing', ...WORKER },
    workers: {
      service: 'workers',
      title: 'Queue workers',
      tells: 'workers',
      kind: 'group',
      members: ['message-processing', 'broadcast-sending', 'audit-processing'],
      atLeast: 3,
      impact: 'degradation',
    },
    // A message that is sent has to arrive; it goes to a number that answers nobody, and is deleted again.
    'message-arrives': {
      service: 'api',
      feature: 'delivery',
      title: 'A test message arrives',
      kind: 'journey',
      steps: [
        {
          name: 'send a test message',
          url: address('AGENTIX_API_URL', 'https://api.agentix.app', '/api/v1/test-messages'),
          method: 'POST',
          headers: { authorization: secret('AGENTIX_API_KEY', 'Bearer '), 'content-type': 'application/json' },
          body: '{"text":"test"}',
          capture: { messageId: { json: '$.id' } },
        },
        {
          name: 'see it arrive',
          url: address('AGENTIX_API_URL', 'https://api.agentix.app', '/api/v1/test-messages/{{messageId}}'),
          headers: { authorization: secret('AGENTIX_API_KEY', 'Bearer ') },
          json: [{ path: '$.status', equals: 'delivered' }],
          until: { every: '2s', within: '20s' },
        },
      ],
      cleanup: [
        {
          name: 'delete it',
          url: address('AGENTIX_API_URL', 'https://api.agentix.app', '/api/v1/test-messages/{{messageId}}'),
          method: 'DELETE',
          headers: { authorization: secret('AGENTIX_API_KEY', 'Bearer ') },
        },
      ],
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
  escalation: {
    fallback: 'on-call',
    everyone: ['P1'],
    paths: {
      P1: [{ after: '15m', roles: ['cto'] }],
      P2: [{ after: '1h', roles: ['team-lead'] }],
      P3: [{ after: '4h', roles: ['on-call'], unless: 'progress' }],
      P4: [],
    },
  },
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
