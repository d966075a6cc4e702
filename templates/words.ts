// The words and addresses that mails and pages have in common: one word for one state, and no link that could run code.

import type { Severity } from '../src/core/runbook.ts'
import { type Instant, MINUTE, utc } from '../src/core/time.ts'
import type { PublicPhase, PublicState, Span } from '../src/core/view/page-view.ts'

export const STATE_WORDS: Record<PublicState, string> = {
  operational: 'Operational',
  degraded: 'Degraded',
  outage: 'Outage',
  unknown: 'Unknown',
  maintenance: 'In maintenance',
  'not-watched': 'Not watched',
}

export const PHASE_WORDS: Record<PublicPhase, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Watching the repair',
  resolved: 'Resolved',
}

export const SEVERITY_WORDS: Record<Severity, string> = { P1: 'Critical', P2: 'Major', P3: 'Minor', P4: 'Low' }

export function severityWithNative(severity: Severity, native: string | null): string {
  return native === null || native === severity ? severity : `${severity} (${native})`
}

const MAIL_ADDRESS = /^[\w.!#$%*+/=^`{|}~-]+@[\w.-]+$/

/** The address a link may lead to, or null where only the text should be shown. */
export function hrefOf(address: string): string | null {
  if (MAIL_ADDRESS.test(address)) return `mailto:${address}`
  return /^https?:\/\/\S+$/i.test(address) ? address : null
}

export function joined(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const DAY_AND_MONTH = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })

export function dayOf(at: Instant): string {
  return DAY_AND_MONTH.format(at)
}

/** `from 12:03 to 12:07 UTC on 15 March`, for what is at most months away. */
export function fromUntil({ from, until }: Span): string {
  const [begins, ends] = [utc(from).slice(11), utc(until).slice(11)]
  return dayOf(from) === dayOf(until)
    ? `from ${begins.slice(0, 5)} to ${ends} on ${dayOf(until)}`
    : `from ${begins} on ${dayOf(from)} to ${ends} on ${dayOf(until)}`
}

const MOST_GAPS = 3

/** The newest one by one, the others together. */
export function gapLines(gaps: readonly Span[]): string[] {
  const others = gaps.slice(MOST_GAPS)
  const minutes = others.reduce((sum, { from, until }) => sum + until - from, 0) / MINUTE
  return [
    ...gaps.slice(0, MOST_GAPS).map((gap) => `Nothing was measured ${fromUntil(gap)}.`),
    ...(others.length === 0
      ? []
      : [`${counted(others.length, 'more gap')} before that, ${counted(minutes, 'minute')} in all.`]),
  ]
}

/** Two decimals, as they are: a hundred is only said of what never failed. */
export function perCent(percent: number): string {
  return percent === 100 ? '100 %' : `${percent.toFixed(2)} %`
}

export function shortSha(sha: string): string {
  return /^[0-9a-f]{12,}$/i.test(sha) ? sha.slice(0, 7) : sha
}

const MODE_WORDS = new Map([
  ['auto', 'acts by itself'],
  ['suggest', 'asks a person first'],
  ['off', 'only records'],
])

const VERDICT_WORDS = new Map([
  ['pass', 'Nothing speaks against taking it back.'],
  ['wait', 'Not yet: time alone can change the answer.'],
  ['stop', 'Not to be taken back without a person who changes the facts.'],
])

export function modeWords(mode: string): string {
  return MODE_WORDS.get(mode) ?? mode
}

export function verdictWords(verdict: string): string {
  return VERDICT_WORDS.get(verdict) ?? verdict
}
