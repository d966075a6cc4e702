// The three mails of the incident plan: exact subjects, every slot, honesty where a fact is missing.

import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { tenantMail } from '../../../templates/email/tenant-notice.tsx'
import { bitten, expectHarmless } from './hostile.ts'
import { first, resolution, update } from './views.ts'

describe('subjects', () => {
  it.each([
    ['first', first(), '[Agentix] Service Disruption — We’re Investigating'],
    ['update', update(), '[Agentix] Update on Service Disruption'],
    ['resolution', resolution(), '[Agentix] Service Restored'],
    ['correction', resolution({ isFalseAlarm: true }), '[Agentix] Correction — No Service Disruption'],
  ])('%s', (_name, notice, subject) => {
    expect(tenantMail(notice).subject).toBe(subject)
  })

  it('stay one line, whatever an organisation is called', () => {
    const organisation = 'Evil\r\nBcc: all@example.com\n\u0000\u2028X'
    expect(tenantMail(first({ organisation })).subject).toBe(
      '[Evil Bcc: all@example.com X] Service Disruption — We’re Investigating',
    )
  })
})

describe('text', () => {
  it('says what is broken, for whom, and when we write again', () => {
    expect(tenantMail(first()).text).toMatchInlineSnapshot(`
      "Inbox is not working
      ====================

      Inbox is not working for Lumen Dental at the moment. We know about it,
      and our team is looking for the cause right now. There is nothing you
      need to do.

      Affected:
        Inbox, for Lumen Dental

      Since:
        2026-03-15 14:02 UTC

      Next update:
        We will write to you again within 30 minutes, even if there is nothing
        new by then.

      Questions? Reply to this email or write to support@agentixx.io: both
      reach our support.

      — The Agentix Team

      The current state, at any time: https://status.agentix.app/
      "
    `)
  })

  it('says where we stand', () => {
    expect(tenantMail(update()).text).toMatchInlineSnapshot(`
      "Inbox: contained, still being repaired
      ======================================

      Current status:
        The effects are contained. We are still repairing it.

      Affected:
        Inbox, for Lumen Dental, since 2026-03-15 14:02 UTC

      What we have done:
        - Taken back the deploy that was live when it broke
        - Paused the queues so that no message is lost

      Next update:
        Within 30 minutes.

      Questions? Reply to this email or write to support@agentixx.io: both
      reach our support.

      — The Agentix Team

      The current state, at any time: https://status.agentix.app/
      "
    `)
  })

  it('says how it ended', () => {
    expect(tenantMail(resolution()).text).toMatchInlineSnapshot(`
      "Inbox works again
      =================

      The problem with Inbox for Lumen Dental has been resolved as of
      2026-03-15 15:17 UTC. We are sorry for the disruption.

      Root cause:
        A deploy carried a wrong setting, and messages were no longer read.

      Impact:
        Inbox did not work for Lumen Dental for about 45 minutes, beginning at
        2026-03-15 14:02 UTC.

      What we do so that it does not happen again:
        That setting is now checked before each deploy.

      Post-mortem:
        We will publish a detailed one within 5 business days.

      If anything still looks wrong, reply to this email or write to
      support@agentixx.io.

      — The Agentix Team

      The current state, at any time: https://status.agentix.app/
      "
    `)
  })

  it('says that it was a false alarm, and claims no disruption', () => {
    const { text } = tenantMail(resolution({ isFalseAlarm: true }))
    expect(text).toMatch(/^Inbox: it was a false alarm\n/)
    expect(text.replaceAll('\n', ' ')).toContain(
      'That was a false alarm: we have looked into it, and nothing was wrong.',
    )
    expect(text).not.toMatch(/did not work|Root cause|Impact|disruption|resolved as of|works again/i)
  })

  it('breaks no address and holds no line of a value as a line of its own', () => {
    const statusUrl = `https://status.agentix.app/${'long-path-'.repeat(12)}`
    const { text } = tenantMail(update({ statusUrl, done: ['one\n\nFrom: nobody\r\ntwo'] }))
    expect(text).toContain(statusUrl)
    expect(text).toContain('  - one From: nobody two\n')
    for (const line of text.split('\n')) if (!line.includes(statusUrl)) expect(line.length).toBeLessThanOrEqual(72)
  })
})

describe('a fact that is missing is said to be missing', () => {
  const bare = resolution({ cause: null, prevention: null, postmortemDays: null })

  it.each([
    ['no cause, a post-mortem', resolution({ cause: null }), 'what we find will be in the post-mortem'],
    ['no cause, no post-mortem', bare, 'We do not know the cause yet.'],
    ['no prevention', bare, 'This is not decided yet.'],
    ['no next time', first({ nextInMs: null }), 'We have not set a time for the next message.'],
    ['no next time in an update', update({ nextInMs: null }), 'We have not set a time for the next message.'],
    ['nothing done', update({ done: [] }), 'There is no finished step to report yet.'],
    ['nothing done, works again', update({ state: 'monitoring', done: [] }), 'There is no step of ours to report.'],
    ['no length of the watch', update({ state: 'monitoring' }), 'We are watching it for a while before'],
  ])('%s', (_name, notice, sentence) => {
    const { html, text } = tenantMail(notice)
    expect(text.replace(/\s+/g, ' ')).toContain(sentence)
    expect(html).toContain(sentence)
    expect(html + text).not.toMatch(/null|undefined|NaN/)
  })

  it('promises no post-mortem where none is due', () => {
    expect(tenantMail(bare).text).not.toMatch(/post-mortem/i)
    expect(tenantMail(resolution({ postmortemDays: 1 })).text).toContain('within 1 business day.')
  })
})

it('says in an update that it works again, and for how long we watch', () => {
  const { text } = tenantMail(update({ state: 'monitoring', watchMs: 30 * MINUTE }))
  expect(text.replace(/\s+/g, ' ')).toContain(
    'Inbox works again. We are watching it for 30 minutes before we call it resolved.',
  )
})

it.each([
  ['investigating', 'We are still looking for the cause.'],
  ['identified', 'The effects are contained. We are still repairing it.'],
  ['monitoring', 'Inbox works again.'],
] as const)('claims no cause in an update while it is %s', (state, sentence) => {
  const { html, text } = tenantMail(update({ state }))
  expect(text.replace(/\s+/g, ' ')).toContain(sentence)
  expect(`${text} ${html}`.replaceAll('looking for the cause', '')).not.toMatch(/cause|identified/i)
})

it.each([
  ['outage', 'Inbox did not work for Lumen Dental for about 45 minutes'],
  ['degradation', 'Inbox was slower or less reliable than usual for Lumen Dental for about 45 minutes'],
] as const)('tells an %s in words of a customer', (impact, sentence) => {
  expect(tenantMail(resolution({ impact })).text.replace(/\s+/g, ' ')).toContain(sentence)
})

describe.each([
  ['first', first()],
  ['update', update()],
  ['resolution', resolution()],
])('%s', (_name, notice) => {
  it('is the same bytes for the same facts', () => {
    expect(tenantMail(structuredClone(notice))).toEqual(tenantMail(notice))
  })

  it('shows what others wrote as text', () => {
    expectHarmless(tenantMail(bitten(notice)).html)
  })

  it('stands alone: nothing is loaded from anywhere', () => {
    const { html, text } = tenantMail(notice)
    expect(html).toMatch(/^<!doctype html><html lang="en">/)
    expect(html).not.toMatch(/<script|<img|<link|url\(/i)
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>')
    expect(text).not.toMatch(/[<>]/)
    expect(html).toContain('mailto:support@agentixx.io')
    expect(text).toContain('support@agentixx.io')
  })
})
