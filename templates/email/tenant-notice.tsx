// A mail to a tenant: picks the message and puts the frame around it. No host, no error text, no name of a person.

import type { Mail, TenantNotice } from '../../src/core/view/notice.ts'
import { firstBody } from './first.ts'
import { address, type MailBody, subjectLine } from './mail-body.ts'
import { mailHtml } from './mail-layout.tsx'
import { mailText } from './mail-text.ts'
import { correctionBody, resolutionBody } from './resolution.ts'
import { updateBody } from './update.ts'

const SUBJECTS: Record<TenantNotice['kind'], string> = {
  first: 'Service Disruption — We’re Investigating',
  update: 'Update on Service Disruption',
  resolution: 'Service Restored',
}

const CORRECTION = 'Correction — No Service Disruption'

function slots(notice: TenantNotice): Pick<MailBody, 'preheader' | 'heading' | 'tone' | 'blocks'> {
  switch (notice.kind) {
    case 'first':
      return firstBody(notice)
    case 'update':
      return updateBody(notice)
    case 'resolution':
      return notice.isFalseAlarm ? correctionBody(notice) : resolutionBody(notice)
  }
}

export function tenantMail(notice: TenantNotice): Mail {
  const isFalseAlarm = notice.kind === 'resolution' && notice.isFalseAlarm
  const subject = subjectLine(`[${notice.organisation}] ${isFalseAlarm ? CORRECTION : SUBJECTS[notice.kind]}`)
  const body: MailBody = {
    ...slots(notice),
    kicker: `${notice.organisation} · for ${notice.tenant}`,
    signature: notice.team,
    footer: ['The current state, at any time: ', address(notice.statusUrl)],
  }
  return { subject, html: mailHtml(subject, body), text: mailText(body) }
}
