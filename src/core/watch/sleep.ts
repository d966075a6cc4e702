// What the machines of a service that may sleep say about it while nobody asks the service itself, and what waking it took.
// Asleep is well, as long as a request would wake it.

import type { SleepPolicy } from '../runbook.ts'
import { type Instant, MINUTE, SECOND, spoken } from '../time.ts'
import { PASS, type Verdict } from './verdict.ts'

export type Machine = {
  id: string
  state: 'awake' | 'asleep' | 'changing' | 'broken'
  /** Whether a request would start it. */
  canWake: boolean
  /** Since when it is in this state; null: the platform does not say. */
  since: Instant | null
  /** When it last ran out of memory and was killed, where the platform says. */
  killedAt?: Instant
}

/** `askedAt`: when we asked the service itself last, as far as we know. */
export type AtRest = { policy: SleepPolicy; askedAt: Instant | null; now: Instant }

/** What takes longer than this to start or stop has got stuck. */
const STUCK_MS = 5 * MINUTE

export function judgeMachines(machines: readonly Machine[], rest: AtRest): Verdict {
  if (machines.length === 0) return { kind: 'fail', failure: 'machines', reason: 'has no machines' }
  const broken = machines.filter((machine) => isBroken(machine, rest.now))
  const isAwake = machines.some((machine) => machine.state !== 'asleep' && !broken.includes(machine))
  if (broken.length > 0) {
    const reason = `${broken.length} of ${machines.length} machines cannot run`
    if (isAwake) return { kind: 'warn', failure: 'machines', reason }
    return { kind: 'fail', failure: 'machines', reason: `${reason}, and none is awake` }
  }
  if (isAwake) return judgeAwake(machines, rest)
  if (machines.some(({ canWake }) => canWake)) return { kind: 'pass', isAsleep: true }
  return { kind: 'fail', failure: 'machines', reason: 'stopped, and nothing would start it' }
}

/** A look that wakes is cold by definition: how long it took is judged by how long waking up may take, and by nothing else. */
export function judgeWaking(verdict: Verdict, tookMs: number, { wakesWithinMs }: SleepPolicy): Verdict {
  const isSlow = (verdict.kind === 'warn' || verdict.kind === 'fail') && verdict.failure === 'latency'
  if (verdict.kind !== 'pass' && !isSlow) return verdict
  if (tookMs <= wakesWithinMs) return PASS
  const reason = `took ${inSeconds(tookMs)} to wake up, more than ${inSeconds(wakesWithinMs)}`
  return { kind: 'warn', failure: 'latency', reason }
}

export function isBroken({ state, since }: Machine, now: Instant): boolean {
  return state === 'broken' || (state === 'changing' && since !== null && now - since > STUCK_MS)
}

/** Advice only: others may be using it. What woke up after we had asked was woken by them. */
function judgeAwake(machines: readonly Machine[], { policy, askedAt, now }: AtRest): Verdict {
  if (askedAt === null || now - askedAt <= policy.sleepsWithinMs) return PASS
  const isOurs = ({ state, since }: Machine) =>
    state === 'awake' && since !== null && since <= askedAt + policy.wakesWithinMs
  if (!machines.some(isOurs)) return PASS
  const reason = `still awake ${spoken(now - askedAt)} after the last request that we know of`
  return { kind: 'warn', failure: 'machines', reason, isAdvice: true }
}

function inSeconds(ms: number): string {
  return `${Number((ms / SECOND).toPrecision(3))} s`
}
