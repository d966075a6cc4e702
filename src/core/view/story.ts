// The timeline in words: what happened, why, and with which evidence. It is the first draft of the post-mortem.

import { type Assessed, counted } from '../assess/answer.ts'
import type { IncidentEvent } from '../incident/incident-event.ts'
import { utc } from '../time.ts'
import type { TimelineLine } from './page-view.ts'

type Told = { text: string; detail?: string[] }

export function tell(event: IncidentEvent): TimelineLine {
  const { text, detail = [] } = words(event)
  return { at: event.at, by: event.by.name, text, detail }
}

const NOTICE_NAMES = {
  first: 'first notice',
  update: 'update',
  resolution: 'resolution',
  call: 'call to a responder',
} as const

function words(event: IncidentEvent): Told {
  switch (event.kind) {
    case 'opened':
      return {
        text: `Opened: ${event.title}. It began at ${utc(event.outageStartedAt)}.`,
        detail: [event.signal.summary],
      }
    case 'signal_joined':
      return { text: `Belongs here too, because ${event.why}: ${event.signal.summary}` }
    case 'signal_recovered':
      return { text: `Works again: ${event.summary}` }
    case 'signal_returned':
      return { text: `Fails again: ${event.signal.summary}` }
    case 'classified':
      return { text: severityWords(event), detail: event.reasons }
    case 'deploy_suspected':
      return suspicionWords(event)
    case 'responders_called':
      return callWords(event)
    case 'escalated':
      return { ...callWords(event), text: `Escalated: ${event.reason}.` }
    case 'missed':
      return { text: `Missed: ${MISSED[event.what]}.` }
    case 'supposed':
      return suppositionWords(event)
    case 'assessed':
      return assessmentWords(event)
    case 'acknowledged':
      return { text: 'Acknowledged.' }
    case 'noted':
      return { text: event.text }
    case 'mitigated':
      return { text: `Mitigated: ${event.reason}.` }
    case 'failed_again':
      return { text: `Failed again: ${event.reason}. The clock to mitigation runs on.` }
    case 'watch_started':
      return { text: `Watched until ${utc(event.until)}.` }
    case 'resolved':
      return { text: `Resolved: ${event.reason}.` }
    case 'reopened':
      return { text: `Reopened: ${event.reason}.` }
    case 'closed':
      return { text: `Closed. Cause: ${event.cause}` }
    case 'dismissed':
      return dismissalWords(event)
    default:
      if (isOfPostmortem(event)) return { text: postmortemWords(event) }
      return event.kind.startsWith('rollback') || event.kind === 'gate_evaluated'
        ? rollbackWords(event)
        : messageWords(event)
  }
}

function callWords({ responders, reason }: IncidentEvent & { kind: 'responders_called' | 'escalated' }): Told {
  if (responders.length === 0) return { text: `Nobody was called: ${reason}.` }
  return {
    text: `Called: ${responders.map((one) => one.id).join(', ')}.`,
    detail: responders.map((one) => `${one.id}: ${one.why}`),
  }
}

export const MISSED = {
  acknowledgement: 'nobody has acknowledged it in time',
  findings: 'nobody has written down in time what was found',
  'first-notice': 'the tenants who are hurt were not told in time',
} as const

function suppositionWords({ hypothesis }: IncidentEvent & { kind: 'supposed' }): Told {
  const { condition, actions, needs } = hypothesis
  const detail = [
    ...(actions === '' ? [] : [`what is done: ${actions}`]),
    ...(needs === '' ? [] : [`what is needed: ${needs}`]),
  ]
  return { text: `Thought to be wrong: ${condition}`, detail }
}

type PostmortemEvent = IncidentEvent & {
  kind: 'postmortem_scheduled' | 'postmortem_written' | 'action_added' | 'action_done'
}

function isOfPostmortem(event: IncidentEvent): event is PostmortemEvent {
  return event.kind.startsWith('postmortem_') || event.kind.startsWith('action_')
}

function postmortemWords(event: PostmortemEvent): string {
  switch (event.kind) {
    case 'postmortem_scheduled':
      return `The post-mortem is on ${utc(event.for).slice(0, 10)}.`
    case 'postmortem_written':
      return `The post-mortem is written: ${event.where}`
    case 'action_added':
      return `Action, owned by ${event.owner}, due ${utc(event.dueAt)}: ${event.what}`
    case 'action_done':
      return `Done: ${event.id}.`
  }
}

