// A minute's samples as they are kept: one short text for each block of 100 monitors, in the order of their names.

import type { Monitor, Runbook } from '../runbook.ts'
import type { VerdictKind } from './verdict.ts'

const BLOCK = 100

/** What is kept of one look; `ms` is null where nothing was measured. */
export type Sample = { monitor: string; verdict: VerdictKind; ms: number | null }

export type SampleRow = { block: number; minute: number; data: string }

/** Who passed, or was only slow, in one minute. */
export type Passes = { minute: number; monitors: string[] }

const LETTERS: Readonly<Record<VerdictKind, string>> = { pass: 'p', warn: 'w', fail: 'f', unknown: 'u' }
const GOOD = /^[pw]/

/** `3f2a9c01 p120,w5200,f,u,-`: first whose places these are, then each one's; a dash for what was not due. */
export function packSamples(runbook: Runbook, samples: readonly Sample[]): { block: number; data: string }[] {
  const byMonitor = new Map(samples.map((sample) => [sample.monitor, sample]))
  return blocksOf(runbook).map((monitors, block) => {
    const places = monitors.map((monitor) => packOne(byMonitor.get(monitor.id)))
    return { block, data: `${layoutOf(monitors)} ${places.join()}` }
  })
}

/** Rows of another runbook tell nothing: their places are somebody else's. */
export function readPasses(runbook: Runbook, rows: readonly SampleRow[]): Passes[] {
  const blocks = blocksOf(runbook)
  return rows.map(({ block, minute, data }) => {
    const monitors = blocks[block] ?? []
    const [layout, places = ''] = data.split(' ')
    const seen = layout === layoutOf(monitors) ? places.split(',') : []
    return { minute, monitors: monitors.filter((_, place) => GOOD.test(seen[place] ?? '')).map(({ id }) => id) }
  })
}

export function blocksWith(monitors: readonly Monitor[], runbook: Runbook): number[] {
  const wanted = new Set(monitors.map((monitor) => monitor.id))
  return blocksOf(runbook).flatMap((block, index) => (block.some(({ id }) => wanted.has(id)) ? [index] : []))
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

function layoutOf(monitors: readonly Monitor[]): string {
  let hash = 0x811c9dc5
  for (const char of monitors.map(({ id }) => id).join('\n')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return hash.toString(16).padStart(8, '0')
}
