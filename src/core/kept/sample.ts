// A minute's samples as they are kept: one short list for each block of 100 monitors, in the order of their names.

import { oncePerObject } from '../once.ts'
import type { Monitor, Runbook } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { Look, LookKind } from '../watch/look.ts'
import type { StepSeen } from '../watch/observation.ts'

const BLOCK = 100

export type Sample = Look & {
  monitor: string
  at: Instant
  /** For whoever concludes from it; never stored. */
  reason?: string
  /** What each step of a journey came to; kept apart from the row. */
  steps?: readonly StepSeen[]
  /** What each place saw, where a monitor is watched from several. */
  places?: Readonly<Record<string, Look>>
}

/** Whose places a row's entries are. It has a name of its own, so that rows outlive the runbook they were made by. */
export type Layout = { name: string; monitors: readonly string[] }

export type Block = { block: number; layout: Layout; data: string[] }

export type SampleRow = { block: number; minute: number; data: readonly string[] }

/** With what each place saw, where it was watched from several. */
export type KeptLook = Look & { places?: Readonly<Record<string, Look>> }

/** One minute of one monitor, as it was kept. */
export type Minute = { minute: number; monitor: string; looks: Look[] }

/** Who was seen working in one minute, and never seen failing in it; and who was asleep all through it. */
export type Passes = { minute: number; monitors: string[]; asleep?: string[] }

const LETTERS: Readonly<Record<LookKind, string>> = {
  pass: 'p',
  warn: 'w',
  fail: 'f',
  unknown: 'u',
  asleep: 'a',
  maintenance: 'm',
}
const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as LookKind]))

/** `['3f2a9c01', 'p120', 'w5200 p80', '']`: first the layout's name, then each monitor's looks; nothing for what was not due. */
export function packSamples(runbook: Runbook, samples: readonly Sample[]): Block[] {
  const byMonitor = Map.groupBy(
    samples.toSorted((a, b) => a.at - b.at),
    (sample) => sample.monitor,
  )
  return layoutsOf(runbook).map((layout, block) => {
    const entries = layout.monitors.map((monitor) => (byMonitor.get(monitor) ?? []).map(packOne).join(' '))
    return { block, layout, data: [layout.name, ...entries] }
  })
}

/** Rows of a layout that nobody knows any more tell nothing: their places are somebody else's. */
export function readSamples(rows: readonly SampleRow[], layouts: readonly Layout[]): Minute[] {
  const monitorsOf = new Map(layouts.map((layout) => [layout.name, layout.monitors]))
  return rows.flatMap(({ minute, data: [name = '', ...entries] }) =>
    (monitorsOf.get(name) ?? []).flatMap((monitor, place) => {
      const entry = entries[place] ?? ''
      return entry === '' ? [] : [{ minute, monitor, looks: readLooks(entry) }]
    }),
  )
}

export function passesIn(minutes: readonly Minute[]): Passes[] {
  const isPassed = ({ looks }: Minute) => looks.some(isGood) && !looks.some(({ kind }) => kind === 'fail')
  const isAsleep = ({ looks }: Minute) => looks.every(({ kind }) => kind === 'asleep')
  const named = (its: readonly Minute[]) => its.map(({ monitor }) => monitor)
  return [...Map.groupBy(minutes, ({ minute }) => minute)].map(([minute, its]) => {
    return { minute, monitors: named(its.filter(isPassed)), asleep: named(its.filter(isAsleep)) }
  })
}

/** One monitor's looks of one minute. */
export function readLooks(entry: string): KeptLook[] {
  return entry.split(' ').flatMap((text) => {
    const [concluded = '', seen = ''] = text.split('@')
    const places = readPlaces(seen)
    return readLook(concluded).map((look) =>
      places.length === 0 ? look : { ...look, places: Object.fromEntries(places) },
    )
  })
}

function readPlaces(seen: string): [place: string, look: Look][] {
  return seen.split('/').flatMap((part) => {
    const [place = '', text = ''] = part.split(':')
    return readLook(text).map((look): [string, Look] => [place, look])
  })
}

export type Place = { block: number; entry: number; layout: string }

/** Where a monitor's looks are kept; null: the runbook has no such monitor. */
export function placeOf(monitor: string, runbook: Runbook): Place | null {
  for (const [block, { name, monitors }] of layoutsOf(runbook).entries()) {
    const index = monitors.indexOf(monitor)
    if (index >= 0) return { block, entry: index + 1, layout: name }
  }
  return null
}

export function blocksWith(monitors: readonly Monitor[], runbook: Runbook): number[] {
  const wanted = new Set(monitors.map((monitor) => monitor.id))
  return layoutsOf(runbook).flatMap((layout, index) => (layout.monitors.some((id) => wanted.has(id)) ? [index] : []))
}

/** Worked out once for a runbook: a thousand names take longer to hash than to pack. */
export const layoutsOf = oncePerObject((runbook: Runbook): Layout[] => {
  const ids = Object.keys(runbook.monitors).toSorted((a, b) => (a < b ? -1 : 1))
  return Array.from({ length: Math.ceil(ids.length / BLOCK) }, (_, block) => {
    const monitors = ids.slice(block * BLOCK, (block + 1) * BLOCK)
    return { name: nameOf(monitors), monitors }
  })
})

function isGood({ kind }: Look): boolean {
  return kind === 'pass' || kind === 'warn'
}

/** `f@enam:p80/weur:f`: what was concluded, and then what each place saw. */
function packOne({ places, ...look }: Sample): string {
  const seen = Object.entries(places ?? {}).map(([place, its]) => `${place}:${packLook(its)}`)
  return seen.length === 0 ? packLook(look) : `${packLook(look)}@${seen.join('/')}`
}

function packLook({ kind, value }: Look): string {
  return `${LETTERS[kind]}${value === null ? '' : Number(value.toPrecision(6))}`
}

function readLook(text: string): Look[] {
  const kind = KINDS.get(text.charAt(0))
  const value = text.slice(1)
  return kind === undefined ? [] : [{ kind, value: value === '' ? null : Number(value) }]
}

function nameOf(monitors: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const char of monitors.join('\n')) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}
