// HotDash Agent SDK: an MCP server and an agent service on Fly, each with a staging twin that is deployed first.

import { address, defineRunbook } from '../src/runbook/define.ts'

/**
 * The machines stop after five idle minutes and are meant to: a closer look would never let them sleep.
 * Waking up may take ten seconds, so that long is neither slow nor down.
 */
const SLEEPER = { kind: 'http', every: '10m', deadline: '20s', latency: { warnMs: 10_000 }, recoverAfter: 1 } as const
const REHEARSAL = { ...SLEEPER, every: '30m', failAfter: 2 } as const

export default defineRunbook({
  organisation: { name: 'HotDash', contact: 'support@example.com', timeZone: 'America/Chicago' },
  responders: {
    'reliability-team': { name: 'Reliability team', email: 'reliability@example.com' },
    engineer: { name: 'Engineer', email: 'engineer@example.com' },
    manager: { name: 'Manager', email: 'manager@example.com' },
  },
  roles: {
    reliability: ['reliability-team', 'engineer', 'manager'],
    decision: ['manager', 'engineer'],
  },
  services: {
    mcp: {
      title: 'LlamaIndex MCP server',
      features: { queries: { title: 'Query execution', core: true } },
      links: [
        { title: 'Monitoring', url: 'https://docs.example.com/hotdash/agent-sdk-monitoring' },
        { title: 'Incident response', url: 'https://docs.example.com/hotdash/agent-sdk-incident-response' },
      ],
    },
    agent: {
      title: 'Agent service',
      features: { approvals: { title: 'Approval queue', core: true } },
      links: [
        { title: 'Monitoring', url: 'https://docs.example.com/hotdash/agent-sdk-monitoring' },
        { title: 'Incident response', url: 'https://docs.example.com/hotdash/agent-sdk-incident-response' },
      ],
    },
    // Watched, but outside of production: a broken rehearsal wakes nobody and is on no public page.
    'mcp-staging': { title: 'LlamaIndex MCP server (staging)', environment: 'staging' },
    'agent-staging': { title: 'Agent service (staging)', environment: 'staging' },
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
  // After five minutes the engineer is called beside the reliability team, then the manager.
  severity: { respond: { P1: '5m' } },
  escalation: { fallback: 'reliability' },
})
