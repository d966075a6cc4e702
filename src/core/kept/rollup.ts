// What is kept of an hour and of a day: how often each monitor was seen in which state, and how long it took.
// And what services look like over ninety days, added up hour by hour.

import type { Look, LookKind } from '../watch/look.ts'
import { countOf, type Histogram, histogramOf, mergeHistograms, readHistogram, writeHistogram } from './histogram.ts'
import { type Layout, readSamples, type SampleRow } from './sample.ts'

/** `missing` is not a look but a minute in which nobody came. */
type Kind = LookKind | 'missing'

/** The order in which counts are stored: another kind goes to the end. */
const KINDS: readonly Kind[] = ['pass', 'warn', 'fail', 'unknown', 'asleep', 'maintenance', 'missing']

export type Counts = Readonly<Record<Kind, number>>

/** `histogram`: what the good looks measured, slow ones included. */
export type Rollup = { counts: Counts; histogram: Histogram }

/** By monitor. */
export type Rollups = ReadonlyMap<string, Rollup>

/** How rollups lie in a row: `{ "api-health": "59,0,1|349:4 30 21 4" }`. */
export type StoredRollups = Readonly<Record<string, string>>

/** For whoever reads a number of `uptime`. */
export const UPTIME_MEANS =
  'The share of looks that found it working, slow ones included, among all that found it working or failing. ' +
  'Looks without an answer, minutes in which nobody looked, sleep and maintenance count as neither.'

/** null: no look found it working or failing, so nothing is known, and nothing is not 100 %. */
export function uptime({ pass, warn, fail }: Counts): number | null {
  const good = pass + warn
  return good + fail === 0 ? null : good / (good + fail)
}

export type Stretch = {
  rows: readonly SampleRow[]
  /** The minutes that left rows in any block, in order: one without a row here means that this block was none then. */
  came: readonly number[]
  layouts: readonly Layout[]
  /** The first minute that counts, and the first that does not any more. */
  from: number
  to: number
  /** Whose minutes are missing when nobody came at all. */
  layout: Layout | undefined
}

export function foldHour(stretch: Stretch): Rollups {
  const seen = Map.groupBy(readSamples(stretch.rows, stretch.layouts), ({ monitor }) => monitor)
  const missing = missingMinutes(stretch)
  const monitors = new Set([...seen.keys(), ...missing.keys()])
  return new Map(
    [...monitors].map((monitor) => {
      const looks = (seen.get(monitor) ?? []).flatMap((minute) => minute.looks)
      return [monitor, rollUp(looks, missing.get(monitor) ?? 0)]
    }),
  )
}

/** A day out of its hours. */
export function mergeRollups(all: readonly Rollups[]): Rollups {
  const byMonitor = Map.groupBy(
    all.flatMap((rollups) => [...rollups]),
    ([monitor]) => monitor,
  )
  return new Map(byMonitor.entries().map(([monitor, its]) => [monitor, addRollups(its.map(([, rollup]) => rollup))]))
}

export function addRollups(rollups: readonly Rollup[]): Rollup {
  return {
    counts: countsBy((kind) => rollups.reduce((sum, { counts }) => sum + counts[kind], 0)),
    histogram: mergeHistograms(rollups.map(({ histogram }) => histogram)),
  }
}

export function writeRollups(rollups: Rollups): StoredRollups {
  return Object.fromEntries([...rollups].map(([monitor, rollup]) => [monitor, writeRollup(rollup)]))
}

export function readRollups(stored: StoredRollups): Rollups {
  return new Map(Object.entries(stored).map(([monitor, text]) => [monitor, readRollup(text)]))
}

/** Counts in the order of KINDS without the zeros at the end, and the histogram where anything was measured. */
function writeRollup({ counts, histogram }: Rollup): string {
  const numbers = writeNumbers(KINDS.map((kind) => counts[kind]))
  return countOf(histogram) === 0 ? numbers : `${numbers}|${writeHistogram(histogram)}`
}

export function readRollup(text: string): Rollup {
  const [numbers = '', measured = ''] = text.split('|')
  const read = readNumbers(numbers)
  return { counts: countsBy((kind) => read[KINDS.indexOf(kind)] ?? 0), histogram: readHistogram(measured) }
}

function rollUp(looks: readonly Look[], missing: number): Rollup {
  const ofKind = Map.groupBy(looks, ({ kind }) => kind)
  const good = [...(ofKind.get('pass') ?? []), ...(ofKind.get('warn') ?? [])]
  return {
    counts: countsBy((kind) => (kind === 'missing' ? missing : (ofKind.get(kind)?.length ?? 0))),
    histogram: histogramOf(good.flatMap(({ value }) => (value === null ? [] : [value]))),
  }
}

