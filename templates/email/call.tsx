// A call to one of us, read on a phone at night: what is broken comes first, what can be done last and in reach of a thumb.

import { utc } from '../../src/core/time.ts'
import type { CallNotice, Mail } from '../../src/core/view/notice.ts'
import { severityWithNative, shortSha, verdictWords } from '../words.ts'
import {
  address,
  type Block,
  type Button,
  fact,
  list,
  type MailBody,
  paragraph,
  steps,
  subjectLine,
} from './mail-body.ts'
import { mailHtml } from './mail-layout.tsx'
import { mailText } from './mail-text.ts'

function suspect(notice: CallNotice): string {
  if (notice.suspect === null) return 'None found.'
  const { sha, version, author, finishedAt } = notice.suspect
  const name = version === null ? shortSha(sha) : `${version} (${shortSha(sha)})`
  const live = finishedAt === null ? 'it is not known when it went live' : `live since ${utc(finishedAt)}`
  return `${name}, by ${author ?? 'an unknown author'}, ${live}.`
}

function gate(notice: CallNotice): Block[] {
  if (notice.gate === null) return [fact('Rollback', 'The gate was not asked.')]
  const { verdict, reasons } = notice.gate
  return [
    fact('Rollback', verdictWords(verdict)),
    ...(reasons.length === 0 ? [] : [list('What the gate found', reasons, '')]),
  ]
}

function supposed({ hypothesis }: CallNotice): Block[] {
  if (hypothesis === null) return []
  const { condition, actions, needs, by } = hypothesis
  return [
    fact('Thought to be wrong', `${condition} (${by})`),
    ...(actions === '' ? [] : [fact('Being done', actions)]),
    ...(needs === '' ? [] : [fact('Needed', needs)]),
  ]
}

function link({ link }: CallNotice): Block[] {
  if (link === null) return []
  const { title, url, about, stale } = link
  const known = [...about, ...(stale === null ? [] : [`${stale.charAt(0).toUpperCase()}${stale.slice(1)}.`])]
  return [fact('What to do', `${title}: `, address(url), ...known.map((sentence) => ` ${sentence}`))]
}

function contacts({ contacts }: CallNotice): Block[] {
  if (contacts.length === 0) return []
  const items = contacts.map(({ area, who, how }) => `${area}: ${who}, ${how}`)
  return [list('Whom to ask', items, '')]
}

function buttons(notice: CallNotice): Block {
  const approve: Button[] =
    notice.approveUrl === null ? [] : [{ label: 'Approve the rollback', href: notice.approveUrl, look: 'danger' }]
  return {
    kind: 'buttons',
    buttons: [
      { label: `Open ${notice.ref}`, href: notice.respondUrl, look: 'main' },
      { label: 'Acknowledge', href: notice.acknowledgeUrl, look: 'quiet' },
      ...approve,
    ],
    hint: 'Opening a link changes nothing: each one first shows what it would do.',
  }
}

function blocks(notice: CallNotice): Block[] {
  return [
    paragraph(notice.summary),
    list(`Severity ${severityWithNative(notice.severity, notice.native)}`, notice.reasons, 'No reason was recorded.'),
    fact('Since', `${utc(notice.outageStartedAt)}, noticed ${utc(notice.detectedAt)}`),
    ...(notice.cause === null ? [] : [fact('Suspected cause', notice.cause)]),
    ...(notice.before === null ? [] : [fact('It happened before', notice.before)]),
    fact('Suspected deploy', suspect(notice)),
    ...gate(notice),
    ...steps('To restore it', notice.restore),
    ...(notice.tried.length === 0 ? [] : [list('Tried so far', notice.tried, '')]),
    ...supposed(notice),
    ...link(notice),
    ...contacts(notice),
    fact(`Why you, ${notice.responder}`, notice.why),
    buttons(notice),
  ]
}

export function callMail(notice: CallNotice): Mail {
  const subject = subjectLine(`[${notice.severity}] ${notice.title} — ${notice.ref}`)
  const body: MailBody = {
    preheader: `${notice.summary} Since ${utc(notice.outageStartedAt)}.`,
    kicker: `${severityWithNative(notice.severity, notice.native)} · ${notice.ref} · ${notice.organisation}`,
    heading: notice.title,
    tone: 'trouble',
    blocks: blocks(notice),
    signature: 'Watchkeeper',
    footer: [
      `Sent to ${notice.responder}, who answers for ${notice.organisation}. The links are personal: do not forward them.`,
    ],
  }
  return { subject, html: mailHtml(subject, body), text: mailText(body) }
}
