// A desk in memory: what the store would keep between two rounds, so that minutes can pass in a test. Decides nothing.

import { deployedKey } from '../../../src/core/desk/deployed.ts'
import type { Fact, Ground, Measured, Seen } from '../../../src/core/desk/ground.ts'
import { decideRound, type Round } from '../../../src/core/desk/round.ts'
import type { DueTimer } from '../../../src/core/incident/command.ts'
import { MUTED_MS } from '../../../src/core/incident/dismiss.ts'
import { type Incident, isOpen } from '../../../src/core/incident/incident.ts'
import type { EventBody, IncidentEvent } from '../../../src/core/incident/incident-event.ts'
import type { Effect } from '../../../src/core/incident/response.ts'
import type { Passes } from '../../../src/core/kept/sample.ts'
import type { Duty } from '../../../src/core/people/people.ts'
import type { Deploy } from '../../../src/core/rollback/deploy.ts'
import type { Runbook } from '../../../src/core/runbook.ts'
import { DAY, type Instant, iso, MINUTE, minuteOf } from '../../../src/core/time.ts'
import type { Health } from '../../../src/core/watch/health.ts'
import type { Verdict } from '../../../src/core/watch/verdict.ts'
import { acme, ground, T0 } from './acme.ts'

export const PASSES: Verdict = { kind: 'pass' }
export const FAILS: Verdict = { kind: 'fail', failure: 'status', reason: 'answered 500' }
export const WARNS: Verdict = { kind: 'warn', failure: 'latency', reason: 'took 6 s' }
export const UNSEEN: Verdict = { kind: 'unknown', reason: 'the probe never came back' }

/** The clocks of people, which have tests of their own. */
export function isOfPeople({ kind }: DueTimer): boolean {
  return ['unanswered', 'escalate', 'respond', 'findings', 'promise'].includes(kind)
}

export type Look = Readonly<Record<string, Verdict>>
type Stored = { incident: string; seq: number; event: IncidentEvent }

export class Desk {
  now: Instant = T0
  readonly events: Stored[] = []
  readonly effects: Effect[] = []
  readonly quarantine: Round['quarantine'] = []
  private incidents = new Map<string, Incident>()
  private troubles = new Map<string, Health>()
  private timers = new Map<string, DueTimer>()
  private owed = new Map<string, Duty>()
  private rollbacks = new Map<string, Ground['rollbacks'][number]>()
  private passes: Passes[]
  private deploys: Deploy[]
  private begun: Ground
  readonly runbook: Runbook

  constructor(changes: Partial<Ground> = {}, runbook: Runbook = acme) {
    this.runbook = runbook
    this.begun = ground(changes)
    this.deploys = this.begun.deploys
    this.passes = this.begun.passes
    for (const rollback of this.begun.rollbacks) this.rollbacks.set(rollback.id, rollback)
    for (const incident of this.begun.incidents) this.incidents.set(incident.ref, incident)
    for (const health of this.begun.troubles) this.troubles.set(health.monitor, health)
    for (const timer of this.begun.timers) this.timers.set(timer.key, timer)
  }

  get ground(): Ground {
    const { now, runbook } = this
    const { reopenMs } = runbook.verification
    const isMuting = ({ dismissedAt }: Incident) => dismissedAt !== undefined && now - dismissedAt < MUTED_MS
    const isKept = (it: Incident) => isOpen(it) || now - (it.resolvedAt ?? 0) <= reopenMs || isMuting(it)
    return {
      ...this.begun,
      newestMinute: minuteOf(now),
      nextNumber: this.incidents.size + 1,
      incidents: this.all.filter(isKept),
      troubles: [...this.troubles.values()],
      deploys: this.deploys,
      earlier: this.earlier,
      rollbacks: [...this.rollbacks.values()],
      timers: [...this.timers.values()].filter((timer) => timer.dueAt <= now),
      duties: this.duties.filter(({ remindAt }) => remindAt <= now),
      passes: this.passes,
    }
  }

  /** With everything that P1 and P2 need for it. */
  close(ref: string): string {
    const date = iso(this.now + 7 * DAY).slice(0, 10)
    this.round(command(ref, { kind: 'schedule-postmortem', date }))
    this.round(command(ref, { kind: 'add-action', what: 'watch the index', owner: 'ed', date }))
    return this.round(command(ref, { kind: 'close', cause: 'a bad index' })).answers[0]?.sentence ?? ''
  }

  get duties(): Duty[] {
    return [...this.owed.values()]
  }

  /** Each signal as it was last heard of. */
  private get earlier(): Ground['earlier'] {
    const heard = this.events.flatMap(({ incident, event }) =>
      event.kind === 'opened' || event.kind === 'signal_joined' ? [{ key: event.signal.key, incident }] : [],
    )
    return heard.toReversed()
  }

