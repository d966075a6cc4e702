// Opens a runbook the way the Worker will: bundled, and run in workerd.

import { resolve } from 'node:path'
import { createTestHarness } from 'wrangler'
import type { Cost } from '../src/core/cost/cost.ts'

export const ROOT = resolve(import.meta.dirname, '..')
const COMPATIBILITY_DATE = '2026-08-15'

export type RunbookReport = {
  problems: string[]
  /** What every Worker needs, whatever its runbook. */
  required: string[]
  addresses: string[]
  secrets: string[]
  services: string[]
  responders: string[]
  /** Where a latency was given and nothing is wrong. */
  cost: Cost | null
}

export type RunbookOptions = {
  addresses: Record<string, string>
  allowLoopback: boolean
  /** How long targets take to answer: what it costs is wanted too. */
  latencyMs?: number
}

export async function readRunbook(file: string, options: RunbookOptions): Promise<RunbookReport> {
  const { addresses, allowLoopback, latencyMs } = options
  const harness = createTestHarness({
    workers: [
      {
        config: {
          name: 'runbook',
          main: resolve(ROOT, 'commands/runbook.worker.ts'),
          compatibility_date: COMPATIBILITY_DATE,
          alias: { '#runbook': resolve(file), 'postal-mime': resolve(ROOT, 'vendor/postal-mime.ts') },
          vars: {
            ADDRESSES: JSON.stringify(addresses),
            ...(allowLoopback && { ALLOW_LOOPBACK_TARGETS: 'allow' }),
          },
        },
      },
    ],
  })
  try {
    await harness.listen()
    const response = await harness.fetch(latencyMs === undefined ? '/' : `/?latency=${latencyMs}`)
    if (!response.ok) throw new Error(`${file} could not be opened: ${(await response.text()).slice(0, 500)}`)
    const report: RunbookReport = JSON.parse(await response.text())
    return report
  } finally {
    await harness.close()
  }
}
