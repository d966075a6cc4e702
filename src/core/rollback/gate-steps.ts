// The steps of the gate, one function each, in the order in which people read the reasons: the migration first.

import type { Hold, RollbackPolicy, Service } from '../runbook.ts'
import { type Instant, spoken, utc } from '../time.ts'
import { PERSON, type Signal } from '../watch/signal.ts'
import type { Deploy, RollbackTarget } from './deploy.ts'
import type { GateAnswer, GateStep, GateStepName } from './gate-report.ts'
import type { Leaning } from './stance.ts'

export type GateFacts = {
  service: Service
  policy: RollbackPolicy
  leaning: Leaning
  suspect: Deploy | null
  /** Why there is a suspect, or why there is none. */
  suspicion: string
  /** Succeeded production deploys of the service, newest first. */
  deploys: readonly Deploy[]
  /** When what fails now began to fail. */
  outageStartedAt: Instant
  /** Whether a monitor of what fails saw it working shortly before. */
  wasSeenWorking: boolean
  /** Still failing, of this incident. */
  failing: readonly Signal[]
  /** Services that are down and have nothing to do with the suspect. */
  unrelatedDown: readonly string[]
  holds: readonly Hold[]
  quarantined: readonly string[]
  /** Rollbacks of this service, of other incidents, that are under way. */
  running: number
  /** Rollbacks of this service in the last day. */
  recent: number
  platform: { restoresVariables: boolean; seenAt: Instant | null }
  now: Instant
}

type Step = (facts: GateFacts) => GateStep

function answer(step: GateStepName, given: GateAnswer, reason: string): GateStep {
  return { step, answer: given, reason }
}

const migration: Step = ({ suspect, policy }) => {
  if (suspect === null) return answer('migration', 'stop', 'no deploy, so no migration can be judged')
  const kind = policy.migrations === null ? 'unknown' : suspect.migration
  if (kind === 'none') return answer('migration', 'pass', 'the deploy has no migration')
  if (kind === 'additive') return answer('migration', 'pass', 'the migration is additive, so old code can live with it')
  const why = {
    destructive: 'the migration is destructive: old code may not fit the new schema',
    failed: 'the migration failed: the schema is in between',
    pending: 'the migration has not finished, or nobody said that it has',
    unknown: 'nobody declared what the migration does',
  }
  return answer('migration', 'stop', why[kind])
}

const hold: Step = ({ holds, service }) => {
  const active = holds.find((it) => it.scope === 'rollbacks' && (it.service === null || it.service === service.id))
  if (active === undefined) return answer('hold', 'pass', 'nobody holds rollbacks back')
  return answer('hold', 'wait', `held back by ${active.author} until ${utc(active.until)}: ${active.reason}`)
}

const live: Step = ({ suspect, deploys, suspicion }) => {
  if (suspect === null) return answer('live', 'stop', suspicion)
  const newest = deploys[0]
  if (newest?.id === suspect.id) return answer('live', 'pass', `${suspect.sha} is what is live`)
  return answer('live', 'stop', `${suspect.sha} is not live any more; ${newest?.sha ?? 'nothing known'} is`)
}

const history: Step = ({ suspect, quarantined }) => {
  if (suspect === null) return answer('history', 'stop', 'no deploy to look at')
  if (suspect.isRollback)
    return answer('history', 'stop', 'it is itself a rollback: never automatically twice, never further back')
  if (quarantined.includes(suspect.sha))
    return answer('history', 'stop', `${suspect.sha} was taken back before and is live again`)
  return answer('history', 'pass', 'it is an ordinary deploy')
}

const correlation: Step = ({ suspect, outageStartedAt, policy, wasSeenWorking }) => {
  if (suspect === null || suspect.finishedAt === null)
    return answer('correlation', 'stop', 'no deploy ended before it began')
  const gap = outageStartedAt - suspect.finishedAt
  if (gap < 0) return answer('correlation', 'stop', 'it was failing before the deploy had ended')
  if (gap > policy.lookBackMs) {
    return answer(
      'correlation',
      'stop',
      `the deploy ended ${spoken(gap)} before, longer ago than ${spoken(policy.lookBackMs)}`,
    )
  }
  if (!wasSeenWorking)
    return answer('correlation', 'stop', 'nobody saw it working before, so the deploy may not be what broke it')
  return answer(
    'correlation',
    'pass',
    `it began ${spoken(gap)} after the deploy had ended, and was seen working before`,
  )
}

