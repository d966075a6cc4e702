// The course of an incident: what failed, how bad it is, and how it ended.

import { type Assessed, counted } from '../../assess/answer.ts'
import { utc } from '../../time.ts'
import type { Of, Told, Words } from './told.ts'

export const aboutCourse = {
  opened: ({ title, outageStartedAt, signal }) => ({
    text: `Opened: ${title}. It began at ${utc(outageStartedAt)}.`,
    detail: [signal.summary],
  }),
  signal_joined: ({ why, signal }) => ({ text: `Belongs here too, because ${why}: ${signal.summary}` }),
  signal_recovered: ({ summary }) => ({ text: `Works again: ${summary}` }),
  signal_returned: ({ signal }) => ({ text: `Fails again: ${signal.summary}` }),
  classified: (event) => ({ text: severityWords(event), detail: event.reasons }),
  deploy_suspected: suspicionWords,
  assessed: assessmentWords,
  mitigated: ({ reason }) => ({ text: `Mitigated: ${reason}.` }),
  failed_again: ({ reason }) => ({ text: `Failed again: ${reason}. The clock to mitigation runs on.` }),
  watch_started: ({ until }) => ({ text: `Watched until ${utc(until)}.` }),
  resolved: ({ reason }) => ({ text: `Resolved: ${reason}.` }),
  reopened: ({ reason }) => ({ text: `Reopened: ${reason}.` }),
  closed: ({ cause }) => ({ text: `Closed. Cause: ${cause}` }),
  checklist_drawn: ({ items }) => ({
    text: `Checklist of ${counted(items.length, 'item')}.`,
    detail: items.map(({ what }) => what),
  }),
  ticked: ({ what }) => ({ text: `Done: ${what}` }),
  dismissed: ({ reason, muted }) => ({
    text: `Dismissed as a false alarm: ${reason}.`,
    detail: muted.map((summary) => `quiet until it has worked again: ${summary}`),
  }),
  rescoped: ({ services, tenants, reason }) => ({
    text: `Its scope was set: ${reason}.`,
    detail: [
      ...counting('hurt as well', [...services.added, ...tenants.added]),
      ...counting('not hurt', [...services.removed, ...tenants.removed]),
    ],
  }),
  merged: ({ into, reason }) => ({ text: `Merged into ${into}, where it goes on: ${reason}.` }),
  absorbed: ({ ref, title, reason, signals }) => ({
    text: `${ref} is a part of this: ${title}. ${reason}.`,
    detail: signals.filter(({ isFailing }) => isFailing).map(({ summary }) => `still failing: ${summary}`),
  }),
} satisfies Words<CourseKind>

type CourseKind =
  | 'opened'
  | 'signal_joined'
  | 'signal_recovered'
  | 'signal_returned'
  | 'classified'
  | 'deploy_suspected'
  | 'assessed'
  | 'mitigated'
  | 'failed_again'
  | 'watch_started'
  | 'resolved'
  | 'reopened'
  | 'closed'
  | 'checklist_drawn'
  | 'ticked'
  | 'dismissed'
  | 'rescoped'
  | 'merged'
  | 'absorbed'

function counting(words: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`${words}: ${ids.join(', ')}`]
}

function severityWords({ severity, from, native, setBy }: Of<'classified'>): string {
  const name = native === null ? severity : `${severity} (${native})`
  if (from === null) return `Severity ${name}.`
  if (from === severity && setBy !== undefined) return `Still ${name}, as ${setBy} set it.`
  return from === severity ? `Still ${name}, with another scope.` : `Severity ${name}, was ${from}.`
}

function suspicionWords({ deploy, reason }: Of<'deploy_suspected'>): Told {
  if (deploy === null) return { text: `No deploy is suspected: ${reason}.` }
  return {
    text: `Suspected: ${deploy.version ?? deploy.sha} of ${deploy.service}. ${reason}.`,
    detail: deploy.author === null ? [] : [`shipped by ${deploy.author}`],
  }
}

function assessmentWords({ answers }: Of<'assessed'>): Told {
  const of = (kind: Assessed['kind']) => answers.filter((answer) => answer.kind === kind).length
  return {
    text: `Assessed: ${counted(of('finding'), 'finding')}, ${of('fine')} fine, ${of('unknown')} unknown.`,
    detail: answers.flatMap(({ question, answer, detail }) => [`${question} ${answer}`, ...detail]),
  }
}
