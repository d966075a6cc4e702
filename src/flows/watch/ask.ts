// Asks one lane. One that breaks is asked once more under another name; one that never comes back makes its monitors
// unknown, never up.

import type { Seen } from '../../core/desk/ground.ts'
import { minuteOf, SECOND } from '../../core/time.ts'
import { HERE } from '../../core/watch/ballot.ts'
import type { LaneApi, System } from '../system.ts'
import type { LaneResult, LaneTask } from './lane.ts'
import { LONGEST_LOOK } from './look.ts'

/** `lost`: what nobody has told the desk, because whoever should have did not come back. */
export type Heard = LaneResult & { lost: Seen[] }

/** What is known at once, and what is still to come. */
export type Asked = { heard: Heard; rest(): Promise<Heard> }

/** For what a lane does beside looking. */
const MARGIN_MS = 5 * SECOND

const BROKEN = 'the probe broke off twice'
const BEGUN = 'the probe broke off, and what writes is not begun again'
const SILENT = 'the probe never came back'

export function openAsk(system: System, mayTell: boolean): (tasks: readonly LaneTask[]) => Promise<Asked> {
  const { io, visit, runbook } = system
  const parity = minuteOf(visit.now) % 2
  let opened = 0

  async function ask(tasks: readonly LaneTask[], isAgain: boolean): Promise<Asked> {
    const place = tasks[0]?.place ?? HERE
    // Names differ from minute to minute, so that a lane that still hangs is not met by the next.
    const lane = system.lane(`${place}/v1/${opened++}/${parity}`, place)
    const errand = { visit: { ...visit, now: io.at() }, place, mayTell }
    const begun = await inTime(system, tasks, lane.begin([...tasks], errand))
    if (begun.kind === 'silent') return only(lose(tasks, SILENT, system))
    if (begun.kind === 'broke') return isAgain ? only(lose(tasks, BROKEN, system)) : await askAgain(tasks)
    return { heard: { ...begun.value, lost: [] }, rest: () => restOf(system, lane, { begun: begun.value, tasks }) }
  }

  async function askAgain(tasks: readonly LaneTask[]): Promise<Asked> {
    const writes = ({ monitor }: LaneTask) => runbook.monitors[monitor]?.writes === true
    const harmless = tasks.filter((task) => !writes(task))
    const lost = lose(tasks.filter(writes), BEGUN, system)
    if (harmless.length === 0) return only(lost)
    const again = await ask(harmless, true)
    return { ...again, heard: join(again.heard, lost) }
  }

  return (tasks) => ask(tasks, false)
}

type Begun = Awaited<ReturnType<LaneApi['begin']>>
type Came<T> = { kind: 'came'; value: T } | { kind: 'broke' } | { kind: 'silent' }
type Unfinished = { begun: Begun; tasks: readonly LaneTask[] }

async function restOf(system: System, lane: LaneApi, { begun, tasks }: Unfinished): Promise<Heard> {
  if (begun.ticket === null) return lose([], SILENT, system)
  const finished = await inTime(system, tasks, lane.finish(begun.ticket))
  if (finished.kind === 'came') return { ...finished.value, lost: [] }
  const known = [...begun.samples, ...begun.voices, ...begun.handedBack].map(({ monitor }) => monitor)
  const missing = tasks.filter(({ monitor }) => !known.includes(monitor))
  return lose(missing, SILENT, system)
}

/** As long as the slowest of its looks may take, and a little more. */
async function inTime<T>({ io, runbook }: System, tasks: readonly LaneTask[], call: Promise<T>): Promise<Came<T>> {
  const deadlines = tasks.map(({ monitor }) => runbook.monitors[monitor]?.deadlineMs ?? 0)
  const came = call.then((value): Came<T> => ({ kind: 'came', value }))
  try {
    const isInTime = await io.within(Math.max(...deadlines) * LONGEST_LOOK + MARGIN_MS, came)
    return isInTime ? await came : { kind: 'silent' }
  } catch {
    return { kind: 'broke' }
  }
}

function only(heard: Heard): Asked {
  return { heard, rest: async () => ({ ...heard, samples: [], voices: [], lost: [] }) }
}

function join(a: Heard, b: Heard): Heard {
  return {
    ...a,
    samples: [...a.samples, ...b.samples],
    voices: [...a.voices, ...b.voices],
    lost: [...a.lost, ...b.lost],
  }
}

/** Nobody could look, so nobody knows. */
export function lose(tasks: readonly LaneTask[], reason: string, { io }: Pick<System, 'io'>): Heard {
  const at = io.at()
  const verdict = { kind: 'unknown', reason } as const
  const own = tasks.filter(({ voice }) => voice === null)
  return {
    samples: own.map(({ monitor }) => ({ monitor, at, kind: 'unknown', value: null, reason })),
    voices: tasks
      .filter(({ voice }) => voice !== null)
      .map(({ monitor, key, place }) => ({ monitor, key, place, at, verdict, value: null })),
    handedBack: [],
    told: 0,
    untold: 0,
    lost: own.map(({ monitor }) => ({ monitor, verdict, at })),
  }
}
