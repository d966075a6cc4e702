// To one of us: what is owed and has come due, what is open when a turn on call begins, or what a deploy may have fixed.

import type { Mail, ReminderNotice } from '../../src/core/view/notice.ts'
import { counted } from '../words.ts'
import { list, type MailBody, subjectLine } from './mail-body.ts'
import { mailHtml } from './mail-layout.tsx'
import { mailText } from './mail-text.ts'

const SAYS = {
  duties: {
    noun: 'duty',
    heading: 'What you owe',
    why: 'It asks once a working day until it is done; it wakes nobody.',
  },
  'hand-over': { noun: 'incident', heading: 'What you take over', why: 'Your turn on call begins now.' },
  fix: {
    noun: 'incident',
    heading: 'Your deploy may be the fix',
    why: 'It is watched for 15 minutes from its end; what came of it is on the page.',
  },
} as const

export function reminderMail({ organisation, responder, about, items, respondUrl }: ReminderNotice): Mail {
  const { noun, heading, why } = SAYS[about]
  const count = about === 'duties' && items.length !== 1 ? `${items.length} duties` : counted(items.length, noun)
  const subject = subjectLine(`[${organisation}] ${heading}: ${count}`)
  const body: MailBody = {
    preheader: items[0] ?? heading,
    kicker: organisation,
    heading,
    tone: 'better',
    blocks: [
      list(count, items, 'Nothing.'),
      { kind: 'buttons', buttons: [{ label: 'Open the list', href: respondUrl, look: 'main' }], hint: why },
    ],
    signature: 'Watchkeeper',
    footer: [`Sent to ${responder}, who answers for ${organisation}. The link is personal: do not forward it.`],
  }
  return { subject, html: mailHtml(subject, body), text: mailText(body) }
}
