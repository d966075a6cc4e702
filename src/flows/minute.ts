// A minute: claim it, look at what is due, tell the desk what is not plainly up, keep the samples, leave nothing owed.

import type { Seen } from '../core/incident/ground.ts'
import { minuteOf } from '../core/time.ts'
import { CONNECTIONS, dueMonitors, LANE_SIZE, planLanes } from '../core/watch/plan.ts'
import { packSamples, type Sample } from '../core/watch/sample.ts'
import { claimMinute, countLeftBehind, loadMinute, type MinuteGround, writeSamples } from '../store/minutes.ts'
import { type LaneResult, type LaneTask, runLane } from './lane.ts'
import { prune } from './prune.ts'
import type { System } from './system.ts'

export type MinuteReport = {
  minute: number
  outcome: 'done' | 'doubled'
  probed: number
  told: number
  untold: number
  unknown: number
  /** Owed for minutes and still not done: the watcher is not well. */
  leftBehind: number
}

/** So few that the cron's own invocation can probe them without anybody waiting. */
const PROBED_HERE = CONNECTIONS

/** Lanes in flight at once: Durable Object calls are documented not to count towards the six connections. */
const LANES_IN_FLIGHT = 64

export async function runMinute(system: System): Promise<MinuteReport> {
  const { db, io, runbook, visit } = system
  const minute = minuteOf(visit.now)
  if (!(await claimMinute(db, minute, visit.now)))
    return { minute, outcome: 'doubled', probed: 0, told: 0, untold: 0, unknown: 0, leftBehind: 0 }
  const ground = await loadMinute(db, minute, visit.now)
  const isLate = ground.newestMinute > minute

  const tasks = tasksOf(system, minute, ground)
  const [{ samples, told, untold }] = await Promise.all([
    probeAll(system, tasks, isLate),
    isLate ? null : wake(system, ground),
  ])
  await writeSamples(db, minute, packSamples(runbook, samples))

  const isQuiet =
    told + untold + ground.owed === 0 && !ground.hasOpenIncidents && ground.due.length === 0 && !ground.hasUnread
  if (!isQuiet && !isLate) await finish(system, samples, ground)
  await prune(system)
  const leftBehind = isQuiet ? 0 : await countLeftBehind(db, io.at())
  const unknown = samples.filter((sample) => sample.verdict === 'unknown').length
  return { minute, outcome: 'done', probed: samples.length, told, untold, unknown, leftBehind }
}

/** What waits for nobody's measuring begins beside the probes. If the desk is away, the end of the minute will say so. */
async function wake({ desk, visit }: System, { due, hasUnread, owed }: MinuteGround): Promise<void> {
  const isDue = due.some((at) => at <= visit.now)
  const told = isDue || hasUnread ? desk.tell([{ kind: 'minute', measured: null }], visit) : null
  const swept = owed > 0 ? desk.sweep(visit) : null
  await Promise.allSettled([told, swept])
}

function tasksOf({ runbook }: System, minute: number, ground: MinuteGround): LaneTask[] {
  const troubles = new Map(ground.troubles.map((health) => [health.monitor, health]))
  return dueMonitors(runbook, ground.measuredMinute, minute).map(({ id }) => ({
    monitor: id,
    trouble: troubles.get(id) ?? null,
  }))
}

/** What falls due later in this minute is waited for, so that a promised instant is kept to the second. */
async function finish({ desk, io, visit }: System, samples: readonly Sample[], ground: MinuteGround): Promise<void> {
  const measured = measuredIn(samples)
  const asked = io.at()
  await desk.tell([{ kind: 'minute', measured }], { ...visit, now: asked })
  await desk.sweep({ ...visit, now: io.at() })
  // Compared with what the desk was told, not with the clock: what fell due meanwhile has not been asked about.
  for (const due of ground.due.filter((at) => at > asked)) {
    await io.until(due)
    await desk.tell([{ kind: 'minute', measured }], { ...visit, now: io.at() })
  }
  await desk.sweep({ ...visit, now: io.at() })
}

type Probed = Pick<LaneResult, 'samples' | 'told' | 'untold'>

async function probeAll(system: System, tasks: LaneTask[], isLate: boolean): Promise<Probed> {
  if (tasks.length === 0) return { samples: [], told: 0, untold: 0 }
  if (tasks.length <= PROBED_HERE) return runLane(tasks, herePorts(system, isLate))
  const first = await runLanes(system, planLanes(tasks, LANE_SIZE), { round: 'a', mayTell: !isLate })
  const rest = first.flatMap((result) => result.handedBack)
  const second = await runLanes(system, planLanes(rest, CONNECTIONS), { round: 'b', mayTell: !isLate })
  const results = [...first, ...second]
  return {
    samples: results.flatMap((result) => result.samples),
    told: results.reduce((sum, result) => sum + result.told, 0),
    untold: results.reduce((sum, result) => sum + result.untold, 0),
  }
}

type Fan = { round: string; mayTell: boolean }

/** Names differ from minute to minute, so that one that still hangs is not met by the next. */
async function runLanes(system: System, lanes: LaneTask[][], { round, mayTell }: Fan): Promise<LaneResult[]> {
  const parity = minuteOf(system.visit.now) % 2
  const results: LaneResult[] = []
  const waiting = lanes.map((tasks, index) => ({ tasks, name: `here/v1/${round}${index}/${parity}` }))
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { tasks, name } = next
      const asked = system.lane(name).probe(tasks, { ...system.visit, now: system.io.at() }, mayTell)
      results.push(await asked.catch(() => loseLane(system, tasks, mayTell)))
    }
  }
  await Promise.all(Array.from({ length: Math.min(LANES_IN_FLIGHT, lanes.length) }, work))
  return results
}

/** A lane that never came back makes its monitors unknown, never up. */
async function loseLane(
  { desk, visit, io }: System,
  tasks: readonly LaneTask[],
  mayTell: boolean,
): Promise<LaneResult> {
  const verdict = { kind: 'unknown', reason: 'the probe never came back' } as const
  const seen: Seen[] = tasks.map(({ monitor }) => ({ monitor, verdict, at: io.at() }))
  const samples = tasks.map(({ monitor }): Sample => ({ monitor, verdict: 'unknown', ms: null }))
  const lost = { samples, handedBack: [], told: 0, untold: 0 }
  if (!mayTell) return lost
  return await desk.tell([{ kind: 'seen', seen }], { ...visit, now: io.at() }).then(
    () => ({ ...lost, told: tasks.length }),
    () => ({ ...lost, untold: tasks.length }),
  )
}

function herePorts(system: System, isLate: boolean) {
  const { io, runbook, secret, desk, visit } = system
  return {
    io,
    runbook,
    secret,
    place: 'here',
    tell: async (seen: Seen) => {
      if (isLate) return
      await desk.tell([{ kind: 'seen', seen: [seen] }], { ...visit, now: io.at() })
    },
  }
}

function measuredIn(samples: readonly Sample[]) {
  const named = (verdicts: readonly Sample['verdict'][]) =>
    samples.filter((sample) => verdicts.includes(sample.verdict)).map((sample) => sample.monitor)
  return { passed: named(['pass', 'warn']), unknown: named(['unknown']) }
}