const provider: Step = ({ unrelatedDown }) => {
  if (unrelatedDown.length === 0) return answer('provider', 'pass', 'nothing unrelated is down')
  return answer(
    'provider',
    'wait',
    `${unrelatedDown.join(' and ')} is down too and has nothing to do with it: a provider?`,
  )
}

/** Counted from what is down now: an outage that was over in between has to last anew. */
const trigger: Step = ({ failing, policy, now }) => {
  const downSince = downSinceOf(failing)
  const isReported = failing.some(({ impact }) => impact === 'outage')
  if (downSince === null)
    return answer('trigger', 'wait', isReported ? 'only a person says that it is down' : 'it is not down now')
  const downMs = now - downSince
  if (downMs >= policy.downForMs) return answer('trigger', 'pass', `down for ${spoken(downMs)}, confirmed`)
  return answer('trigger', 'wait', `down for ${spoken(downMs)} of the ${spoken(policy.downForMs)} that count`)
}

const variables: Step = ({ platform, suspect }) => {
  if (!platform.restoresVariables) return answer('variables', 'pass', 'this platform leaves the variables as they are')
  if (suspect?.variablesChanged === false) return answer('variables', 'pass', 'no variable changed since')
  return answer('variables', 'stop', 'the platform would bring old variables back, and one may have changed')
}

const target: Step = (facts) => {
  const found = findTarget(facts)
  if (found.target === null) return answer('target', 'stop', found.reason)
  return answer('target', 'pass', `${found.target.version ?? found.target.sha} was good: ${found.reason}`)
}

const single: Step = ({ running, recent, policy }) => {
  if (running > 0) return answer('single', 'wait', 'another rollback of this service is under way')
  if (recent >= policy.perDay)
    return answer('single', 'stop', `${recent} rollbacks in a day are enough; a person has to look`)
  return answer('single', 'pass', 'no other rollback is under way')
}

const platform: Step = ({ platform: { seenAt }, policy }) => {
  if (seenAt !== null) return answer('platform', 'pass', `the platform answered us at ${utc(seenAt)}`)
  const reason = 'the platform has never been seen to answer us'
  return policy.mode === 'auto'
    ? answer('platform', 'stop', reason)
    : answer('platform', 'pass', `${reason}; an approval tries it`)
}

export const GATE_STEPS: readonly Step[] = [
  migration,
  hold,
  live,
  history,
  correlation,
  provider,
  trigger,
  variables,
  target,
  single,
  platform,
]

/** null: nothing is down, at most degraded, or only a person says so: a word alone takes nothing back. */
export function downSinceOf(failing: readonly Signal[]): Instant | null {
  const down = failing.filter(({ impact, source }) => impact === 'outage' && source !== PERSON)
  return down.length === 0 ? null : Math.min(...down.map((signal) => signal.startedAt))
}

/** The newest deploy before the suspect that is known good; previous alone is not good enough. */
export function findTarget(facts: GateFacts): { target: RollbackTarget | null; reason: string } {
  const { suspect, deploys, quarantined, policy, now } = facts
  if (suspect === null) return { target: null, reason: 'without a suspect there is nothing to go back from' }
  const before = (deploy: Deploy) => (deploy.finishedAt ?? 0) < (suspect.finishedAt ?? 0) && deploy.sha !== suspect.sha
  const earlier = deploys.filter(before).filter((deploy) => !quarantined.includes(deploy.sha))
  const good = earlier.find((deploy) => deploy.knownGoodAt !== null)
  if (good === undefined) return { target: null, reason: 'no earlier deploy is known to be good' }
  const ageMs = now - (good.finishedAt ?? 0)
  if (ageMs > policy.targetMaxAgeMs) return { target: null, reason: `the last good deploy is ${spoken(ageMs)} old` }
  const reason = good.knownGoodAt === null ? '' : `proven at ${utc(good.knownGoodAt)}`
  return { target: { deploy: good.id, sha: good.sha, version: good.version }, reason }
}
