// The one place where an incident's rules live: state and command go in, events or a refusal come out.

import { actByHand } from '../by-hand/act.ts'
import { judgeFix, suspectFix } from '../insight/fix.ts'
import { lowerWhatEased, raiseForLasting } from '../insight/severity-over-time.ts'
import { climb, escalate, followUp, missedBy } from '../people/escalation.ts'
import type { Hypothesis } from '../people/people.ts'
import { actOnPostmortem } from '../people/postmortem-acts.ts'
import { err, ok } from '../result.ts'
import { actOnGate, actOnRollback } from '../rollback/decide-rollback.ts'
import { tick } from '../secrets/leak.ts'
import { utc } from '../time.ts'
import type { Command, PersonCommand } from './command.ts'
import { firstNotice, keepBack, update } from './communicate.ts'
import type { Decision, Policy } from './decision.ts'
import { join, recover } from './hear.ts'
import { type Incident, isAssessed, isOpen } from './incident.ts'
import type { EventBody } from './incident-event.ts'
import { close, endWatch, mitigate, resolve } from './lifecycle.ts'
import { endOf } from './standing.ts'

export function decide(incident: Incident, command: Command, policy: Policy): Decision {
  switch (command.kind) {
    case 'join':
      return ok(join(incident, command, policy))
    case 'recover':
      return ok(recover(incident, command, policy))
    case 'suspect-fix':
      return ok(suspectFix(incident, command.deploy, policy))
    case 'absorb':
      return actByHand(incident, command, policy)
    case 'settle':
      return ok([{ ...pick(command), kind: 'message_settled' }])
    case 'assess':
      return ok(isAssessed(incident) ? [] : [{ kind: 'assessed', answers: command.answers }])
    case 'keep-back':
      return ok(keepBack(incident, command.notice, command.reason))
    case 'time':
      return ok(passTime(incident, command, policy))
    case 'consider':
    case 'approve':
      return actOnGate(incident, command)
    case 'answer':
    case 'stop':
      return ok(actOnRollback(incident, command))
    default:
      return decideAsked(incident, command, policy)
  }
}

type Asked = Command & Exclude<PersonCommand, { kind: 'approve' }>

function decideAsked(incident: Incident, command: Asked, policy: Policy): Decision {
  switch (command.kind) {
    case 'acknowledge':
      return acknowledge(incident)
    case 'note':
      return command.text.trim() === '' ? err('the note is empty') : ok([{ kind: 'noted', text: command.text.trim() }])
    case 'suppose':
      return suppose(command.hypothesis)
    case 'escalate':
      return escalate(incident, command.reason, policy)
    case 'mitigate':
      return mitigate(incident, command.text, policy)
    case 'resolve':
      return resolve(incident, command.text)
    case 'close':
      return close(incident, command.cause)
    case 'schedule-postmortem':
    case 'write-postmortem':
    case 'add-action':
    case 'finish-action':
      return actOnPostmortem(incident, command, policy)
    case 'tick':
      return tick(incident, command.item)
    case 'classify':
    case 'dismiss':
    case 'rescope':
    case 'merge':
      return actByHand(incident, command, policy)
  }
}

function suppose({ condition, actions, needs }: Hypothesis): Decision {
  const hypothesis = { condition: condition.trim(), actions: actions.trim(), needs: needs.trim() }
  return hypothesis.condition === ''
    ? err('what is thought to be wrong is missing')
    : ok([{ kind: 'supposed', hypothesis }])
}

function pick({ key, what, outcome, reason }: Command & { kind: 'settle' }) {
  return { key, what, outcome, reason }
}

function acknowledge(incident: Incident): Decision {
  const { acknowledged } = incident
  if (acknowledged !== null) return err(`already acknowledged by ${acknowledged.by.name} at ${utc(acknowledged.at)}`)
  return isOpen(incident) ? ok([{ kind: 'acknowledged' }]) : err(`this incident ${endOf(incident)}`)
}

/** A timer says only that an instant has come; whether anything is owed is asked of the state. */
function passTime(incident: Incident, { timer, doubt }: Command & { kind: 'time' }, policy: Policy): EventBody[] {
  switch (timer) {
    case 'first-notice':
      return firstNotice(incident, policy)
    case 'update':
      return update(incident, policy)
    case 'watch':
      return endWatch(incident, doubt, policy)
    case 'proof':
      return actOnRollback(incident, { kind: 'prove', doubt, ...proofPolicy(incident, policy) })
    case 'unanswered':
      return followUp(incident, policy)
    case 'escalate':
      return climb(incident, policy)
    case 'respond':
      return missedBy(incident, 'acknowledgement', policy)
    case 'findings':
      return missedBy(incident, 'findings', policy)
    case 'promise':
      return missedBy(incident, 'first-notice', policy)
    case 'sustained':
      return raiseForLasting(incident, policy)
    case 'eased':
      return lowerWhatEased(incident, policy)
    case 'fix':
      return judgeFix(incident, policy)
    case 'trigger':
      return []
  }
}

function proofPolicy({ rollback }: Incident, { runbook, now }: Policy) {
  return { policy: runbook.services[rollback?.service ?? '']?.rollback ?? null, now }
}
