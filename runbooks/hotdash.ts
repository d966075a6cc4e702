// HotDash Agent SDK: an MCP server and an agent service on Fly, each with a staging twin that is deployed first.

import { address, defineRunbook, secret } from '../src/runbook/define.ts'

const FLY_STATUS = 'https://status.flyio.net'

/** The machines stop after five idle minutes and start again within ten seconds of a request. */
const sleeps = (app: string) => ({
  platform: {
    kind: 'fly' as const,
    app,
    token: secret('FLY_API_TOKEN'),
    api: address('FLY_API_URL', 'https://api.machines.dev'),
  },
  wakesWithin: '10s' as const,
  sleepsWithin: '5m' as const,
})

/** Looked at closely after each deploy and once a day; in between its machines are read, so that nobody keeps it awake. */
const SLEEPER = {
  kind: 'http',
  every: '2m',
  closely: '15s',
  wakes: '1d',
  deadline: '14s',
  latency: { warnMs: 10_000 },
} as const
const REHEARSAL = { ...SLEEPER, every: '10m' } as const

/** The reliability team takes it back at once; the engineer hears of it after five minutes, the manager after fifteen. */
const LADDER = [
  { after: '0s', roles: ['first-hour'] },
  { after: '5m', roles: ['engineering'] },
  { after: '15m', roles: ['management'] },
] as const

export default defineRunbook({
  organisation: { name: 'HotDash', contact: 'support@example.com', timeZone: 'America/Chicago' },
  responders: {
    'reliability-team': { name: 'Reliability team', email: 'reliability@example.com' },
    engineer: { name: 'Engineer', email: 'engineer@example.com' },
    manager: { name: 'Manager', email: 'manager@example.com' },
  },
  roles: {
    reliability: ['reliability-team', 'engineer', 'manager'],
    'first-hour': ['reliability-team'],
    engineering: ['engineer'],
    management: ['manager'],
  },
  services: {
    mcp: {
      title: 'LlamaIndex MCP server',
      sleeps: sleeps('hotdash-llamaindex-mcp'),
      statusPage: FLY_STATUS,
      features: { queries: { title: 'Query execution', core: true } },
    },
    agent: {
      title: 'Agent service',
      sleeps: sleeps('hotdash-agent-service'),
      statusPage: FLY_STATUS,
      features: { approvals: { title: 'Approval queue', core: true } },
    },
    // Watched, but outside of production: a broken rehearsal wakes nobody and is on no public page.
    'mcp-staging': {
      title: 'LlamaIndex MCP server (staging)',
      environment: 'staging',
      sleeps: sleeps('hotdash-llamaindex-mcp-staging'),
    },
    'agent-staging': {
      title: 'Agent service (staging)',
      environment: 'staging',
      sleeps: sleeps('hotdash-agent-service-staging'),
    },
  },
  links: [
    {
      title: 'Deployment: rollback',
      url: 'https://docs.example.com/hotdash/agent-sdk-deployment#rollback',
      when: 'after-deploy',
      owner: 'Reliability and deployment teams',
    },
    { title: 'Incident response', url: 'https://docs.example.com/hotdash/agent-sdk-incident-response' },
    { title: 'Monitoring', url: 'https://docs.example.com/hotdash/agent-sdk-monitoring' },
  ],
  contacts: [
    { area: 'Rollback', who: 'Reliability team', how: 'reliability@example.com' },
    { area: 'Code', who: 'Engineer', how: 'engineer@example.com' },
    { area: 'Decisions when it takes longer', who: 'Manager', how: 'manager@example.com' },
  ],
  // Quarterly, or whenever something happened.
  secrets: {
    DATABASE_URL: { title: 'Supabase connection', where: ['fly'], rotateEvery: '90d', owner: 'reliability-team' },
    OPENAI_API_KEY: { where: ['fly'], rotateEvery: '90d', owner: 'reliability-team' },
  },
  monitors: {
    'mcp-health': {
      ...SLEEPER,
      service: 'mcp',
      title: 'MCP server health',
      url: address('HOTDASH_MCP_URL', 'https://hotdash-llamaindex-mcp.fly.dev', '/health'),
    },
    'agent-health': {
      ...SLEEPER,
      service: 'agent',
      title: 'Agent service health',
      url: address('HOTDASH_AGENT_URL', 'https://hotdash-agent-service.fly.dev', '/health'),
    },
    'mcp-staging-health': {
      ...REHEARSAL,
      service: 'mcp-staging',
      title: 'MCP server health (staging)',
      url: address('HOTDASH_MCP_STAGING_URL', 'https://hotdash-llamaindex-mcp-staging.fly.dev', '/health'),
    },
    'agent-staging-health': {
      ...REHEARSAL,
      service: 'agent-staging',
      title: 'Agent service health (staging)',
      url: address('HOTDASH_AGENT_STAGING_URL', 'https://hotdash-agent-service-staging.fly.dev', '/health'),
    },
  },
  severity: { respond: { P1: '5m' } },
  escalation: { fallback: 'reliability', paths: { P1: LADDER, P2: LADDER } },
})
