// Monitors of which one look says too little: jobs that report themselves, numbers that are pushed, groups, and whatever is
// judged over a stretch of time. Stored facts are laid beside this minute's looks, and the kind says what they mean.

import type { Conclusion } from '../../checks/contract.ts'
import { checkOf } from '../../checks/index.ts'
import type { Seen } from '../../core/desk/ground.ts'
import { placeOf, readLooks, type Sample } from '../../core/kept/sample.ts'
import type { Monitor } from '../../core/runbook.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import type { Needs, StoredFacts } from '../../core/watch/facts.ts'
import { type Health, isNews } from '../../core/watch/health.ts'
import type { Look, LookKind } from '../../core/watch/look.ts'
import { reasonOf } from '../../core/watch/verdict.ts'
import type { MinuteGround } from '../../store/watch/minutes.ts'
import { loadWindows } from '../../store/watch/windows.ts'
import type { System } from '../system.ts'

export type Concluding = {
  minute: number
  /** Those that are due and conclude. */
  monitors: readonly Monitor[]
  /** What this minute's looks saw. */
  samples: readonly Sample[]
  ground: MinuteGround
}

/** All samples of the minute with the conclusions in them, and what the desk has to hear. */
export type Concluded = { samples: readonly Sample[]; seen: Seen[] }

const NOTHING: Conclusion = { kind: 'unknown', reason: 'this kind of check concludes nothing' }

export async function conclude(system: System, { minute, monitors, samples, ground }: Concluding): Promise<Concluded> {
  if (monitors.length === 0) return { samples, seen: [] }
  const at = system.io.at()
  const windows = await windowsOf(system, minute, monitors)
  const troubles = new Map(ground.troubles.map((health) => [health.monitor, health]))
  let known = samples
  const seen: Seen[] = []
  for (const monitor of monitors.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const facts = factsFor(monitor, { at, ground, samples: known, windows })
    const { value = null, ...verdict } = checkOf(monitor.kind)?.conclude?.(monitor.settings, facts) ?? NOTHING
    const one = { monitor: monitor.id, verdict, at }
    known = withConclusion(known, one, value)
    if (isNews(monitor, troubles.get(monitor.id), one)) seen.push(one)
  }
  return { samples: known, seen }
}

/** Who speaks of others speaks after them, and a group after all. */
function rankOf({ needs }: Monitor): number {
  if (needs?.members) return 2
  return needs?.window?.monitor ? 1 : 0
}

/** Whatever was looked at keeps what was measured; a monitor that never looks has its conclusion as its look. */
function withConclusion(samples: readonly Sample[], { monitor, verdict, at }: Seen, value: number | null): Sample[] {
  const own = samples.filter((sample) => sample.monitor === monitor)
  const concluded = { monitor, at, kind: verdict.kind, reason: reasonOf(verdict) }
  const measured = own.at(-1)?.value ?? value
  return [...samples.filter((sample) => sample !== own.at(-1)), { ...concluded, value: measured }]
}

/** By whoever asks: two may look at the same monitor over different times. */
type Windows = ReadonlyMap<string, Look[]>
type Known = { at: Instant; ground: MinuteGround; samples: readonly Sample[]; windows: Windows }

function factsFor({ id, needs }: Monitor, { at, ground, samples, windows }: Known): StoredFacts {
  const own = samples.findLast((sample) => sample.monitor === id)
  const members = needs?.members?.map((member) => [member, lastLook(member, samples, ground)]) ?? []
  const watched = needs?.window?.monitor ?? id
  const fresh = samples.filter(({ monitor }) => monitor === watched).toSorted((a, b) => a.at - b.at)
  return {
    now: at,
    looked: own === undefined ? null : { kind: own.kind, reason: own.reason ?? '' },
    heartbeat: ground.heartbeats[id] ?? null,
    reading: ground.readings[id] ?? null,
    members: Object.fromEntries(members),
    window: [...(windows.get(id) ?? []), ...fresh],
  }
}

const LOOKS: Readonly<Record<Health['state'], LookKind>> = {
  up: 'pass',
  degraded: 'warn',
  down: 'fail',
  unknown: 'unknown',
}

/** What it saw in this minute; where it was not its turn, what it is known for. */
function lastLook(monitor: string, samples: readonly Sample[], { troubles }: MinuteGround): LookKind {
  const own = samples.findLast((sample) => sample.monitor === monitor)
  return own?.kind ?? LOOKS[troubles.find((health) => health.monitor === monitor)?.state ?? 'up']
}

async function windowsOf({ db, runbook }: System, minute: number, monitors: readonly Monitor[]): Promise<Windows> {
  const queries = monitors.flatMap(({ id, needs }) => {
    const window = needs?.window
    const place = window ? placeOf(window.monitor ?? id, runbook) : null
    return window && place ? [{ monitor: id, minutes: minutesOf(window), ...place }] : []
  })
  const rows = Map.groupBy(await loadWindows(db, minute, queries), ({ monitor }) => monitor)
  return new Map([...rows].map(([monitor, its]) => [monitor, its.flatMap(({ looks }) => readLooks(looks))]))
}

/** Of the minutes before this one; this one's own looks are at hand. */
function minutesOf({ overMs }: NonNullable<Needs['window']>): number {
  return Math.max(0, Math.ceil(overMs / MINUTE) - 1)
}
