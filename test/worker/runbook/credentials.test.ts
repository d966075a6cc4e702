// A credential never belongs in a runbook, and the report that says so must not carry it on.

import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../src/runbook/open.ts'
import { problemsOf } from './written.ts'

// Put together here, so that no scanner takes this file for a leak.
const TAIL = ['q7Zk2Xw9', 'Lm4Tb8Rv', 'c3Yh6Jd1'].join('')

const MAILBOX = { name: 'Shared', email: 'shared@example.com' }

const credentials: [string, string][] = [
  ['a Resend key', `re_${TAIL}`],
  ['an OpenAI or Anthropic key', `sk-proj-${TAIL}`],
  ['a Stripe key', `sk_live_${TAIL}`],
  ['a GitHub token', `ghp_${TAIL}`],
  ['a GitHub token', `github_pat_${TAIL}`],
  ['a Slack token', `xoxb-${TAIL}`],
  ['a Slack token', `https://hooks.slack.com/services/T0001/B0001/${TAIL}`],
  ['a webhook secret', `whsec_${TAIL}`],
  ['an AWS key', `AKIA${TAIL.toUpperCase()}`],
  ['a JSON web token', `eyJ${TAIL}.eyJ${TAIL}.${TAIL}`],
  ['a Fly token', `FlyV1 fm2_${TAIL}`],
  ['an authorization header', `Bearer ${TAIL}`],
  ['an authorization header', `Basic ${TAIL}==`],
  ['an address with a password', `https://user:${TAIL}@api.example.com/`],
  ['an address with a key', `https://api.example.com/?api_key=${TAIL}`],
  ['a private key or certificate', `-----BEGIN PRIVATE KEY-----\n${TAIL}`],
  ['a random secret', TAIL],
  ['a random secret', TAIL.toLowerCase().repeat(2)],
  ['a random secret', '0123456789abcdef'.repeat(2)],
]

const places: [string, (credential: string) => Record<string, unknown>][] = [
  ['a header', (it) => ({ 'monitors.home.headers': { authorization: it } })],
  ['the name of a header', (it) => ({ 'monitors.home.headers': { [it]: 'x' } })],
  ['an address', (it) => ({ 'monitors.home.url': it })],
  ['a default address', (it) => ({ 'monitors.home.url': { address: 'HOME_URL', default: it, path: '' } })],
  ['the name of a secret', (it) => ({ 'services.api.rollback.platform.secret': { secret: it } })],
  ['a title', (it) => ({ 'services.api.title': it })],
  ['a number', (it) => ({ 'monitors.home.failAfter': it })],
  ['a reference', (it) => ({ 'monitors.home.service': it, 'roles.on-call': [it], 'escalation.fallback': it })],
  ['the id of a service', (it) => ({ services: { [it]: { title: 'API' } } })],
  ['the id of a responder', (it) => ({ responders: { [it]: MAILBOX, second: MAILBOX } })],
  ['an option', (it) => ({ organisation: { [it]: {} } })],
]

describe.each(places)('in %s', (_, place) => {
  it.each(credentials)('%s is found and not shown', (kind, credential) => {
    const problems = problemsOf(place(credential))
    expect(problems).toContainEqual(expect.objectContaining({ found: `a literal that looks like ${kind}` }))
    const report = JSON.stringify(problems) + problems.map(describeProblem).join()
    expect(report.toLowerCase()).not.toContain(TAIL.toLowerCase())
    expect(report).not.toContain(credential)
  })
})

it.each([
  ['a commit', 'release 1.4.2'],
  ['a long host name', 'https://hotdash-llamaindex-mcp-staging.fly.dev/health'],
  ['an id of a platform', 'https://api.example.com/projects/7f0c1d2e-3a4b-4c5d-8e6f-9a0b1c2d3e4f'],
  ['a glob', 'apps/api/prisma/migrations/**'],
  ['a long name in camel case', 'https://api.example.com/workflowExecutionHealthSummary'],
])('%s is no credential', (_, text) => {
  expect(problemsOf({ 'monitors.home.bodyContains': text })).toEqual([])
})
