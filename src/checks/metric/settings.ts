// What a runbook can say of a number: where it comes from, what is made of it over time, and which bands it has to stay in.

import * as z from 'zod'
import { DAY, HOUR, MINUTE } from '../../core/time.ts'
import { durationBetween } from '../duration.ts'
import { settings as httpSettings } from '../http/settings.ts'
import { jsonPath } from '../json.ts'
import { series } from './prometheus.ts'

const SIMPLE = ['last', 'mean', 'least', 'most'] as const
const PERCENTILES = ['p50', 'p95', 'p99'] as const
const ABOUT_ANSWER = ['json', 'prometheus', 'dividedBy'] as const

const band = z.union([z.strictObject({ above: z.number() }), z.strictObject({ below: z.number() })], {
  error: 'either { above: 5 } or { below: 5 }',
})

export type Band = z.output<typeof band>

export const settings = z
  .strictObject({
    /** Answers the number, somewhere in JSON or in a page of metrics. */
    url: z.string().min(1).optional(),
    headers: httpSettings.shape.headers,
    json: jsonPath.optional(),
    prometheus: series.optional(),
    /** Written like the other one: what stands there is divided by what stands here. */
    dividedBy: z.string().optional(),
    /** By the API. */
    pushed: z.literal(true).optional(),
    silentAfter: durationBetween(MINUTE, DAY).optional(),
    /** What another monitor saw. */
    of: z
      .strictObject({ monitor: z.string(), measure: z.enum(['error-rate', 'mean', 'most', ...PERCENTILES]) })
      .optional(),
    /** D1 reads a row for each of its minutes, each time. */
    over: durationBetween(MINUTE, 6 * HOUR).optional(),
    measure: z.enum([...SIMPLE, ...PERCENTILES]).optional(),
    leastSamples: z.int().min(1).max(1000).optional(),
    warn: band.optional(),
    fail: band.optional(),
    unit: z.string().max(20).optional(),
  })
  .superRefine((written, context) => {
    for (const [name, message] of [...strayParts(written), ...strayMeasures(written), ...strayBands(written)]) {
      context.addIssue({ code: 'custom', path: [name], message })
    }
  })

export type Settings = z.output<typeof settings>
export type Measure = NonNullable<Settings['measure']>

type Written = Partial<Settings>
type Stray = [name: keyof Settings, wanted: string]

/** Beyond a band is where it begins to hurt. */
export function isBeyond(value: number, band: Band): boolean {
  return 'above' in band ? value > band.above : value < band.below
}

export function limitOf(band: Band): number {
  return 'above' in band ? band.above : band.below
}

function strayParts(written: Written): Stray[] {
  const { url, headers = {}, json, prometheus, dividedBy, pushed, silentAfter, of } = written
  const found: Stray[] = []
  if ([url, pushed, of].filter(isSaid).length !== 1) found.push(['url', 'exactly one of url, pushed and of'])
  if (isSaid(url) && isSaid(json) === isSaid(prometheus)) found.push(['json', 'either json or prometheus'])
  if (!isSaid(url)) {
    const named = ABOUT_ANSWER.filter((name) => isSaid(written[name]))
    const stray = Object.keys(headers).length > 0 ? [...named, 'headers' as const] : named
    found.push(...stray.map((name): Stray => [name, 'a url beside it, whose answer it is about']))
  }
  const kind = isSaid(json) ? jsonPath : series
  const divisor = isSaid(dividedBy) ? kind.safeParse(dividedBy) : null
  if (divisor?.success === false) found.push(['dividedBy', divisor.error.issues[0]?.message ?? ''])
  if (isSaid(silentAfter) && !isSaid(pushed)) found.push(['silentAfter', 'pushed: true beside it'])
  return found
}

function strayMeasures({ url, of, over, measure = 'last', leastSamples = 1 }: Written): Stray[] {
  const found: Stray[] = []
  if (isSaid(of) && measure !== 'last') found.push(['measure', 'nothing, because of has a measure of its own'])
  if (isSaid(over)) return found
  if (isSaid(of)) found.push(['over', "a duration such as '5m': the stretch of time that is looked at"])
  const simple: readonly string[] = isSaid(url) ? ['last'] : SIMPLE
  if (!simple.includes(measure)) found.push(['measure', `${simple.join(', ')}, or over beside it`])
  if (isSaid(url) && leastSamples > 1) found.push(['leastSamples', '1, or over beside it'])
  return found
}

function strayBands({ warn, fail }: Written): Stray[] {
  if (warn === undefined && fail === undefined) return [['fail', 'warn, fail or both']]
  if (warn === undefined || fail === undefined) return []
  const isFurther = 'above' in warn === 'above' in fail && isBeyond(limitOf(fail), warn)
  return isFurther ? [] : [['fail', `beyond the ${limitOf(warn)} at which it warns, in the same direction`]]
}

function isSaid(value: unknown): boolean {
  return value !== undefined
}
