// The words and addresses that mails and pages have in common: one word for one state, and no link that could run code.

import type { Severity } from '../src/core/runbook.ts'
import type { PublicPhase, PublicState } from '../src/core/view/page-view.ts'

export const STATE_WORDS: Record<PublicState, string> = {
  operational: 'Operational',
  degraded: 'Degraded',
  outage: 'Outage',
  unknown: 'Unknown',
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
