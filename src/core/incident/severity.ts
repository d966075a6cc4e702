// How bad it is, by the decision guide of the incident plan. Every answer carries its reasons.

import type { Runbook, Severity, Tenant } from '../runbook.ts'
import { type Impact, isFelt, type Signal } from '../watch/signal.ts'

export type Scope = {
  tenants: 'all' | 'several' | 'one' | 'none' | 'unknown'
  /** Tenants known to be hurt; empty when nobody told us who they are. */
  ids: string[]
  /** Whether a core feature, or the whole service, is hurt; null: nobody said. */
  isCore: boolean | null
  impact: Impact
}

export type Classification = { severity: Severity; native: string | null; scope: Scope; reasons: string[] }

export const WORSE: Readonly<Record<Severity, Severity>> = { P1: 'P1', P2: 'P1', P3: 'P2', P4: 'P3' }

/** `isHurt`: a person has said so, or that it is not. */
type Counted = Tenant & { isHurt?: boolean }

/** `signals` are those still failing, of one incident. What one of them is by itself, all of them together are at least. */
export function classify(signals: readonly Signal[], tenants: readonly Counted[], runbook: Runbook): Classification {
  const together = classifyTogether(signals, tenants, runbook)
  if (signals.length < 2) return together
  const [worst] = signals
    .map((signal) => classifyTogether([signal], tenants, runbook))
    .toSorted((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0))
  if (worst === undefined || worst.severity >= together.severity) return together
  const { severity, native } = worst
  const why = `one part of it is ${severity} by itself: ${worst.reasons.at(-1)}`
  return { ...together, severity, native, reasons: [...together.reasons, why] }
}

function classifyTogether(signals: readonly Signal[], tenants: readonly Counted[], runbook: Runbook): Classification {
  const scope = scopeOf(signals, tenants, runbook)
  const { severity: guided, reason } = guide(scope, signals, { tenants, runbook })
  const doubts = doubtsAbout(scope)
  const severity = doubts.length === 0 ? guided : WORSE[guided]
  const reasons = [...scopeReasons(signals, scope, runbook), ...silentOnes(scope, tenants), reason]
  if (severity !== guided) reasons.push(`raised one level, to ${severity}, because ${doubts.join(' and ')}`)
  return { severity, native: runbook.severity.native[severity] ?? null, scope, reasons }
}

const IMPACTS: readonly Impact[] = ['secret-leak', 'loss', 'outage', 'degradation', 'exposure', 'advice']

/** What is said of whatever it is about. */
export const SAID: Readonly<Record<Impact, string>> = {
  outage: 'does not work',
  degradation: 'is degraded',
  loss: 'has lost or damaged data',
  exposure: 'lets in what it has to refuse',
  'secret-leak': 'has leaked a secret',
  advice: 'needs attention',
}

type Known = { tenants: readonly Counted[]; runbook: Runbook }
type Guided = { severity: Severity; reason: string }

/** The guide's questions, in its order. Degradation is never a complete outage, so it starts at P2. */
function guide(scope: Scope, signals: readonly Signal[], known: Known): Guided {
  if (scope.impact === 'secret-leak')
    return { severity: 'P1', reason: 'a leaked secret is a matter of security, so P1' }
  if (scope.impact === 'loss') return { severity: 'P1', reason: 'data that is lost or damaged is P1' }
  if (scope.impact === 'exposure')
    return { severity: 'P1', reason: 'what lets in anybody is a matter of security, so P1' }
  if (scope.impact === 'advice') return { severity: 'P4', reason: 'nothing that hurts anybody yet, so P4' }
  if (scope.tenants === 'none') return { severity: 'P4', reason: 'no tenant is hurt, so P4' }
  if (signals.some((signal) => isCriticalOutage(signal, known)))
    return { severity: 'P1', reason: 'an outage of a critical feature is P1' }
  if (scope.isCore === false) return { severity: 'P3', reason: 'a feature that is not core is P3' }
  if (isOutForAll(signals, known)) return { severity: 'P1', reason: 'an outage for all tenants is P1' }
  if (scope.tenants === 'all' || scope.tenants === 'several') {
    return { severity: 'P2', reason: 'trouble for several tenants is P2' }
  }
  if (scope.tenants === 'one' && signals.every(({ tenants }) => tenants !== undefined))
    return { severity: 'P3', reason: 'trouble of one tenant, which nothing else shows, is P3' }
  if (scope.isCore === true) return { severity: 'P2', reason: 'trouble on a core feature is P2' }
  return { severity: 'P3', reason: 'trouble for one tenant is P3' }
}

