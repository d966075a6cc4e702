// The runbook that is deployed and those of the four systems are in order, wherever their addresses are pointed.

import { describe, expect, it } from 'vitest'
import acme from '../../../runbook.ts'
import agentix from '../../../runbooks/agentix.ts'
import agento from '../../../runbooks/agento.ts'
import curateMe from '../../../runbooks/curate-me.ts'
import hotdash from '../../../runbooks/hotdash.ts'
import { addressNames, openRunbook } from '../../../src/runbook/open.ts'
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
    ['HOTDASH_AGENT_STAGING_URL', 'HOTDASH_AGENT_URL', 'HOTDASH_MCP_STAGING_URL', 'HOTDASH_MCP_URL'],
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