function assessmentWords({ answers }: IncidentEvent & { kind: 'assessed' }): Told {
  const of = (kind: Assessed['kind']) => answers.filter((answer) => answer.kind === kind).length
  return {
    text: `Assessed: ${counted(of('finding'), 'finding')}, ${of('fine')} fine, ${of('unknown')} unknown.`,
    detail: answers.flatMap(({ question, answer, detail }) => [`${question} ${answer}`, ...detail]),
  }
}

function dismissalWords({ reason, muted }: IncidentEvent & { kind: 'dismissed' }): Told {
  const detail = muted.map((summary) => `quiet until it has worked again: ${summary}`)
  return { text: `Dismissed as a false alarm: ${reason}.`, detail }
}

function severityWords({ severity, from, native, setBy }: IncidentEvent & { kind: 'classified' }): string {
  const name = native === null ? severity : `${severity} (${native})`
  if (from === null) return `Severity ${name}.`
  if (from === severity && setBy !== undefined) return `Still ${name}, as ${setBy} set it.`
  return from === severity ? `Still ${name}, but wider.` : `Severity ${name}, was ${from}.`
}

function suspicionWords({ deploy, reason }: IncidentEvent & { kind: 'deploy_suspected' }): Told {
  if (deploy === null) return { text: `No deploy is suspected: ${reason}.` }
  return {
    text: `Suspected: ${deploy.version ?? deploy.sha} of ${deploy.service}. ${reason}.`,
    detail: deploy.author === null ? [] : [`shipped by ${deploy.author}`],
  }
}

function rollbackWords(event: IncidentEvent): Told {
  switch (event.kind) {
    case 'gate_evaluated': {
      const { steps, verdict, mode, modeBecause, restore } = event.report
      const held = modeBecause === undefined ? [] : [modeBecause]
      const answers = steps.map((step) => `${step.step}: ${step.answer}, ${step.reason}`)
      return {
        text: `Rollback gate: ${verdict} (${mode}), ${event.cause}.`,
        detail: [...held, ...answers, ...restore.map((step) => `to restore: ${step}`)],
      }
    }
    case 'rollback_suggested':
      return { text: `Going back to ${event.target.version ?? event.target.sha} is possible and waits for a person.` }
    case 'rollback_approved':
      return { text: 'The rollback was approved.' }
    case 'rollback_ordered':
      return {
        text: `Ordered: ${event.service} goes back from ${event.from} to ${event.target.version ?? event.target.sha}.`,
      }
    case 'rollback_stopped':
      return { text: `No rollback: ${event.reason}.` }
    case 'rollback_answered':
      return { text: `${PLATFORM_OUTCOMES[event.outcome]}: ${event.reason}.` }
    case 'rollback_proven':
      return { text: `The rollback is proven to have helped; ${event.sha} is quarantined.` }
    case 'rollback_disproven':
      return { text: `The rollback did not help: ${event.reason}.` }
    default:
      return { text: event.kind }
  }
}

function messageWords(event: IncidentEvent): Told {
  switch (event.kind) {
    case 'notice_written': {
      const count = event.tenants.length
      return {
        text: `${capital(NOTICE_NAMES[event.notice])} to ${count} tenant${count === 1 ? '' : 's'}: ${event.because}.`,
        detail: event.tenants,
      }
    }
    case 'notice_withheld':
      return { text: `No ${NOTICE_NAMES[event.notice]}: ${event.reason}.` }
    case 'notice_held':
      return { text: `The ${NOTICE_NAMES[event.notice]} waits: ${event.reason}.` }
    case 'message_settled':
      return {
        text: `${capital(NOTICE_NAMES[event.what])}: ${OUTCOMES[event.outcome]}.`,
        detail: event.reason === '' ? [] : [event.reason],
      }
    default:
      return { text: event.kind }
  }
}

const PLATFORM_OUTCOMES = {
  done: 'The platform has gone back',
  never: 'The platform has not gone back',
  unknown: 'Nobody knows whether the platform has gone back',
} as const

const OUTCOMES = {
  done: 'accepted by the mail service',
  never: 'refused for good',
  unknown: 'nobody knows whether it arrived',
} as const

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
