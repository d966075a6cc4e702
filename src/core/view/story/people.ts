// What people were asked, what they did, and what they owe.

import { MISSED } from '../../people/people.ts'
import { utc } from '../../time.ts'
import type { Of, Told, Words } from './told.ts'

export const aboutPeople = {
  responders_called: callWords,
  escalated: (event) => ({ ...callWords(event), text: `Escalated: ${event.reason}.` }),
  missed: ({ what }) => ({ text: `Missed: ${MISSED[what]}.` }),
  acknowledged: () => ({ text: 'Acknowledged.' }),
  noted: ({ text }) => ({ text }),
  supposed: ({ hypothesis: { condition, actions, needs } }) => ({
    text: `Thought to be wrong: ${condition}`,
    detail: [
      ...(actions === '' ? [] : [`what is done: ${actions}`]),
      ...(needs === '' ? [] : [`what is needed: ${needs}`]),
    ],
  }),
  postmortem_scheduled: (event) => ({ text: `The post-mortem is on ${utc(event.for).slice(0, 10)}.` }),
  postmortem_written: ({ where }) => ({ text: `The post-mortem is written: ${where}` }),
  action_added: ({ what, owner, dueAt }) => ({ text: `Action, owned by ${owner}, due ${utc(dueAt)}: ${what}` }),
  action_done: ({ id }) => ({ text: `Done: ${id}.` }),
} satisfies Words<PeopleKind>

type PeopleKind =
  | 'responders_called'
  | 'escalated'
  | 'missed'
  | 'acknowledged'
  | 'noted'
  | 'supposed'
  | 'postmortem_scheduled'
  | 'postmortem_written'
  | 'action_added'
  | 'action_done'

function callWords({ responders, reason }: Of<'responders_called' | 'escalated'>): Told {
  if (responders.length === 0) return { text: `Nobody was called: ${reason}.` }
  return {
    text: `Called: ${responders.map((one) => one.id).join(', ')}.`,
    detail: [reason, ...responders.map((one) => `${one.id}: ${one.why}`)],
  }
}
