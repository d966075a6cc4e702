// A handful of monitors looked at together in one invocation, six at a time. What is not plainly up goes to the desk at
// once, whatever else still hangs; what could not begin in time is handed back, so that nobody waits for another's deadline.

import type { Seen } from '../../core/desk/ground.ts'
import type { Sample } from '../../core/kept/sample.ts'
import type { Monitor, Runbook } from '../../core/runbook.ts'
import { type Instant, SECOND } from '../../core/time.ts'
import type { Vote } from '../../core/watch/ballot.ts'
import { type Health, isNews } from '../../core/watch/health.ts'
import type { Look } from '../../core/watch/look.ts'
import { CONNECTIONS, type Sleep, SPREAD_MS } from '../../core/watch/plan.ts'
import { reasonOf, type Verdict } from '../../core/watch/verdict.ts'
import { type Looked, look } from './look.ts'
import type { Ration } from './ration.ts'

/** By name: the settings stay where the runbook is. */
export type LaneTask = {
  monitor: string
  at: Instant
  /** One for each look, the same when it is looked at again. */
  key: string
  isCold: boolean
  /** Left out: it is looked at as ever. */
  sleep?: Sleep
  /** Makes so many calls that it needs a lane for itself. */
  isAlone: boolean
  /** Where to look from. */
  place: string
  /**
   * Whether it is one voice among several: a share of a monitor that is watched from several places, or a second opinion on
   * what failed elsewhere. Voices are counted by whoever asked for them.
   */
  voice: 'share' | 'opinion' | null
  /** What is known of its trouble; null: plainly up, which nobody has to be told again. */
  trouble: Health | null
}

/** One voice, and what was measured. */
export type Voice = Vote & { monitor: string; key: string; at: Instant; value: number | null }

export type LaneResult = { samples: Sample[]; voices: Voice[]; handedBack: LaneTask[]; told: number; untold: number }

export type LanePorts = {
  runbook: Runbook
  place: string
  ration: Ration
  secret(name: string): string | undefined
  /** False in a minute that comes late: it keeps its samples and changes no health. */
  mayTell: boolean
  /** To the desk. */
  tell(seen: Seen): Promise<unknown>
  /** Second opinions, from all other places that are configured. */
  elsewhere(task: LaneTask): Promise<Vote[]>
}

export type OpenLane = {
  /** What is known once everything has begun or is handed back; most often it is all there is. */
  begin(): Promise<LaneResult & { isOver: boolean }>
  /** What came after that. */
  finish(): Promise<LaneResult>
}

/** What has not begun by then is handed back. */
const HAND_BACK_AFTER_MS = SPREAD_MS + SECOND

export function openLane(tasks: readonly LaneTask[], ports: LanePorts): OpenLane {
  const waiting = tasks.toSorted((a, b) => a.at - b.at)
  const { io } = ports.ration
  const tally = openTally(ports)
  let isOver = false

  async function work(): Promise<void> {
    const noted: Promise<void>[] = []
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const monitor = ports.runbook.monitors[task.monitor]
      if (monitor === undefined) continue
      await io.until(task.at)
      const looked = await lookOnce(monitor, task, ports)
      if (looked === null) tally.handBack([task])
      else noted.push(tally.note(monitor, task, looked))
    }
    await Promise.all(noted)
  }

  const done = Promise.all(Array.from({ length: CONNECTIONS }, work)).then(() => {
    isOver = true
  })

  return {
    async begin() {
      if (tasks.length > CONNECTIONS) await io.within(HAND_BACK_AFTER_MS, done)
      const late = waiting.splice(0)
      if (late.length === 0) await done
      tally.handBack(late)
      return { ...tally.take(), isOver }
    },
    async finish() {
      await done
      return tally.take()
    },
  }
}

/** What a lane has come to since it was last asked. */
function openTally(ports: LanePorts) {
  const empty = (): LaneResult => ({ samples: [], voices: [], handedBack: [], told: 0, untold: 0 })
  let result = empty()
  return {
    take() {
      const taken = result
      result = empty()
      return taken
    },
    handBack(tasks: readonly LaneTask[]) {
      result.handedBack.push(...tasks)
    },
    /** Over when the desk has heard of it, if it has to. The desk may be away: what is wrong still is at the next look. */
    async note(monitor: Monitor, task: LaneTask, looked: Looked): Promise<void> {
      const at = looked.observation?.at ?? ports.ration.io.at()
      const seen = { monitor: monitor.id, verdict: looked.verdict, at }
      if (task.voice !== null) {
        const { key, place } = task
        result.voices.push({ ...seen, key, place, value: measured(looked) })
        return
      }
      result.samples.push(sampleOf(looked, seen))
      if (!ports.mayTell || !isWorthTelling(monitor, task, seen)) return
      await ports.tell(seen).then(
        () => result.told++,
        () => result.untold++,
      )
    },
  }
}

/** null: the invocation has not enough requests left for it. */
async function lookOnce(monitor: Monitor, task: LaneTask, ports: LanePorts): Promise<Looked | null> {
  const { io, callsLeft, begin, beside } = ports.ration
  if (callsLeft() <= monitor.confirmations) return null
  const asked = task.voice === 'opinion' ? { ...monitor, confirmations: 0 } : monitor
  const { place, runbook, secret } = ports
  const looked = await begin(() =>
    look(asked, task, {
      io,
      beside,
      place,
      secret,
      sleeps: runbook.services[monitor.service]?.sleeps ?? null,
      quorum: runbook.elsewhere.quorum,
      elsewhere: async () => (task.voice === null ? await ports.elsewhere(task) : []),
    }),
  )
  return callsLeft() < 0 && looked.verdict.kind !== 'pass' ? null : looked
}

function measured({ observation }: Looked): number | null {
  const took = observation?.trouble === null ? observation.totalMs : null
  return observation?.value ?? took
}

function sampleOf(looked: Looked, { monitor, verdict, at }: Seen): Sample {
  const { kind, value } = lookOf(verdict, measured(looked))
  const sample: Sample = { monitor, at, kind, value, reason: reasonOf(verdict) }
  if (looked.observation?.steps) sample.steps = looked.observation.steps
  if (looked.votes) {
    sample.places = Object.fromEntries(looked.votes.map(({ place, verdict }) => [place, lookOf(verdict)]))
  }
  return sample
}

export function lookOf(verdict: Verdict, value: number | null = null): Look {
  return { kind: verdict.kind === 'pass' && verdict.isAsleep ? 'asleep' : verdict.kind, value }
}

/** What is plainly up and was so before is told to nobody; what one look alone does not say, the minute's end will. */
function isWorthTelling(monitor: Monitor, { trouble, sleep }: LaneTask, seen: Seen): boolean {
  const saysItAll = monitor.needs === null || sleep?.kind === 'rest'
  return saysItAll && isNews(monitor, trouble ?? undefined, seen)
}
