// A minute's looks, dealt out to lanes and gathered again. What is learned is acted on as each lane returns.

import type { Seen } from '../../core/desk/ground.ts'
import type { Sample } from '../../core/kept/sample.ts'
import { HERE } from '../../core/watch/ballot.ts'
import { isNews } from '../../core/watch/health.ts'
import { CONNECTIONS, LANE_SIZE, planLanes, wavesOf } from '../../core/watch/plan.ts'
import type { System } from '../system.ts'
import { type Heard, lose, openAsk } from './ask.ts'
import { openBallots } from './ballots.ts'
import { askElsewhere } from './elsewhere.ts'
import { type LaneTask, openLane } from './lane.ts'
import { ration } from './ration.ts'
import { openTurnstile } from './turnstile.ts'

export type Probed = { samples: Sample[]; told: number; untold: number }

type Probe = (tasks: readonly LaneTask[]) => Promise<Probed>

/** So few looks that the cron's own invocation can do them without anybody waiting. */
const PROBED_HERE = CONNECTIONS

/** Lanes in flight at once: Durable Object calls are documented not to count towards the six connections. */
const LANES_IN_FLIGHT = 200

/** What is handed back gets lanes so small that everything in them begins at once, and at last one of its own. */
const SIZES = [LANE_SIZE, CONNECTIONS, 1] as const

const SPENT = 'no invocation was left that could make the requests'

/**
 * What begins in one second begins together; by hand, not before all that came earlier has ended. `mayTell` is false in a
 * minute that comes late: it keeps its samples and changes no health.
 */
export async function probeAll(system: System, tasks: readonly LaneTask[], mayTell: boolean): Promise<Probed> {
  const isHere = tasks.length <= PROBED_HERE && tasks.every(({ place, isAlone }) => place === HERE && !isAlone)
  const probe = isHere ? openHere(system, mayTell) : openLanes(system, tasks, mayTell)
  const begun: Promise<Probed>[] = []
  for (const wave of wavesOf(tasks)) {
    await system.io.until(wave[0]?.at ?? 0)
    begun.push(probe(wave))
    if (system.visit.isByHand) await Promise.all(begun)
  }
  return sum(await Promise.all(begun))
}

function openHere(system: System, mayTell: boolean): Probe {
  const own = ration(system.io)
  const report = openReport(system, [], mayTell)
  const tell = (seen: Seen) => tellDesk(system, [seen])
  const elsewhere = (task: LaneTask) => askElsewhere(task, HERE, system)
  return async (tasks) => {
    const lane = openLane(tasks, { ...system, place: HERE, ration: own, mayTell, tell, elsewhere })
    const { handedBack, ...begun } = await lane.begin()
    return sum([begun, await lane.finish(), await report(lose(handedBack, SPENT, system))])
  }
}

function openLanes(system: System, all: readonly LaneTask[], mayTell: boolean): Probe {
  const flight = openTurnstile(LANES_IN_FLIGHT)
  const ask = openAsk(system, mayTell)
  const report = openReport(system, all, mayTell)

  async function probe(tasks: readonly LaneTask[], round: number): Promise<Probed> {
    const size = SIZES[round]
    if (tasks.length === 0) return sum([])
    if (size === undefined) return await report(lose(tasks, SPENT, system))
    const byPlace = [...Map.groupBy(tasks, ({ place }) => place).values()]
    const lanes = byPlace.flatMap((its) => planLanes(its, size))
    return sum(await Promise.all(lanes.map((lane) => runLane(lane, round))))
  }

  /** What a lane hands back goes to fresh ones while the rest of its own still hangs. */
  async function runLane(tasks: readonly LaneTask[], round: number): Promise<Probed> {
    const begun: Promise<Probed>[] = []
    // Its place is free again when it has answered: what it hands back needs one as well.
    const last = await flight.pass(async () => {
      const { heard, rest } = await ask(tasks)
      begun.push(report(heard), probe(heard.handedBack, round + 1))
      return await rest()
    })
    return sum(await Promise.all([...begun, report(last), probe(last.handedBack, SIZES.length - 1)]))
  }

  return (tasks) => probe(tasks, 0)
}

/** Counts the voices that a lane brings, and tells the desk what no lane could tell it. */
function openReport(system: System, tasks: readonly LaneTask[], mayTell: boolean): (heard: Heard) => Promise<Probed> {
  const countVoices = openBallots(system.runbook)
  const troubles = new Map(tasks.map(({ monitor, trouble }) => [monitor, trouble ?? undefined]))
  const isWorthTelling = (seen: Seen) => {
    const monitor = system.runbook.monitors[seen.monitor]
    return monitor?.needs === null && isNews(monitor, troubles.get(seen.monitor), seen)
  }
  return async ({ samples, voices, lost, told, untold }) => {
    const counted = countVoices(voices)
    const seen = [...lost, ...counted.map((one) => one.seen).filter(isWorthTelling)]
    const probed = { samples: [...samples, ...counted.map(({ sample }) => sample)], told, untold }
    if (seen.length === 0 || !mayTell) return probed
    return await tellDesk(system, seen).then(
      () => ({ ...probed, told: told + seen.length }),
      () => ({ ...probed, untold: untold + seen.length }),
    )
  }
}

async function tellDesk({ desk, visit, io }: System, seen: Seen[]): Promise<void> {
  await desk.tell([{ kind: 'seen', seen }], { ...visit, now: io.at() })
}

function sum(parts: readonly Probed[]): Probed {
  return {
    samples: parts.flatMap((part) => part.samples),
    told: parts.reduce((total, part) => total + part.told, 0),
    untold: parts.reduce((total, part) => total + part.untold, 0),
  }
}
