// One look at one monitor: a probe, and when it fails its confirmation at once, so that a single blip is nobody's trouble.
// Of a service that may sleep only its machines are read, unless it is woken up on purpose or has failed.

import { checkOf } from '../../checks/index.ts'
import type { Monitor, SleepPolicy } from '../../core/runbook.ts'
import type { Instant } from '../../core/time.ts'
import { count, type Vote } from '../../core/watch/ballot.ts'
import type { Health } from '../../core/watch/health.ts'
import type { Observation } from '../../core/watch/observation.ts'
import type { Sleep } from '../../core/watch/plan.ts'
import { judgeMachines, judgeWaking } from '../../core/watch/sleep.ts'
import type { Verdict } from '../../core/watch/verdict.ts'
import type { Io } from '../../io.ts'
import { platformOf } from '../../platforms/index.ts'

export type Looked = { verdict: Verdict; observation: Observation | null; votes?: readonly Vote[] }

export type LookPorts = {
  io: Io
  place: string
  secret(name: string): string | undefined
  /** Of the monitor's service; null: it is always awake. */
  sleeps?: SleepPolicy | null
  /** How many of all who are asked have to see a failure; null: more than half. */
  quorum: number | null
  /** One more request beside those that wait for their answers already; null: there is no room for it. */
  beside<T>(work: () => Promise<T>): Promise<T> | null
  /** What others see who are asked at the same time; nobody, where nobody is configured. */
  elsewhere(): Promise<Vote[]>
}

/** What distinguishes this look from others at the same monitor. */
export type LookTask = { key: string; isCold: boolean; sleep?: Sleep; trouble?: Health | null }

/** All confirmations together, in deadlines: first look and confirmations have to fit into two and a bit. */
const CONFIRMING = 1.05
/** The most that a look takes, in deadlines. */
export const LONGEST_LOOK = 1 + CONFIRMING
/** A confirmation with less time than this share of the deadline would prove nothing. */
const LEAST_CONFIRMING = 0.25

const UNTRIED: Looked = {
  verdict: { kind: 'unknown', reason: 'it has not been tried since it failed' },
  observation: null,
}

export async function look(monitor: Monitor, task: LookTask, ports: LookPorts): Promise<Looked> {
  const { sleep, trouble } = task
  const { sleeps } = ports
  if (!sleep || !sleeps) return await lookAt(monitor, task, ports)
  if (sleep.kind === 'wake') return await wakeUp(monitor, task, { ...ports, sleeps })
  const rested = await readMachines(sleep.askedAt, { ...ports, sleeps })
  // Sleep heals nothing: what has failed has to be seen working.
  if (rested.verdict.kind !== 'pass' || !isFailing(trouble)) return rested
  return monitor.writes ? UNTRIED : await wakeUp(monitor, task, { ...ports, sleeps })
}

function isFailing(trouble: Health | null | undefined): boolean {
  return !!trouble && trouble.bad > 0 && trouble.state !== 'degraded'
}

type SleepPorts = LookPorts & { sleeps: SleepPolicy }

async function readMachines(askedAt: Instant | null, ports: SleepPorts): Promise<Looked> {
  const { kind, settings } = ports.sleeps.platform
  const read = await platformOf(kind)?.machines?.(settings, ports)
  if (read?.ok) {
    const verdict = judgeMachines(read.value, { policy: ports.sleeps, askedAt, now: ports.io.at() })
    return { verdict, observation: null }
  }
  const reason = read?.error ?? `no platform that tells of its machines is called ${kind}`
  return { verdict: { kind: 'unknown', reason }, observation: null }
}

/** However often it had to be asked: waking up lasts from the first request to the end of the answer. */
async function wakeUp(monitor: Monitor, task: LookTask, ports: SleepPorts): Promise<Looked> {
  const begunAt = ports.io.at()
  const looked = await lookAt(monitor, { ...task, isCold: true }, ports)
  const { at, totalMs } = looked.observation ?? { at: begunAt, totalMs: 0 }
  return { ...looked, verdict: judgeWaking(looked.verdict, at + totalMs - begunAt, ports.sleeps) }
}

/** The outage of a confirmed failure begins with the first bad observation, so that is what is handed on. */
async function lookAt(monitor: Monitor, task: LookTask, ports: LookPorts): Promise<Looked> {
  const first = await probe(monitor, task.key, { ports, deadlineMs: monitor.deadlineMs })
  if (first.verdict.kind !== 'fail') return first
  if (task.isCold && first.verdict.failure === 'latency') return warned(first, first.verdict.reason)
  if (monitor.confirmations === 0) return first
  const others = ports.elsewhere()
  const again = await confirm(monitor, task.key, ports)
  if (again !== null) return again
  const votes = [{ place: ports.place, verdict: first.verdict }, ...(await others)]
  return votes.length === 1
    ? first
    : { ...first, verdict: count(votes, { quorum: ports.quorum, split: 'unknown' }), votes }
}

function warned({ observation }: Looked, reason: string): Looked {
  const why = `${reason}, at the first look since a deploy`
  return { verdict: { kind: 'warn', failure: 'latency', reason: why }, observation }
}

/**
 * null: it failed every time. Where an answer is long in coming, the next one is asked for beside it as long as there is
 * room for its connection, so that a request that got lost is not taken for an outage.
 */
async function confirm(monitor: Monitor, key: string, ports: LookPorts): Promise<Looked | null> {
  const { io } = ports
  const { confirmations, confirmAfterMs, deadlineMs } = monitor
  const least = deadlineMs * LEAST_CONFIRMING
  const until = io.elapsed() + Math.max(deadlineMs * CONFIRMING, confirmations * confirmAfterMs + least)
  const works = Promise.withResolvers<Looked>()
  const asked: Promise<void>[] = []
  let passed = false
  const withinMs = () => Math.min(deadlineMs, until - io.elapsed())
  const ask = async () => {
    const again = await probe(monitor, key, { ports, deadlineMs: withinMs() })
    if (again.verdict.kind === 'fail') return
    passed = true
    works.resolve(again)
  }
  for (let askedAt = io.at(); asked.length < confirmations; askedAt = io.at()) {
    const last = asked.at(-1)
    const isAnswered = last === undefined || (await io.within(confirmAfterMs, last))
    await io.until(askedAt + confirmAfterMs)
    if (passed || withinMs() < least) break
    const beside = isAnswered ? null : ports.beside(ask)
    if (beside === null) await last
    if (passed || withinMs() < least) break
    asked.push(beside ?? ask())
  }
  return await Promise.race([works.promise, Promise.all(asked).then(() => (passed ? works.promise : null))])
}

type Probing = { ports: LookPorts; deadlineMs: number }

async function probe(monitor: Monitor, key: string, { ports, deadlineMs }: Probing): Promise<Looked> {
  const { io, place, secret } = ports
  const check = checkOf(monitor.kind)
  if (check?.probe === undefined || check.judge === undefined) {
    return { verdict: { kind: 'unknown', reason: `no check that looks is called ${monitor.kind}` }, observation: null }
  }
  const observation = await check.probe(monitor.settings, { io, place, key, secret, deadlineMs })
  return { verdict: check.judge(monitor.settings, observation), observation }
}
