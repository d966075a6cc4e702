// A minute: claim it, look at what is due, tell the desk what is not plainly up, keep the samples, leave nothing owed.

import { mayFold } from '../../core/kept/folding.ts'
import { layoutsOf, packSamples, type Sample } from '../../core/kept/sample.ts'
import type { Runbook } from '../../core/runbook.ts'
import { MINUTE, minuteOf, SECOND } from '../../core/time.ts'
import { HERE } from '../../core/watch/ballot.ts'
import { awayUntil } from '../../core/watch/maintenance.ts'
import { CALLS_ALONE, planTurns, type Turn } from '../../core/watch/plan.ts'
import { claimErrands } from '../../store/watch/errands.ts'
import { writeJourneys } from '../../store/watch/journeys.ts'
import { beginMinute, countLeftBehind, loadDue, type MinuteGround, writeSamples } from '../../store/watch/minutes.ts'
import { changeRetention } from '../../store/watch/retention.ts'
import { isPruningMinute, prune } from '../prune.ts'
import type { System } from '../system.ts'
import { conclude } from './conclude.ts'
import { foldNext } from './fold.ts'
import type { LaneTask } from './lane.ts'
import { probeAll } from './lanes.ts'
import { retell } from './retell.ts'

export type MinuteReport = {
  minute: number
  outcome: 'done' | 'doubled'
  probed: number
  told: number
  untold: number
  unknown: number
  /** Minutes of the last hour in which nobody came: the watcher was not watching. */
  skipped: number
  /** Owed for minutes and still not done: the watcher is not well. */
  leftBehind: number
}

const DOUBLED = { outcome: 'doubled', probed: 0, told: 0, untold: 0, unknown: 0, skipped: 0, leftBehind: 0 } as const

export async function runMinute(system: System): Promise<MinuteReport> {
  const { db, io, runbook, visit } = system
  const minute = minuteOf(visit.now)
  const layouts = layoutsOf(runbook).map(({ name }) => name)
  const ground = await beginMinute(db, { minute, now: visit.now, layouts, regular: runbook.maintenance })
  if (ground === null) return { minute, ...DOUBLED }
  const isLate = ground.newestMinute > minute
  // Where D1 refuses it the rings stay as they are, which keeps nobody from watching; it is said when all else is done.
  const [changed] = await Promise.allSettled([changeRetention(db, ground.retention, runbook.retention)])

  const [{ samples, told, untold }] = await Promise.all([
    watch(system, ground, isLate),
    isLate ? null : wake(system, ground),
  ])
  const before = await writeSamples(db, { minute, blocks: packSamples(runbook, samples), known: ground.layouts })
  await writeJourneys(db, minute, samples)
  const isOverlapped = ground.isOverlapped || (before !== null && before !== ground.before)
  if (isLate || isOverlapped) await retell(system, Math.max(minute, ground.newestMinute), ground)

  const isQuiet =
    told + untold + ground.owed === 0 && !ground.hasOpenIncidents && ground.due.length === 0 && !ground.hasUnread
  if (!isQuiet && !isLate) await finish(system, samples)
  if (!isLate) await tidy(system, minute)
  const leftBehind = isQuiet ? 0 : await countLeftBehind(db, io.at())
  if (changed.status === 'rejected') throw changed.reason
  const unknown = samples.filter((sample) => sample.kind === 'unknown').length
  return { minute, outcome: 'done', probed: samples.length, told, untold, unknown, skipped: ground.skipped, leftBehind }
}

/** What nobody waits for comes last; what is over is remembered in any other minute of the day. */
async function tidy(system: System, minute: number): Promise<void> {
  const { db, runbook } = system
  if (isPruningMinute(minute)) await prune(system)
  else if (mayFold(minute, layoutsOf(runbook).length)) await foldNext(db, { runbook, minute })
}

/** What waits for nobody's measuring begins beside the probes. If the desk is away, the end of the minute will say so. */
async function wake({ desk, visit }: System, { due, hasUnread, owed }: MinuteGround): Promise<void> {
  const isDue = due.some((at) => at <= visit.now)
  const told = isDue || hasUnread ? desk.tell([{ kind: 'minute', measured: null }], visit) : null
  const swept = owed > 0 ? desk.sweep(visit) : null
  await Promise.allSettled([told, swept])
}