/** Doubt raises one level only for missing evidence on scope or core. */
function doubtsAbout(scope: Scope): string[] {
  if (!isFelt(scope.impact)) return []
  const doubts: string[] = []
  if (scope.tenants === 'unknown') doubts.push('it is not known which tenants are hurt')
  if (scope.isCore === null) doubts.push('nobody said whether this is a core feature')
  return doubts
}

function scopeOf(signals: readonly Signal[], tenants: readonly Counted[], runbook: Runbook): Scope {
  const hurt = hurtBy(signals, tenants)
  const impact = IMPACTS.find((impact) => signals.some((signal) => signal.impact === impact)) ?? 'degradation'
  return {
    tenants: breadth(signals, tenants),
    ids: hurt.map((tenant) => tenant.id),
    isCore: coreness(signals, runbook),
    impact,
  }
}

function breadth(signals: readonly Signal[], tenants: readonly Counted[]): Scope['tenants'] {
  const hurt = hurtBy(signals, tenants)
  const isServiceWide = signals.some((signal) => signal.feature === null)
  const services = new Set(signals.map((signal) => signal.service))
  const known = tenants.filter(({ isHurt, services: used }) => isHurt || used.some((service) => services.has(service)))
  if (known.length === 0) return isServiceWide ? 'all' : 'unknown'
  if (hurt.length === known.length) return 'all'
  if (hurt.length >= 2) return 'several'
  return hurt.length === 1 ? 'one' : 'none'
}

function hurtBy(signals: readonly Signal[], tenants: readonly Counted[]): Tenant[] {
  return tenants.filter((tenant) => tenant.isHurt ?? signals.some((signal) => isHurt(tenant, signal)))
}

/** A tenant without a list of features uses all of them. */
function isHurt(tenant: Tenant, signal: Signal): boolean {
  if (!tenant.services.includes(signal.service)) return false
  if (signal.tenants !== undefined && !signal.tenants.includes(tenant.id)) return false
  return signal.feature === null || tenant.features.length === 0 || tenant.features.includes(signal.feature)
}

/** A whole service is core by itself; a feature only where the runbook says so. */
function coreness(signals: readonly Signal[], runbook: Runbook): boolean | null {
  const answers = signals.map(({ service, feature }) =>
    feature === null ? true : (runbook.services[service]?.features[feature]?.core ?? null),
  )
  if (answers.includes(true)) return true
  return answers.includes(null) ? null : false
}

/** Of what is out, not of what is only degraded beside it. */
function isOutForAll(signals: readonly Signal[], { tenants, runbook }: Known): boolean {
  const out = signals.filter(({ impact }) => impact === 'outage')
  return out.length > 0 && breadth(out, tenants) === 'all' && coreness(out, runbook) !== false
}

/** Where only some tenants are named, it works for others. */
function isCriticalOutage({ service, feature, impact, tenants }: Signal, { runbook }: Known): boolean {
  const its = feature === null ? undefined : runbook.services[service]?.features[feature]
  return its?.critical === true && impact === 'outage' && tenants === undefined
}

function scopeReasons(signals: readonly Signal[], scope: Scope, runbook: Runbook): string[] {
  const named = signals.map((signal) => {
    const service = runbook.services[signal.service]
    const feature = signal.feature === null ? null : service?.features[signal.feature]
    return feature
      ? `${service?.title}, ${feature.title} (${feature.core ? 'core' : 'not core'})`
      : (service?.title ?? signal.service)
  })
  const what = `${[...new Set(named)].join(' and ')} ${SAID[scope.impact]}`
  return isFelt(scope.impact) ? [what, tenantSentence(scope)] : [what]
}

/** Known before anybody is told, so that somebody can still call them. */
function silentOnes(scope: Scope, tenants: readonly Tenant[]): string[] {
  const silent = tenants.filter((tenant) => scope.ids.includes(tenant.id) && !tenant.isReachable)
  return silent.length === 0 ? [] : [`no contact is known for ${silent.map((tenant) => tenant.name).join(', ')}`]
}

function tenantSentence(scope: Scope): string {
  const count = scope.ids.length
  if (scope.tenants === 'all')
    return count === 0 ? 'everyone who uses it is hurt' : `all its tenants are hurt (${count})`
  if (scope.tenants === 'unknown') return 'nobody can say which tenants it hurts'
  return count === 0 ? 'it hurts no tenant' : `it hurts ${count} tenant${count === 1 ? '' : 's'}`
}