/** A minute in which nobody came is missing for those who were watched before it; at the beginning, after it. */
function missingMinutes({ rows, came, layouts, from, to, layout }: Stretch): Map<string, number> {
  const layoutOf = new Map(layouts.map((it) => [it.name, it]))
  const watched = new Map<number, Layout | undefined>(came.map((minute) => [minute, undefined]))
  for (const { minute, data } of rows) watched.set(minute, layoutOf.get(data[0] ?? ''))
  const missing = new Map<string, number>()
  let known = came[0] === undefined ? layout : watched.get(came[0])
  for (let minute = from; minute < to; minute++) {
    if (watched.has(minute)) known = watched.get(minute)
    else for (const monitor of known?.monitors ?? []) missing.set(monitor, (missing.get(monitor) ?? 0) + 1)
  }
  return missing
}

function countsBy(numberOf: (kind: Kind) => number): Counts {
  return Object.fromEntries(KINDS.map((kind) => [kind, numberOf(kind)])) as Counts
}

export const STANDING_DAYS = 90

export type DayTally = { day: number; up: number; down: number; other: number }

/** By service `up,down,other` of each day, the newest first: `{ "api": "840 1438,2 1440" }`. It counts up to this hour. */
export type Standing = { hour: number; services: Readonly<Record<string, string>> }

export type ClosedHour = { hour: number; rollups: Rollups; serviceOf: (monitor: string) => string | undefined }

/** An hour that was counted before changes nothing. Monitors that have left the runbook belong to no service. */
export function addHour(standing: Standing | null, { hour, rollups, serviceOf }: ClosedHour): Standing {
  if (standing !== null && standing.hour >= hour) return standing
  const before = standing?.services ?? {}
  const passed = standing === null ? 0 : Math.min(STANDING_DAYS, dayOf(hour) - dayOf(standing.hour))
  const counted = Map.groupBy(rollups, ([monitor]) => serviceOf(monitor))
  const services = new Set([...Object.keys(before), ...counted.keys()].filter((it) => it !== undefined))
  const days = [...services].map((service) => {
    const [today = '', ...earlier] = [...Array(passed).fill(''), ...(before[service] ?? '').split(' ')]
    const tallies = (counted.get(service) ?? []).map(([, rollup]) => tallyOf(rollup.counts))
    const now = writeNumbers(addUp([readNumbers(today), ...tallies]))
    return [service, [now, ...earlier.slice(0, STANDING_DAYS - 1)].join(' ').trimEnd()] as const
  })
  return { hour, services: Object.fromEntries(days.filter(([, text]) => text !== '')) }
}

/** What all blocks together say of each service, the newest day first; a day nobody counted is left out. */
export function sumStandings(standings: readonly Standing[]): Record<string, DayTally[]> {
  const entries = standings.flatMap(({ hour, services }) =>
    Object.entries(services).flatMap(([service, text]) =>
      text.split(' ').map((tally, ago) => ({ service, day: dayOf(hour) - ago, tally: readNumbers(tally) })),
    ),
  )
  const known = Map.groupBy(
    entries.filter(({ tally }) => tally.length > 0),
    ({ service }) => service,
  )
  return Object.fromEntries(known.entries().map(([service, its]) => [service, daysOf(its)]))
}

function daysOf(entries: readonly { day: number; tally: readonly number[] }[]): DayTally[] {
  const byDay = Map.groupBy(entries, ({ day }) => day)
  return [...byDay]
    .toSorted(([a], [b]) => b - a)
    .map(([day, its]) => {
      const [up = 0, down = 0, other = 0] = addUp(its.map(({ tally }) => tally))
      return { day, up, down, other }
    })
}

function tallyOf({ pass, warn, fail, ...neither }: Counts): number[] {
  return [pass + warn, fail, Object.values(neither).reduce((sum, many) => sum + many, 0)]
}

function addUp(tallies: readonly (readonly number[])[]): number[] {
  return [0, 1, 2].map((place) => tallies.reduce((sum, tally) => sum + (tally[place] ?? 0), 0))
}

/** Zeros at the end are left out: `60` is `60,0,0`. */
function writeNumbers(numbers: readonly number[]): string {
  return numbers.slice(0, numbers.findLastIndex((it) => it !== 0) + 1).join(',')
}

function readNumbers(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number)
}

export function dayOf(hour: number): number {
  return Math.floor(hour / 24)
}
