// What the steps of a journey mean together: the first that stopped it, then what was left behind, then what was slow.

import type { Observation } from '../../core/watch/observation.ts'
import { PASS, type Verdict } from '../../core/watch/verdict.ts'
import { judgeLatency } from '../latency.ts'
import type { Settings } from './settings.ts'

/** `ms`: what its answers took and what was waited between them. */
export type Outcome = { name: string; ms: number; verdict: Verdict }
export type Outcomes = { steps: Outcome[]; cleanup: Outcome[] }

type Stopped = Extract<Verdict, { kind: 'fail' | 'unknown' }>

export function hasStopped(verdict: Verdict): verdict is Stopped {
  return verdict.kind === 'fail' || verdict.kind === 'unknown'
}

/** Reads what the probe has written, in our own words: nothing of any answer is in it. */
export function judge({ latency }: Settings, { body, totalMs }: Observation): Verdict {
  const { steps, cleanup }: Outcomes = JSON.parse(body)
  const wrong = steps.find(({ verdict }) => hasStopped(verdict))
  if (wrong !== undefined) return named(wrong)
  const left = cleanup.find(({ verdict }) => hasStopped(verdict))
  if (left !== undefined) return leftBehind(left)
  const slow = steps.find(({ verdict }) => verdict.kind === 'warn')
  if (slow !== undefined) return named(slow)
  return latency === undefined ? PASS : judgeLatency(latency, totalMs)
}

function leftBehind(outcome: Outcome): Verdict {
  const verdict = named(outcome)
  if (!hasStopped(verdict)) return verdict
  const failure = verdict.kind === 'fail' ? verdict.failure : 'policy'
  return { kind: 'warn', failure, reason: `${verdict.reason}; what the journey made may still be there` }
}

function named({ name, verdict }: Outcome): Verdict {
  return verdict.kind === 'pass' ? verdict : { ...verdict, reason: `"${name}": ${verdict.reason}` }
}
