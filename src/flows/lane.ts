// A handful of monitors probed together in one invocation, six at a time. What is not plainly up goes to the desk at once,
// whatever else still hangs; what could not even start is handed back, so that no monitor waits for another's deadline.

import { checkOf } from '../checks/index.ts'
import type { Seen } from '../core/incident/ground.ts'
import type { Monitor, Runbook } from '../core/runbook.ts'
import { SECOND } from '../core/time.ts'
import { type Health, isPlainlyUp, nextHealth } from '../core/watch/health.ts'
import type { Observation } from '../core/watch/observation.ts'
import { CONNECTIONS } from '../core/watch/plan.ts'
import type { Sample } from '../core/watch/sample.ts'
import type { Verdict } from '../core/watch/verdict.ts'
import type { Io } from '../io.ts'

/** By name: the settings stay where the runbook is. */
export type LaneTask = { monitor: string; trouble: Health | null }

export type LaneResult = { samples: Sample[]; handedBack: LaneTask[]; told: number; untold: number }

export type LanePorts = {
  io: Io
  runbook: Runbook
  place: string
  secret(name: string): string | undefined
  /** To the desk. */
  tell(seen: Seen): Promise<void>
}

const HAND_BACK_AFTER_MS = SECOND

export async function runLane(tasks: readonly LaneTask[], ports: LanePorts): Promise<LaneResult> {
  const startedAt = ports.io.at()
  const waiting = [...tasks]
  const result: LaneResult = { samples: [], handedBack: [], told: 0, untold: 0 }
  const telling: Promise<void>[] = []
  // The desk may be away; what is wrong is still wrong at the next look, so the samples are kept all the same.
  const tell = async (seen: Seen) => {
    await ports.tell(seen).then(
      () => result.told++,
      () => result.untold++,
    )
  }

  const work = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      const isLate = ports.io.at() - startedAt > HAND_BACK_AFTER_MS && tasks.length > CONNECTIONS
      if (isLate) {
        result.handedBack.push(task)
        continue
      }
      const monitor = ports.runbook.monitors[task.monitor]
      if (monitor === undefined) continue
      const { verdict, observation } = await look(monitor, ports)
      const ms = observation?.trouble === null ? observation.totalMs : null
      result.samples.push({ monitor: monitor.id, verdict: verdict.kind, ms })
      const seen = { monitor: monitor.id, verdict, at: observation?.at ?? ports.io.at() }
      if (isWorthTelling(monitor, task.trouble, seen)) telling.push(tell(seen))
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  await Promise.all(telling)
  return result
}

function isWorthTelling(monitor: Monitor, trouble: Health | null, seen: Seen): boolean {
  return trouble !== null || !isPlainlyUp(nextHealth(undefined, monitor, seen))
}

type Look = { verdict: Verdict; observation: Observation | null }

/** A failure counts once it has been confirmed; the outage then begins with the first bad observation. */
async function look(monitor: Monitor, ports: LanePorts): Promise<Look> {
  const first = await probe(monitor, ports)
  if (first.verdict.kind !== 'fail') return first
  for (let tries = 0; tries < monitor.confirmations; tries++) {
    await ports.io.until(ports.io.at() + monitor.confirmAfterMs)
    const again = await probe(monitor, ports)
    if (again.verdict.kind !== 'fail') return again
  }
  return first
}

async function probe(monitor: Monitor, { io, place, secret }: LanePorts): Promise<Look> {
  const check = checkOf(monitor.kind)
  if (check === undefined)
    return { verdict: { kind: 'unknown', reason: `no check is called ${monitor.kind}` }, observation: null }
  const observation = await check.probe(monitor.settings, { io, place, secret, deadlineMs: monitor.deadlineMs })
  return { verdict: check.judge(monitor.settings, observation), observation }
}
