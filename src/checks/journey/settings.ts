// What a runbook can say of a journey: its steps, each a request as `http` knows it, and what one hands on to the next.

import * as z from 'zod'
import { durationOf } from '../../core/duration.ts'
import { SECOND } from '../../core/time.ts'
import { durationBetween } from '../duration.ts'
import { settings as request, secrets as secretsOf, WRITING } from '../http/settings.ts'
import { latency } from '../latency.ts'
import { capture } from './capture.ts'
import { choosesHost, needsQuotes, placeholders } from './carry.ts'

const MOST_STEPS = 12
const MOST_CLEANUP = 5
/** So many redirects are left room for, of all steps together. */
const REDIRECTS = 5
/** Less than an invocation may make. */
const MOST_CALLS = 45

const until = z
  .strictObject({
    every: durationBetween(SECOND, 30 * SECOND),
    within: durationBetween(SECOND, 50 * SECOND),
  })
  .refine(({ every, within }) => durationOf(every) < durationOf(within), {
    path: ['every'],
    error: 'a duration shorter than `within`',
  })

const step = request
  .safeExtend({
    /** Part of the idempotency key, so it is written in letters that a header may have. */
    name: z
      .string()
      .regex(/^[!-~](?:[ -~]{0,58}[!-~])?$/, "a name of at most 60 plain letters, such as 'poll the summary'"),
    capture: z
      .record(z.string().regex(/^[A-Za-z]\w{0,39}$/, 'a name of letters and digits, such as runId'), capture)
      .default({}),
    /** Asked again until all that is said of its answer holds. */
    until: until.optional(),
  })
  .refine(({ method, until }) => until === undefined || !WRITING.includes(method), {
    path: ['until'],
    error: 'nothing on a step that writes, as only what is read may be repeated',
  })

export const settings = z
  .strictObject({
    steps: z.array(step).min(1).max(MOST_STEPS),
    /** Done at the end whatever came before, in time that is kept for it. */
    cleanup: z.array(step).max(MOST_CLEANUP).default([]),
    /** Of the whole; left out, the deadline alone says what is too slow. */
    latency: latency.unwrap().optional(),
  })
  .superRefine((settings, context) => {
    for (const [path, message] of contradictions(settings)) context.addIssue({ code: 'custom', path, message })
  })

export type Settings = z.output<typeof settings>
export type Step = Settings['steps'][number]

export function allSteps({ steps, cleanup }: Settings): Step[] {
  return [...steps, ...cleanup]
}

export function writes(settings: Settings): boolean {
  return allSteps(settings).some(({ method }) => WRITING.includes(method))
}

export function calls(settings: Settings): number {
  return allSteps(settings).reduce((sum, step) => sum + triesOf(step), REDIRECTS)
}

export function secrets(settings: Settings): string[] {
  return [...new Set(allSteps(settings).flatMap(secretsOf))]
}

function triesOf({ until }: Step): number {
  return until === undefined ? 1 : Math.ceil(durationOf(until.within) / durationOf(until.every))
}

type Problem = [(string | number)[], string]

/** What each step may be, but not among the others. */
function contradictions(settings: Settings): Problem[] {
  const found: Problem[] = []
  const names = new Set<string>()
  const known = new Set<string>()
  for (const list of ['steps', 'cleanup'] as const) {
    for (const [index, step] of settings[list].entries()) {
      if (names.has(step.name)) found.push([[list, index, 'name'], 'a name that no other step has'])
      found.push(...misplaced(step, known).map(([path, message]): Problem => [[list, index, ...path], message]))
      names.add(step.name)
      for (const name of Object.keys(step.capture)) known.add(name)
    }
  }
  const count = calls(settings)
  if (count > MOST_CALLS) {
    const message = `at most ${MOST_CALLS} requests, and these can be ${count} with ${REDIRECTS} redirects; fewer steps, or in \`until\` a longer \`every\` or a shorter \`within\``
    found.push([['steps'], message])
  }
  return found
}

function misplaced(step: Step, known: ReadonlySet<string>): Problem[] {
  const unknown = placeholders(step).find(({ name }) => !known.has(name))
  if (unknown !== undefined) {
    return [[unknown.path, `only what an earlier step captures between {{ and }}, and none captures ${unknown.name}`]]
  }
  if (choosesHost(step.url)) {
    return [
      [['url'], 'an address with placeholders in its path and query only, so that no answer chooses who is called'],
    ]
  }
  return needsQuotes(step.body ?? '') ? [[['body'], 'a body of JSON with its placeholders between quotes']] : []
}
