// Watches a number: one that is asked for, one that is pushed, or what another monitor saw over a stretch of time.

import { durationOf } from '../../core/duration.ts'
import { spoken } from '../../core/time.ts'
import type { Needs, StoredFacts } from '../../core/watch/facts.ts'
import type { Observation } from '../../core/watch/observation.ts'
import { PASS, type Verdict } from '../../core/watch/verdict.ts'
import { type Conclusion, defineCheck, type ProbeContext } from '../contract.ts'
import { filled, secrets } from '../http/settings.ts'
import { MOST_BYTES, readNumber } from './answer.ts'
import { measured } from './measure.ts'
import { type Band, isBeyond, limitOf, type Settings, settings } from './settings.ts'

export const metric = defineCheck({
  kind: 'metric',
  settings,
  targets: ({ url }) => (url === undefined ? [] : [url]),
  secrets,
  writes: () => false,
  calls: ({ url }) => (url === undefined ? 0 : 1),
  unit: unitOf,
  probe,
  judge,
  needs,
  conclude,
})

/** One request and no redirect: whoever sends elsewhere has no number. */
async function probe(settings: Settings, { io, place, deadlineMs, secret }: ProbeContext): Promise<Observation> {
  const { url = '' } = settings
  const blank = { at: io.at(), place, status: null, headersMs: null, totalMs: 0, bytes: 0, hops: 0, body: '' }
  const missing = secrets(settings).find((name) => secret(name) === undefined)
  if (missing !== undefined)
    return { ...blank, trouble: { kind: 'policy', detail: `the secret ${missing} is not set` } }
  const seen = await io.fetch({ url, headers: headersOf(settings, secret), deadlineMs, maxBytes: MOST_BYTES })
  const { status, headersMs, totalMs, bytes } = seen.ok ? seen.value : seen.error
  const answered = { ...blank, status, headersMs, totalMs, bytes }
  if (!seen.ok) {
    const { kind, detail } = seen.error
    return { ...answered, trouble: { kind, detail: `could not be asked: ${detail}` } }
  }
  const number = readNumber(settings, seen.value)
  if (number.ok) return { ...answered, trouble: null, value: number.value }
  return { ...answered, trouble: { kind: 'value', detail: number.error } }
}

function headersOf({ headers, prometheus }: Settings, secret: ProbeContext['secret']): Record<string, string> {
  const accept = prometheus === undefined ? 'application/json' : 'text/plain;version=0.0.4'
  return { accept, ...filled(headers, secret) }
}

/** Over a stretch of time one number is only a sample, and nothing that has to be confirmed. */
function judge(settings: Settings, { trouble, value = Number.NaN }: Observation): Verdict {
  if (trouble !== null) return doubt(trouble.detail)
  return settings.over === undefined ? judgeValue(settings, value) : PASS
}

function needs({ pushed, of, over }: Settings): Needs | null {
  if (over === undefined && pushed === undefined) return null
  const window = over && { monitor: of?.monitor ?? null, overMs: durationOf(over) }
  return { ...(pushed && { reading: pushed }), ...(window && { window }) }
}

function conclude(settings: Settings, facts: StoredFacts): Conclusion {
  if (facts.looked?.kind === 'unknown') return doubt(facts.looked.reason)
  const found = measured(settings, facts)
  if (!found.ok) return doubt(found.error)
  const { value, count, least, kept } = found.value
  const verdict = count < least ? doubt(`has ${count} of at least ${least} samples`) : judgeValue(settings, value)
  return { ...verdict, value: Number.isFinite(kept) ? kept : null }
}

function judgeValue(settings: Settings, value: number): Verdict {
  const { warn, fail } = settings
  if (!Number.isFinite(value)) return doubt('has no number')
  const over = (band: Band) =>
    `${subjectOf(settings)}is ${amount(settings, value)}, ${sideOf(band)} ${amount(settings, limitOf(band))}`
  if (fail && isBeyond(value, fail)) return { kind: 'fail', failure: 'value', reason: over(fail) }
  return warn && isBeyond(value, warn) ? { kind: 'warn', failure: 'value', reason: over(warn) } : PASS
}

/** `p95 over 10 minutes `; nothing before a number that stands for itself. */
function subjectOf({ of, over, measure = 'last' }: Settings): string {
  const name = of === undefined ? measure : of.measure.replace('-', ' ')
  if (name === 'last') return ''
  return over === undefined ? `${name} ` : `${name} over ${spoken(durationOf(over))} `
}

function sideOf(band: Band): string {
  return 'above' in band ? 'above' : 'below'
}

function amount(settings: Settings, value: number): string {
  const written = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4))
  return `${written} ${unitOf(settings)}`.trimEnd()
}

function unitOf({ unit, of }: Settings): string {
  const usual = of === undefined ? '' : of.measure === 'error-rate' ? '%' : 'ms'
  return unit ?? usual
}

function doubt(reason: string): Verdict {
  return { kind: 'unknown', reason }
}
