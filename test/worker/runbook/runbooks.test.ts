// The runbook that is deployed and those of the four systems are in order, wherever their addresses are pointed.

import { describe, expect, it } from 'vitest'
import acme from '../../../runbook.ts'
import agentix from '../../../runbooks/agentix.ts'
import agento from '../../../runbooks/agento.ts'
import curateMe from '../../../runbooks/curate-me.ts'
import hotdash from '../../../runbooks/hotdash.ts'
import { http } from '../../../src/checks/http/http.ts'
import { addressNames, openRunbook } from '../../../src/runbook/open.ts'
import { answer, CANARY, json, outside, type Seen } from '../contract/outside.ts'
import { OUTSIDE } from './written.ts'

const runbooks: [string, unknown, string[]][] = [
  ['Acme', acme, ['ACME_API_HOOK_URL', 'ACME_API_URL', 'ACME_WEB_URL']],
  ['Agentix', agentix, ['AGENTIX_API_URL', 'AGENTIX_WEB_URL']],
  ['Agento', agento, ['AGENTO_STAGING_URL', 'AGENTO_URL']],
  [
    'Curate-Me',
    curateMe,
    ['CURATE_API_URL', 'CURATE_DASHBOARD_URL', 'CURATE_DOCS_URL', 'CURATE_GATEWAY_URL', 'CURATE_HOOK_URL'],
  ],
  [
    'HotDash',
    hotdash,
    ['FLY_API_URL', 'HOTDASH_AGENT_STAGING_URL', 'HOTDASH_AGENT_URL', 'HOTDASH_MCP_STAGING_URL', 'HOTDASH_MCP_URL'],
  ],
]

describe.each(runbooks)('%s', (_, runbook, names) => {
  it('opens with its own addresses', () => {
    expect(openRunbook(runbook, OUTSIDE)).toMatchObject({ ok: true })
  })

  it('opens with every address pointed to this machine', () => {
    expect(addressNames(runbook)).toEqual(names)
    const local = { resolve: (name: string) => `http://localhost:8788/${name.toLowerCase()}`, allowLoopback: true }
    expect(openRunbook(runbook, local)).toMatchObject({ ok: true })
  })
})

describe('what their own runbooks call broken', () => {
  const to = (location: string) => answer(307, '', { location })
  const stores = (redis: string, mongodb: string) => json(200, { status: 'ok', redis, mongodb })

  const cases: [string, unknown, string, Seen, object][] = [
    ['a login page', agentix, 'web-login', answer(200, '<h1>Sign in</h1>'), { kind: 'pass' }],
    ['a login page that did not render', agentix, 'web-login', answer(200, 'Application error: a …'), { kind: 'fail' }],
    ['a login page with nothing on it', agentix, 'web-login', answer(200), { kind: 'fail' }],
    ['a run refused without a key', agento, 'runs-refused-without-key', answer(401), { kind: 'pass' }],
    [
      'a run taken without a key',
      agento,
      'runs-refused-without-key',
      answer(202),
      { kind: 'fail', reason: 'answered 202 where 401 was expected: what has to be refused was allowed' },
    ],
    [
      'a write taken without a role',
      agento,
      'write-refused-without-role',
      answer(201),
      { kind: 'fail', failure: 'exposure' },
    ],
    ['both stores', curateMe, 'gateway-stores', stores('connected', 'connected'), { kind: 'pass' }],
    ['one store of two', curateMe, 'gateway-stores', stores('connected', 'timeout'), { kind: 'fail' }],
    ['a store that says so', curateMe, 'gateway-stores', stores('connected', 'disconnected'), { kind: 'fail' }],
    ['a way to the login', curateMe, 'dashboard-login', to('/login?next=/'), { kind: 'pass' }],
    ['a way to somewhere else', curateMe, 'dashboard-login', to('/maintenance'), { kind: 'fail' }],
    [
      'a dashboard that is open',
      curateMe,
      'dashboard-login',
      answer(200),
      { kind: 'fail', reason: 'answered 200 where 307 was expected: what has to be sent elsewhere was answered' },
    ],
    ['an MCP server that is well', hotdash, 'mcp-health', json(200, { status: 'ok' }), { kind: 'pass' }],
  ]
  it.each(cases)('%s', async (_, written, id, met, verdict) => {
    const opened = openRunbook(written, OUTSIDE)
    const settings = opened.ok ? opened.value.monitors[id]?.settings : undefined
    const context = { io: outside(met), deadlineMs: 10_000, place: 'here', key: 'a-look', secret: () => CANARY }
    expect(http.judge(settings, await http.probe(settings, context))).toMatchObject(verdict)
  })
})
