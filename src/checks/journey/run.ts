// Goes through the steps of a journey and its clean-up, within one budget and with what was captured on the way.

import { durationOf } from '../../core/duration.ts'
import { err } from '../../core/result.ts'
import { SECOND } from '../../core/time.ts'
import type { FailureKind, Observation } from '../../core/watch/observation.ts'
import type { Verdict } from '../../core/watch/verdict.ts'
import type { Io, Trouble } from '../../io.ts'
import type { ProbeContext } from '../contract.ts'
import { probe } from '../http/http.ts'
import { judge } from '../http/judge.ts'
import { captured, capturedHeaders } from './capture.ts'
import { carry, hasPlaceholder, secretOf } from './carry.ts'
import { hasStopped, type Outcome, type Outcomes } from './judge.ts'
import type { Settings, Step } from './settings.ts'

/** Kept for the clean-up: a share of the deadline, no less than two seconds, and never more than half. */
const CLEANUP_SHARE = 1 / 5
const CLEANUP_MS = 2 * SECOND

const LEAVING: Trouble = {
  kind: 'policy',
  detail: 'a captured value would leave with the body',
  status: null,
  headersMs: null,
  totalMs: 0,
  bytes: 0,
}

export async function run({ steps, cleanup }: Settings, context: ProbeContext): Promise<Outcomes> {
  const { deadlineMs } = context
  const kept = cleanup.length === 0 ? 0 : keptOf(deadlineMs)
  const values = new Map<string, string>()
  const seen: Outcomes = { steps: [], cleanup: [] }
  let leftMs = deadlineMs - kept
  for (const step of steps) {
    const outcome = await take(step, { context, values, leftMs })
    seen.steps.push(outcome)
    leftMs -= outcome.ms
    if (hasStopped(outcome.verdict)) break
  }
  leftMs += kept
  for (const [index, step] of cleanup.entries()) {
    const outcome = await take(step, { context, values, leftMs: Math.floor(leftMs / (cleanup.length - index)) })
    seen.cleanup.push(outcome)
    leftMs -= outcome.ms
  }
  return seen
}

function keptOf(deadlineMs: number): number {
  return Math.floor(Math.min(Math.max(deadlineMs * CLEANUP_SHARE, CLEANUP_MS), deadlineMs / 2))
}

type Leg = { context: ProbeContext; values: Map<string, string>; leftMs: number }

/** What the answers took is counted and what is waited for between them, not the clock: others move it, too. */
async function take(step: Step, { context, values, leftMs }: Leg): Promise<Outcome> {
  const { name, until } = step
  if (leftMs <= 0) return { name, ms: 0, verdict: fail('timeout-headers', 'was not begun, as no time was left for it') }
  const carried = carry(step, values)
  if (!carried.ok) return { name, ms: 0, verdict: fail('assertion', carried.error) }
  const io = hasPlaceholder(step.body ?? '') ? atHome(context.io, carried.value.url) : context.io
  const everyMs = until === undefined ? Number.POSITIVE_INFINITY : durationOf(until.every)
  const withinMs = until === undefined ? leftMs : Math.min(leftMs, durationOf(until.within))
  let ms = 0
  for (let tries = 1; ; tries++) {
    const asked = await ask(carried.value, { context: { ...context, io }, values, leftMs: withinMs - ms })
    ms += asked.ms
    if (asked.verdict.kind !== 'fail') return { name, ms, verdict: asked.verdict }
    if (ms + everyMs >= withinMs) return { name, ms, verdict: atLast(asked.verdict, tries) }
    await io.until(io.at() + everyMs)
    ms += everyMs
  }
}

async function ask(step: Step, { context, values, leftMs }: Leg): Promise<Omit<Outcome, 'name'>> {
  // The probe keeps no headers but those that have to be there.
  const wanted = Object.fromEntries(capturedHeaders(step.capture).map((name) => [name, { contains: '' }]))
  const request = { ...step, expectHeaders: { ...wanted, ...step.expectHeaders } }
  const seen = await probe(request, {
    ...context,
    key: `${context.key}/${step.name}`,
    secret: (name) => secretOf(name, values) ?? context.secret(name),
    deadlineMs: leftMs,
  })
  const verdict = judge(request, seen)
  return { ms: seen.totalMs, verdict: hasStopped(verdict) ? verdict : (keep(step, seen, values) ?? verdict) }
}

/** null: everything was there, and is known from now on. */
function keep({ capture }: Step, seen: Observation, values: Map<string, string>): Verdict | null {
  for (const [name, from] of Object.entries(capture)) {
    const value = captured(from, seen)
    if (value === undefined) return fail('assertion', `answered ${seen.status} with nothing to capture ${name} from`)
    values.set(name, value)
  }
  return null
}

/** 307 and 308 ask for the same body elsewhere; what carries a value stays where a secret would. */
function atHome(io: Io, url: string): Io {
  const isHome = (called: string) => new URL(called).origin === new URL(url).origin
  return { ...io, fetch: async (sent) => (sent.body === undefined || isHome(sent.url) ? io.fetch(sent) : err(LEAVING)) }
}

function atLast(verdict: Verdict, tries: number): Verdict {
  if (verdict.kind === 'pass' || tries === 1) return verdict
  return { ...verdict, reason: `${verdict.reason}, the last of ${tries} times` }
}

function fail(failure: FailureKind, reason: string): Verdict {
  return { kind: 'fail', failure, reason }
}
