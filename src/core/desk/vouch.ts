// Whether the monitors can vouch for a stretch of time. Zero measurements never pass: what nobody looked at is not known to
// have been fine.

import { UNWATCHED } from '../incident/command.ts'
import { isOpen } from '../incident/incident.ts'
import type { Passes } from '../kept/sample.ts'
import { dependenciesOf } from '../rollback/suspect.ts'
import type { Monitor, Runbook } from '../runbook.ts'
import { HOUR, type Instant, MINUTE, minuteOf } from '../time.ts'
import type { Health } from '../watch/health.ts'
import { membersOf } from '../watch/members.ts'
import { monitorKey } from '../watch/signal.ts'
import type { Fact, Ground, Measured } from './ground.ts'

/** How far back looks are asked for. A monitor that looks more rarely vouches for nothing. */
export const VOUCHING_MS = 3 * HOUR

/** How long before an outage it has to have been seen working. */
const BEFORE_MS = HOUR

export type Witness = { runbook: Runbook; passes: readonly Passes[]; now: Instant }
export type Stretch = { services: ReadonlySet<string>; since: Instant; windowMs: number; measured: Measured | null }

/** Passed at its last look, but not yet often enough to count as recovered. */
export function isMending(troubles: ReadonlyMap<string, Health>, signalKey: string): boolean {
  return [...troubles.values()].some((health) => monitorKey(health.monitor) === signalKey && health.good > 0)
}

/**
 * null: every monitor vouches for it. Otherwise why they do not. A gap before the last window is forgiven. Sleep vouches for
 * nothing and speaks against nothing; where all slept, nobody watched.
 */
export function doubtAbout(witness: Witness, { services, since, windowMs, measured }: Stretch): string | null {
  const monitors = monitorsOf(services, witness.runbook).filter((monitor) => monitor.intervalMs <= VOUCHING_MS)
  if (monitors.length === 0) return UNWATCHED
  const silent = monitors.filter((monitor) => measured?.unknown.includes(monitor.id))
  if (silent.length > 0)
    return `nothing is known about ${silent.map((monitor) => monitor.title).join(' and ')} just now`
  const asleep: Monitor[] = []
  for (const monitor of monitors) {
    const from = Math.max(since, witness.now - Math.max(windowMs, monitor.intervalMs))
    const seen = within(witness.passes, { from, to: witness.now })
    const slept = seen.filter((minute) => minute.asleep?.includes(monitor.id)).length
    const due = Math.floor((minuteOf(witness.now) - minuteOf(from)) / (monitor.intervalMs / MINUTE)) - slept
    const passed = passesOf(monitor, seen)
    if (passed + slept === 0 || passed * 2 < due - 1) return `${monitor.title} passed ${passed} of ${due} looks`
    if (passed === 0) asleep.push(monitor)
  }
  return asleep.length === monitors.length ? UNWATCHED : null
}

/** Whether any of what fails now was seen working shortly before; otherwise nobody knows what broke it. */
export function wasSeenWorking(witness: Witness, services: ReadonlySet<string>, before: Instant): boolean {
  const stretch = { from: before - BEFORE_MS, to: before - MINUTE }
  const seen = within(witness.passes, stretch)
  return monitorsOf(services, witness.runbook).some((monitor) => passesOf(monitor, seen) > 0)
}

/** Whose looks a round may have to ask for; none in a quiet one. */
export function witnessesFor(ground: Ground, facts: readonly Fact[], runbook: Runbook): Monitor[] {
  const services = new Set<string>()
  for (const incident of ground.incidents.filter(isOpen)) {
    for (const signal of Object.values(incident.signals)) services.add(signal.service)
    services.add(incident.rollback?.service ?? incident.service)
  }
  for (const fact of facts) {
    if (fact.kind !== 'seen') continue
    for (const seen of fact.seen) services.add(runbook.monitors[seen.monitor]?.service ?? '')
  }
  const isDue = ground.timers.some((timer) => timer.kind === 'known-good')
  if (isDue) for (const deploy of ground.deploys) services.add(deploy.service)
  for (const service of [...services]) for (const needed of dependenciesOf(service, runbook)) services.add(needed)
  return monitorsOf(services, runbook)
}

function monitorsOf(services: ReadonlySet<string>, runbook: Runbook): Monitor[] {
  const members = membersOf(runbook)
  return Object.values(runbook.monitors).filter(({ id, service }) => services.has(service) && !members.has(id))
}

function within(passes: readonly Passes[], { from, to }: { from: Instant; to: Instant }): Passes[] {
  return passes.filter(({ minute }) => minute > minuteOf(from) && minute <= minuteOf(to))
}

function passesOf({ id }: Monitor, passes: readonly Passes[]): number {
  return passes.filter(({ monitors }) => monitors.includes(id)).length
}
