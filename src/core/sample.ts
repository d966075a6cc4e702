// A minute's samples as they are kept: one short text for each block of 100 monitors, in the order of their names.

import type { Monitor, Runbook } from './runbook.ts'
import type { VerdictKind } from './verdict.ts'

export const BLOCK = 100

/** What is kept of one look; `ms` is null where nothing was measured. */
export type Sample = { monitor: string; verdict: VerdictKind; ms: number | null }

const LETTERS: Readonly<Record<VerdictKind, string>> = { pass: 'p', warn: 'w', fail: 'f', unknown: 'u' }

/** `p120,w5200,f,u,-`: a dash for what was not due. */
export function packSamples(runbook: Runbook, samples: readonly Sample[]): { block: number; data: string }[] {
  const byMonitor = new Map(samples.map((sample) => [sample.monitor, sample]))
  return blocksOf(runbook).map((monitors, block) => ({
    block,
    data: monitors.map((monitor) => packOne(byMonitor.get(monitor.id))).join(),
  }))
}

function packOne(sample: Sample | undefined): string {
  return sample === undefined ? '-' : `${LETTERS[sample.verdict]}${sample.ms ?? ''}`
}

function blocksOf(runbook: Runbook): Monitor[][] {
  const monitors = Object.values(runbook.monitors).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return Array.from({ length: Math.ceil(monitors.length / BLOCK) }, (_, block) =>
    monitors.slice(block * BLOCK, (block + 1) * BLOCK),
  )
}
