// The first thing a tenant hears: what is broken for them, since when, and when we write again.

import { spoken, utc } from '../../src/core/time.ts'
import type { TenantNotice } from '../../src/core/view/notice.ts'
import { address, type Block, fact, type MailBody, paragraph } from './mail-body.ts'

type First = Extract<TenantNotice, { kind: 'first' }>

export function firstBody(notice: First): Pick<MailBody, 'preheader' | 'heading' | 'tone' | 'blocks'> {
  const next =
    notice.nextInMs === null
      ? 'We have not set a time for the next message. The status page shows what we know at any moment.'
      : `We will write to you again within ${spoken(notice.nextInMs)}, even if there is nothing new by then.`
  const issue =
    notice.impact === 'outage'
      ? `${notice.what} is not working for ${notice.tenant} at the moment. `
      : `${notice.what} answers ${notice.tenant} more slowly or less reliably than usual at the moment. `
  const blocks: Block[] = [
    paragraph(
      issue,
      'We know about it, and our team is looking for the cause right now. There is nothing you need to do.',
    ),
    fact('Affected', `${notice.what}, for ${notice.tenant}`),
    fact('Since', utc(notice.startedAt)),
    fact('Next update', next),
    paragraph('Questions? Reply to this email or write to ', address(notice.contact), ': both reach our support.'),
  ]
  const heading =
    notice.impact === 'outage' ? `${notice.what} is not working` : `${notice.what} is not working as it should`
  const promise = notice.nextInMs === null ? '' : ` Next update within ${spoken(notice.nextInMs)}.`
  return { heading, tone: 'trouble', blocks, preheader: `We are looking for the cause.${promise}` }
}
