// Where we stand: the current status, what has been done, and when we write again.

import { spoken, utc } from '../../src/core/time.ts'
import type { TenantNotice } from '../../src/core/view/notice.ts'
import { address, type Block, fact, list, type MailBody, paragraph } from './mail-body.ts'

type Update = Extract<TenantNotice, { kind: 'update' }>

function status(notice: Update): string {
  switch (notice.state) {
    case 'investigating':
      return 'We are still looking for the cause.'
    case 'identified':
      return 'The effects are contained. We are still repairing it.'
    case 'monitoring': {
      const howLong = notice.watchMs === null ? 'for a while' : `for ${spoken(notice.watchMs)}`
      return `${notice.what} works again. We are watching it ${howLong} before we call it resolved.`
    }
  }
}

function heading(notice: Update): string {
  if (notice.state === 'monitoring') return `${notice.what} works again; we are watching it`
  return notice.state === 'identified'
    ? `${notice.what}: contained, still being repaired`
    : `${notice.what}: still looking for the cause`
}

function nextUpdate(notice: Update): string {
  if (notice.nextInMs !== null) return `Within ${spoken(notice.nextInMs)}.`
  return 'We have not set a time for the next message. The status page shows what we know at any moment.'
}

export function updateBody(notice: Update): Pick<MailBody, 'preheader' | 'heading' | 'tone' | 'blocks'> {
  const nothingDone =
    notice.state === 'monitoring' ? 'There is no step of ours to report.' : 'There is no finished step to report yet.'
  const blocks: Block[] = [
    fact('Current status', status(notice)),
    fact('Affected', `${notice.what}, for ${notice.tenant}, since ${utc(notice.startedAt)}`),
    list('What we have done', notice.done, nothingDone),
    fact('Next update', nextUpdate(notice)),
    paragraph('Questions? Reply to this email or write to ', address(notice.contact), ': both reach our support.'),
  ]
  const tone = notice.state === 'monitoring' ? 'better' : 'trouble'
  return { heading: heading(notice), tone, blocks, preheader: status(notice) }
}
