// What customers were told, or not, and what became of every message.

import type { Of, Told, Words } from './told.ts'

export const aboutMessages = {
  notice_written: noticeWords,
  notice_withheld: ({ notice, reason }) => ({ text: `No ${NAMES[notice]}: ${reason}.` }),
  notice_held: ({ notice, reason }) => ({ text: `The ${NAMES[notice]} waits: ${reason}.` }),
  message_settled: ({ what, outcome, reason }) => ({
    text: `${capital(NAMES[what])}: ${OUTCOMES[outcome]}.`,
    detail: reason === '' ? [] : [reason],
  }),
} satisfies Words<'notice_written' | 'notice_withheld' | 'notice_held' | 'message_settled'>

const NAMES = {
  first: 'first notice',
  update: 'update',
  resolution: 'resolution',
  call: 'call to a responder',
} as const

const OUTCOMES = {
  done: 'accepted by the mail service',
  never: 'refused for good',
  unknown: 'nobody knows whether it arrived',
} as const

function noticeWords({ notice, tenants, because }: Of<'notice_written'>): Told {
  const whom = `${tenants.length} tenant${tenants.length === 1 ? '' : 's'}`
  return { text: `${capital(NAMES[notice])} to ${whom}: ${because}.`, detail: tenants }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
