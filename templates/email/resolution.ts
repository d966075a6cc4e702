// It is over: what it was, what it meant, what follows. What is not known yet is said to be not known yet.

import { spoken, utc } from '../../src/core/time.ts'
import type { TenantNotice } from '../../src/core/view/notice.ts'
import { counted } from '../words.ts'
import { address, type Block, fact, type MailBody, paragraph } from './mail-body.ts'

type Resolution = Extract<TenantNotice, { kind: 'resolution' }>

function cause(notice: Resolution): string {
  if (notice.cause !== null) return notice.cause
  const follows =
    notice.postmortemDays === null
      ? 'We go on looking for it, and will tell you what we know whenever you ask.'
      : 'We go on looking for it; what we find will be in the post-mortem.'
  return `We do not know the cause yet. ${follows}`
}

function impact(notice: Resolution): string {
  const effect = notice.impact === 'outage' ? 'did not work' : 'was slower or less reliable than usual'
  return `${notice.what} ${effect} for ${notice.tenant} for about ${spoken(notice.durationMs)}, beginning at ${utc(notice.startedAt)}.`
}

export function resolutionBody(notice: Resolution): Pick<MailBody, 'preheader' | 'heading' | 'tone' | 'blocks'> {
  const prevention =
    notice.prevention ?? 'This is not decided yet. We will not promise a measure before we have thought it through.'
  const blocks: Block[] = [
    paragraph(
      `The problem with ${notice.what} for ${notice.tenant} has been resolved as of ${utc(notice.resolvedAt)}. `,
      'We are sorry for the disruption.',
    ),
    fact('Root cause', cause(notice)),
    fact('Impact', impact(notice)),
    fact('What we do so that it does not happen again', prevention),
    ...(notice.postmortemDays === null
      ? []
      : [
          fact(
            'Post-mortem',
            `We will publish a detailed one within ${counted(notice.postmortemDays, 'business day')}.`,
          ),
        ]),
    paragraph('If anything still looks wrong, reply to this email or write to ', address(notice.contact), '.'),
  ]
  const heading = `${notice.what} works again`
  return { heading, tone: 'good', blocks, preheader: `Resolved as of ${utc(notice.resolvedAt)}.` }
}

/** We were wrong to write: it says so, and speaks of no disruption that never was. */
export function correctionBody(notice: Resolution): Pick<MailBody, 'preheader' | 'heading' | 'tone' | 'blocks'> {
  const blocks: Block[] = [
    paragraph(
      `We wrote to you about a problem with ${notice.what} for ${notice.tenant}. `,
      'That was a false alarm: we have looked into it, and nothing was wrong. There is nothing you need to do. ',
      'We are sorry for the trouble our message has caused.',
    ),
    paragraph('If anything looks wrong to you, reply to this email or write to ', address(notice.contact), '.'),
  ]
  const heading = `${notice.what}: it was a false alarm`
  return { heading, tone: 'good', blocks, preheader: 'Nothing was wrong; we are sorry for our message.' }
}
