// A call in the night: what is broken comes first, and only what can be done is offered.

import { expect, it } from 'vitest'
import { callMail } from '../../../templates/email/call.tsx'
import { bitten, expectHarmless } from './hostile.ts'
import { call } from './views.ts'

it('reads from what is broken to what can be done', () => {
  expect(
    callMail(call({ restore: ['Restore the snapshot of 14:00 UTC', 'Run 0042 down by hand'] })).text,
  ).toMatchInlineSnapshot(`
    "Core API is not answering
    =========================

    GET /health of Core API has answered 502 for 2 minutes, seen from
    Frankfurt and Ashburn.

    Severity P1 (SEV-1):
      - Every tenant of Core API is hurt (41 of 41).
      - Core API is a core service.

    Since:
      2026-03-15 14:02 UTC, noticed 2026-03-15 14:04 UTC

    Suspected deploy:
      v1.42.0 (9f2c1e7), by ada, live since 2026-03-15 13:58 UTC.

    Rollback:
      Not yet: time alone can change the answer.

    What the gate found:
      - Migration: additive, v1.41.3 can read the newer schema.
      - Trigger: down for 2 of 5 minutes.

    To restore it:
      1. Restore the snapshot of 14:00 UTC
      2. Run 0042 down by hand

    Why you, Ada Okafor:
      You shipped the deploy that was live when it broke.

    Open INC-7:
      https://status.agentix.app/respond/INC-7

    Acknowledge:
      https://status.agentix.app/links/ack-Zm9vYmFyYmF6cXV4

    Opening a link changes nothing: each one first shows what it would do.

    — Watchkeeper

    Sent to Ada Okafor, who answers for Agentix. The links are personal: do
    not forward them.
    "
  `)
})

it('has severity, title and reference in a subject of one line', () => {
  expect(callMail(call()).subject).toBe('[P1] Core API is not answering — INC-7')
  expect(callMail(call({ title: 'A\r\nBcc: x@example.com' })).subject).toBe('[P1] A Bcc: x@example.com — INC-7')
})

it('offers the approval only while one is waited for', () => {
  const approveUrl = 'https://status.agentix.app/links/approve-1'
  expect(callMail(call()).html).not.toContain('Approve')
  for (const twin of [callMail(call({ approveUrl })).html, callMail(call({ approveUrl })).text]) {
    expect(twin).toContain('Approve the rollback')
    expect(twin).toContain(approveUrl)
  }
})

it('says what to do, how old that is, and whom to ask', () => {
  const link = {
    title: 'Rollback procedures',
    url: 'https://docs.example.com/rollback',
    isFitting: true,
    about: ['Kept by Platform team.'],
    stale: 'last validated 120 days ago',
  }
  const contacts = [{ area: 'Database', who: 'Data owner', how: 'data@example.com' }]
  const { html, text } = callMail(call({ link, contacts }))
  expect(text).toContain(
    'What to do:\n  Rollback procedures: https://docs.example.com/rollback Kept by\n  Platform team. Last validated 120 days ago.',
  )
  expect(text).toContain('Whom to ask:\n  - Database: Data owner, data@example.com')
  expect(html).toContain('href="https://docs.example.com/rollback"')
  expect(callMail(call()).text).not.toMatch(/What to do|Whom to ask/)
})

it('says what is suspected behind it, and that it happened before, where that is known', () => {
  const { text } = callMail(call({ cause: 'Database, as API needs it.', before: 'INC-3, 3 days ago.' }))
  expect(text).toContain('Suspected cause:\n  Database, as API needs it.')
  expect(text).toContain('It happened before:\n  INC-3, 3 days ago.')
  expect(callMail(call()).text).not.toMatch(/Suspected cause|happened before/)
})

it('says what was tried, and what somebody thinks is wrong', () => {
  const hypothesis = { condition: 'The queue is full', actions: 'draining it', needs: 'access to Redis', by: 'Dana' }
  const { html, text } = callMail(call({ tried: ['Dana: restarted the worker'], hypothesis }))
  for (const words of ['Dana: restarted the worker', 'The queue is full', 'draining it', 'access to Redis']) {
    expect(text).toContain(words)
    expect(html).toContain(words)
  }
})

it('says what is not known', () => {
  const { text } = callMail(call({ suspect: null, gate: null, native: null, reasons: [] }))
  expect(text).toContain('Suspected deploy:\n  None found.')
  expect(text).toContain('Rollback:\n  The gate was not asked.')
  expect(text).toContain('Severity P1:\n  No reason was recorded.')
  const unknown = { sha: 'abc', version: null, author: null, finishedAt: null }
  expect(callMail(call({ suspect: unknown })).text).toContain(
    'abc, by an unknown author, it is not known when it went live.',
  )
})

it('keeps long links whole in the text', () => {
  const acknowledgeUrl = `https://status.agentix.app/links/${'x'.repeat(200)}`
  expect(callMail(call({ acknowledgeUrl })).text).toContain(`\n  ${acknowledgeUrl}\n`)
})

it('shows what others wrote as text', () => {
  expectHarmless(callMail(bitten(call({ approveUrl: 'https://a.example/', restore: ['x'] }))).html)
})

it('is the same bytes for the same facts', () => {
  expect(callMail(structuredClone(call()))).toEqual(callMail(call()))
})
