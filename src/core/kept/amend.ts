// What a false alarm has counted against uptime is taken back: its failed looks become looks without an answer, in the minutes
// as they are kept and in whatever has been added up from them.

import { type Instant, minuteOf } from '../time.ts'
import { dayOf, type Rollup, readRollup, type Standing, type StoredRollups, writeRollups } from './rollup.ts'
import type { Layout, SampleRow } from './sample.ts'

export type Amendment = { monitor: string; from: Instant; to: Instant }

/** How many failed looks of a monitor were none, in an hour. */
export type Moved = { monitor: string; hour: number; many: number }

export type Amended = { rows: SampleRow[]; moved: Moved[] }

/** Only what changes: asked again, nothing does. */
export function amendRows(
  rows: readonly SampleRow[],
  layouts: readonly Layout[],
  amendments: readonly Amendment[],
): Amended {
  const monitorsOf = new Map(layouts.map((layout) => [layout.name, layout.monitors]))
  const amended: Amended = { rows: [], moved: [] }
  for (const row of rows) {
    const [name = '', ...entries] = row.data
    const monitors = monitorsOf.get(name) ?? []
    const next = entries.map((entry, place) => {
      const monitor = monitors[place]
      return monitor !== undefined && amendments.some((one) => isIn(one, monitor, row.minute)) ? unknown(entry) : entry
    })
    const moved = next.flatMap((entry, place) => {
      const many = failedIn(entries[place] ?? '') - failedIn(entry)
      return many === 0 ? [] : [{ monitor: monitors[place] ?? '', hour: Math.floor(row.minute / 60), many }]
    })
    if (moved.length > 0) amended.rows.push({ ...row, data: [name, ...next] })
    amended.moved.push(...moved)
  }
  return amended
}

function isIn({ monitor, from, to }: Amendment, wanted: string, minute: number): boolean {
  return monitor === wanted && minute >= minuteOf(from) && minute <= minuteOf(to)
}

/** `f@enam:p80/weur:f` is `u@enam:p80/weur:f`: what each place saw stays. */
function unknown(entry: string): string {
  return entry.replace(/(^| )f/g, '$1u')
}

function failedIn(entry: string): number {
  return entry.split(' ').filter((look) => look.startsWith('f')).length
}

/** Of an hour, or of a day. */
export function amendRollups(stored: StoredRollups, moved: readonly Moved[]): StoredRollups {
  const its = Map.groupBy(moved, ({ monitor }) => monitor)
  const amended = [...its].flatMap(([monitor, all]): [string, Rollup][] => {
    const text = stored[monitor]
    return text === undefined ? [] : [[monitor, without(readRollup(text), sumOf(all))]]
  })
  return { ...stored, ...writeRollups(new Map(amended)) }
}

function without({ counts, histogram }: Rollup, many: number): Rollup {
  const taken = Math.min(many, counts.fail)
  return { counts: { ...counts, fail: counts.fail - taken, unknown: counts.unknown + taken }, histogram }
}

/** By service and day; hours that it has yet to count come to it amended. */
export function amendStanding(
  { hour, services }: Standing,
  moved: readonly Moved[],
  serviceOf: (monitor: string) => string | undefined,
): Standing {
  const next = { ...services }
  for (const one of moved.filter((it) => it.hour <= hour)) {
    const service = serviceOf(one.monitor)
    const days = service === undefined ? undefined : next[service]?.split(' ')
    const ago = dayOf(hour) - dayOf(one.hour)
    const tally = days?.[ago]
    if (service === undefined || days === undefined || !tally) continue
    const [up = 0, down = 0, other = 0] = tally.split(',').map(Number)
    const taken = Math.min(one.many, down)
    next[service] = days.with(ago, [up, down - taken, other + taken].join(',')).join(' ')
  }
  return { hour, services: next }
}

function sumOf(moved: readonly Moved[]): number {
  return moved.reduce((sum, { many }) => sum + many, 0)
}
