// Agento: orchestration runs and payments behind one API, released from staging to production as the same artifact.

import { address, defineRunbook, secret } from '../src/runbook/define.ts'

export default defineRunbook({
  organisation: { name: 'Agento', contact: 'support@example.com' },
  responders: {
    'release-owner': { name: 'Release owner', email: 'release-owner@example.com' },
    'api-owner': { name: 'API owner', email: 'api-owner@example.com' },
    'data-owner': { name: 'Data owner', email: 'data-owner@example.com' },
  },
  roles: {
    release: ['release-owner', 'api-owner'],
    api: ['api-owner'],
    data: ['data-owner'],
  },
  services: {
    api: {
      title: 'Agento API',
      features: {
        orchestration: { title: 'Orchestration runs', critical: true },
        payments: { title: 'Payments', critical: true },
        auth: { title: 'Access control', core: true },
      },
      links: [
        {
          title: 'Rollback procedure',
          url: 'https://docs.example.com/agento/deployment#rollback-procedure',
          when: 'after-deploy',
          owner: 'Release owner',
        },
        { title: 'Reliability targets', url: 'https://docs.example.com/agento/slo-targets' },
      ],
      contacts: [
        { area: 'Deploys and rollbacks', who: 'Release owner', how: 'release-owner@example.com' },
        { area: 'Routes and access', who: 'API owner', how: 'api-owner@example.com' },
        { area: 'Migrations and data', who: 'Data owner', how: 'data-owner@example.com' },
      ],
    },
    // Watched, but outside of production: a broken rehearsal wakes nobody and is on no public page.
    staging: { title: 'Agento API (staging)', environment: 'staging' },
  },
  monitors: {
    'api-health': {
      service: 'api',
      title: 'API health',
      kind: 'http',
      url: address('AGENTO_URL', 'https://agento.example.com', '/v1/health'),
      statuses: [200],
    },
    'runs-list': {
      service: 'api',
      feature: 'orchestration',
      title: 'List of runs',
      kind: 'http',
      url: address('AGENTO_URL', 'https://agento.example.com', '/v1/orchestrations/runs?limit=5'),
    },
    'runs-refused-without-key': {
      service: 'api',
      feature: 'auth',
      title: 'A run without a key is refused',
      kind: 'http',
      url: address('AGENTO_URL', 'https://agento.example.com', '/v1/orchestrations/run'),
      method: 'POST',
      // Not a valid run either: should the guard ever be gone, nothing is started by asking.
      headers: { 'content-type': 'application/json' },
      body: '{}',
      statuses: [401],
      every: '15m',
    },
    // A write without a role has to be refused as well; nothing is in it, so nothing would come of it.
    'write-refused-without-role': {
      service: 'api',
      feature: 'auth',
      title: 'A write without a role is refused',
      kind: 'http',
      url: address('AGENTO_URL', 'https://agento.example.com', '/v1/agents'),
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
      statuses: [403],
      every: '15m',
    },
    'run-completes': {
      service: 'api',
      feature: 'orchestration',
      title: 'A run completes with an output',
      kind: 'journey',
      deadline: '50s',
      steps: [
        {
          name: 'enqueue a run',
          url: address('AGENTO_URL', 'https://agento.example.com', '/v1/orchestrations/run'),
          method: 'POST',
          headers: { 'x-agent-api-key': secret('AGENTO_AGENT_API_KEY'), 'content-type': 'application/json' },
          body: '{"workflow":"smoke"}',
          capture: { runId: { json: '$.runId' } },
        },
        {
          name: 'wait for its summary',
          url: address('AGENTO_URL', 'https://agento.example.com', '/v1/orchestrations/runs/{{runId}}/summary'),
          headers: { 'x-agent-api-key': secret('AGENTO_AGENT_API_KEY') },
          json: [
            { path: '$.status', equals: 'completed' },
            { path: '$.runOutput', exists: true },
          ],
          until: { every: '2s', within: '40s' },
        },
      ],
    },
    'staging-health': {
      service: 'staging',
      title: 'Staging health',
      kind: 'http',
      url: address('AGENTO_STAGING_URL', 'https://agento-staging.example.com', '/v1/health'),
      statuses: [200],
      every: '5m',
      failAfter: 2,
    },
    'staging-runs-list': {
      service: 'staging',
      title: 'Staging list of runs',
      kind: 'http',
      url: address('AGENTO_STAGING_URL', 'https://agento-staging.example.com', '/v1/orchestrations/runs?limit=5'),
      every: '5m',
      failAfter: 2,
    },
  },
  severity: { native: { P1: 'SEV-1', P2: 'SEV-2', P3: 'SEV-3' } },
  escalation: { fallback: 'release' },
})