type Watched = { samples: readonly Sample[]; told: number; untold: number }

async function watch(system: System, ground: MinuteGround, isLate: boolean): Promise<Watched> {
  const { db, desk, io, runbook, visit } = system
  const minute = minuteOf(visit.now)
  const { measuredMinute: measured, deploys, errands } = ground
  const turns = planTurns(runbook, { minute, measured, deploys, errands })
  const awake = turns.filter(({ sleep }) => sleep?.kind !== 'rest')
  const writing = awake.filter(({ monitor }) => monitor.writes)
  const allowed = await claimErrands(
    db,
    minute,
    writing.map(({ monitor: { id, perDay } }) => ({ monitor: id, perDay })),
  )
  const looking = turns.filter(({ monitor, sleep }) => {
    return monitor.looks && (!monitor.writes || sleep?.kind === 'rest' || allowed.includes(monitor.id))
  })
  const probed = await probeAll(system, tasksOf(looking, ground), !isLate)
  const monitors = [...new Set(awake.map(({ monitor }) => monitor))].filter(({ needs }) => needs !== null)
  const { samples: concluded, seen } = await conclude(system, { minute, monitors, samples: probed.samples, ground })
  const samples = concluded.map((sample) => duringMaintenance(sample, ground, runbook))
  if (seen.length === 0 || isLate) return { ...probed, samples }
  const isTold = await desk.tell([{ kind: 'seen', seen }], { ...visit, now: io.at() }).then(
    () => true,
    () => false,
  )
  return isTold
    ? { samples, told: probed.told + seen.length, untold: probed.untold }
    : { samples, told: probed.told, untold: probed.untold + seen.length }
}

/** Whatever was seen while a service was away on purpose counts as neither up nor down. */
function duringMaintenance(sample: Sample, { maintenance }: MinuteGround, { monitors }: Runbook): Sample {
  const service = monitors[sample.monitor]?.service ?? ''
  return awayUntil(maintenance, service, sample.at) === null ? sample : { ...sample, kind: 'maintenance' }
}

function tasksOf(turns: readonly Turn[], { troubles }: MinuteGround): LaneTask[] {
  const byMonitor = new Map(troubles.map((health) => [health.monitor, health]))
  return turns.flatMap(({ monitor: { id, calls, writes, places }, at, isCold, sleep }): LaneTask[] => {
    const key = `${id}/${Math.floor(at / SECOND)}`
    const trouble = byMonitor.get(id) ?? null
    const isResting = sleep?.kind === 'rest'
    const task = {
      monitor: id,
      at,
      key,
      isCold,
      ...(sleep && { sleep }),
      isAlone: calls > (writes ? 1 : CALLS_ALONE),
      place: HERE,
      voice: null,
      trouble,
    }
    return places.length === 0 || isResting ? [task] : places.map((place) => ({ ...task, place, voice: 'share' }))
  })
}

/** What falls due later in this minute is waited for, so that a promised instant is kept to the second. */
async function finish({ db, desk, io, visit }: System, samples: readonly Sample[]): Promise<void> {
  const measured = measuredIn(samples)
  const asked = io.at()
  await desk.tell([{ kind: 'minute', measured }], { ...visit, now: asked })
  await desk.sweep({ ...visit, now: io.at() })
  // Compared with what the desk was told, not with the clock: what fell due meanwhile has not been asked about.
  const due = await loadDue(db, visit.now + MINUTE)
  for (const at of due.filter((at) => at > asked)) {
    await io.until(at)
    await desk.tell([{ kind: 'minute', measured }], { ...visit, now: io.at() })
  }
  await desk.sweep({ ...visit, now: io.at() })
}

function measuredIn(samples: readonly Sample[]) {
  const named = (kinds: readonly Sample['kind'][]) =>
    samples.filter((sample) => kinds.includes(sample.kind)).map((sample) => sample.monitor)
  return { passed: named(['pass', 'warn']), unknown: named(['unknown']) }
}