  get all(): Incident[] {
    return [...this.incidents.values()]
  }

  get open(): Incident[] {
    return this.all.filter(isOpen)
  }

  /** The first incident that this desk ever opened. */
  get first(): Incident {
    const [first] = this.all
    if (first === undefined) throw new Error('nothing has been opened')
    return first
  }

  /** One round, committed. */
  round(...facts: Fact[]): Round {
    const platformFacts = () => ({ restoresVariables: false })
    const round = decideRound(this.ground, facts, { runbook: this.runbook, platformFacts, now: this.now })
    this.commit(round)
    return round
  }

  /** A whole minute as flows/minute has it: what was seen, then what was measured. Then the next one begins. */
  minute(look: Look = {}, ...facts: Fact[]): Round {
    const seen: Seen[] = Object.entries(look).map(([monitor, verdict]) => ({ monitor, verdict, at: this.now }))
    const monitors = Object.keys(this.runbook.monitors).filter((id) => isGood(look[id] ?? PASSES))
    this.passes = [...this.passes, { minute: minuteOf(this.now), monitors }]
    const round = this.round({ kind: 'seen', seen }, ...facts, { kind: 'minute', measured: measuredIn(seen) })
    this.now += MINUTE
    return round
  }

  minutes(count: number, look: Look = {}): Round[] {
    return Array.from({ length: count }, () => this.minute(look))
  }

  /** The platform has answered the last order. */
  answer(outcome: 'done' | 'never' | 'unknown'): Round {
    const order = this.ordered.at(-1)
    if (order === undefined) return this.round()
    const { key, incident, service } = order
    const said = outcome === 'done' ? { kind: outcome, receipt: 'ok' } : { kind: outcome, reason: 'it broke' }
    const settled = { key, what: 'rollback' as const, incident, service, outcome: said, attempts: 1 }
    return this.round({ kind: 'settled', settled: [settled] })
  }

  ship(deploy: Deploy): void {
    this.deploys = [...this.deploys, deploy]
    const key = deployedKey(deploy)
    this.timers.set(key, { key, kind: 'deployed', incident: null, dueAt: this.now })
  }

  hold(holds: Ground['holds']): void {
    this.begun = { ...this.begun, holds }
  }

  get ordered(): (Effect & { kind: 'order' })[] {
    return this.effects.flatMap((it) => (it.kind === 'order' ? [it] : []))
  }

  get notices(): (Effect & { kind: 'notice' })[] {
    return this.effects.flatMap((it) => (it.kind === 'notice' ? [it] : []))
  }

  get calls(): (Effect & { kind: 'call' })[] {
    return this.effects.flatMap((it) => (it.kind === 'call' ? [it] : []))
  }

  kinds(): EventBody['kind'][] {
    return this.events.map(({ event }) => event.kind)
  }

  history(ref: string): IncidentEvent[] {
    return this.events.flatMap((stored) => (stored.incident === ref ? [stored.event] : []))
  }

  private commit(round: Round): void {
    this.events.push(...round.events)
    this.effects.push(...round.effects)
    this.quarantine.push(...round.quarantine)
    for (const incident of round.incidents) this.incidents.set(incident.ref, incident)
    for (const health of round.troubles.kept) this.troubles.set(health.monitor, health)
    for (const id of round.troubles.healed) this.troubles.delete(id)
    for (const key of round.firedTimers) this.timers.delete(key)
    for (const timer of round.timers) this.timers.set(timer.key, timer)
    for (const duty of round.duties) this.owed.set(duty.key, duty)
    for (const { key } of round.dutiesDone) this.owed.delete(key)
    for (const { id, service, state, at } of round.rollbacks) {
      const isRunning = state === 'ordered' || state === 'changed' || state === 'unknown'
      this.rollbacks.set(id, { id, service, isRunning, orderedAt: this.rollbacks.get(id)?.orderedAt ?? at })
    }
    this.deploys = [...this.deploys, ...round.deploys]
  }
}

export function kindsOf(round: Round): EventBody['kind'][] {
  return round.events.map(({ event }) => event.kind)
}

export function command(ref: string, asked: (Fact & { kind: 'command' })['command']): Fact {
  return { kind: 'command', id: 'c', incident: ref, by: { kind: 'responder', name: 'Dana' }, command: asked }
}

function measuredIn(seen: readonly Seen[]): Measured {
  const named = (isWanted: (kind: Verdict['kind']) => boolean) =>
    seen.filter(({ verdict }) => isWanted(verdict.kind)).map(({ monitor }) => monitor)
  return { passed: named((kind) => kind === 'pass' || kind === 'warn'), unknown: named((kind) => kind === 'unknown') }
}

function isGood({ kind }: Verdict): boolean {
  return kind === 'pass' || kind === 'warn'
}
