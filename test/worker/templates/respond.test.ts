// The responder's page: every button a plain form, every answer with its reason, every clock with its instant.

import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/time.ts'
import { respondPage } from '../../../templates/pages/respond.tsx'
import { bitten, expectHarmless, expectLabelled } from './hostile.ts'
import { respond } from './respond-view.ts'
import { BROKEN, NOW } from './views.ts'

const FORM = { action: '/respond/INC-7' }

function forms(html: string): string[] {
  return html.match(/<form[\s\S]*?<\/form>/g) ?? []
}

function formOf(html: string, action: string): string {
  return forms(html).find((form) => form.includes(`name="action" value="${action}"`)) ?? ''
}

describe('forms', () => {
  const html = respondPage(respond(), FORM)

  it('has one for each action, and one for each hold', () => {
    expect(forms(html).length).toBe(14)
    for (const form of forms(html)) expect(form).toContain('<form method="post" action="/respond/INC-7">')
  })

  it.each([
    ['acknowledge', []],
    ['note', ['name="text" rows="3" maxlength="2000" required=""']],
    ['mitigate', ['name="text" rows="3" maxlength="2000"></textarea>']],
    ['resolve', ['name="text" rows="3" maxlength="2000"></textarea>']],
    ['close', ['name="cause" rows="3" maxlength="2000" required=""']],
    [
      'classify',
      [
        '<option value="P2">P2 (SEV-2)</option><option value="P3">P3</option><option value="P4">P4</option></select>',
        'name="reason" rows="3" maxlength="2000" required=""',
      ],
    ],
    [
      'rescope',
      [
        'Core API, where it began<input type="checkbox" name="services[]" value="core" checked="" disabled=""/>',
        '<input type="hidden" name="services-shown[]" value="web"/>',
        '<input type="hidden" name="tenants-shown[]" value="north"/>',
        'North GmbH<input type="checkbox" name="tenants[]" value="north" checked=""/>',
        'South Ltd<input type="checkbox" name="tenants[]" value="south"/>',
        'name="reason" rows="3" maxlength="2000" required=""',
      ],
    ],
    ['merge', ['<select name="into"><option value="INC-8">INC-8: Web app is slow</option></select>', 'name="reason" ']],
    ['dismiss', ['name="reason" rows="3" maxlength="2000" required=""']],
    ['approve', []],
    [
      'hold-rollbacks',
      ['name="reason"', 'required=""', 'name="minutes"', 'value="15"', 'value="60"', 'value="240"', 'value="1440"'],
    ],
    ['hold-mail', ['name="reason"', 'required=""', 'name="minutes"']],
    ['release', ['name="hold" value="hold-1"']],
  ])('%s asks for what it needs', (action, fields) => {
    const form = formOf(html, action)
    expect(form).not.toBe('')
    for (const field of fields) expect(form).toContain(field)
  })

  it.each(['hold-rollbacks', 'hold-mail'])('%s is for everything unless a service is chosen', (action) => {
    expect(formOf(html, action)).toContain(
      '<select name="service"><option value="">Everything</option><option value="core">Core API</option>' +
        '<option value="web">Web app</option></select>',
    )
  })

  it('labels every control', () => {
    expectLabelled(html)
  })

  it('offers nothing that makes no sense now', () => {
    expect(forms(respondPage(respond({ actions: [] }), FORM))).toEqual([])
    expect(formOf(respondPage(respond({ approvable: null }), FORM), 'approve')).toBe('')
    expect(formOf(respondPage(respond({ actions: ['note'] }), FORM), 'approve')).toBe('')
  })
})

describe('clocks', () => {
  const dueAt = NOW + 12 * MINUTE
  it.each([
    ['due', { dueAt, doneAt: null, isOverdue: false }, 'Due in 12 minutes', '14:57 UTC'],
    ['overdue', { dueAt: NOW - 3 * MINUTE, doneAt: null, isOverdue: true }, 'Overdue by 3 minutes', '14:42 UTC'],
    ['done', { dueAt, doneAt: NOW, isOverdue: false }, 'Done', '14:45 UTC'],
    ['done late', { dueAt: NOW - 5 * MINUTE, doneAt: NOW, isOverdue: true }, 'Done, 5 minutes late', '14:45 UTC'],
  ])('%s', (_name, clock, words, time) => {
    const html = respondPage(respond({ clocks: [{ name: 'Acknowledge', ...clock }] }), FORM)
    expect(html).toContain(`</svg> ${words}</span>`)
    expect(html).toContain(time)
  })
})

it('shows each answer of the gate with word, shape and reason', () => {
  const html = respondPage(respond(), FORM)
  for (const [answer, icon, word] of [
    ['pass', 'operational', 'Pass'],
    ['wait', 'wait', 'Wait'],
    ['stop', 'outage', 'Stop'],
  ]) {
    expect(html).toContain(
      `<span class="st ${answer}"><svg class="i" aria-hidden="true"><use href="#i-${icon}"/></svg> ${word}`,
    )
  }
  expect(html).toContain('Down for 2 of 5 minutes.')
})

it('says what is missing instead of leaving a hole', () => {
  const nothing = {
    acknowledged: null,
    signals: [],
    suspect: null,
    gate: null,
    rollback: null,
    told: [],
    timeline: [],
    reasons: [],
  }
  const html = respondPage(respond(nothing), FORM)
  for (const sentence of [
    'Nobody has acknowledged it.',
    'No signal is attached.',
    'No deploy is suspected.',
    'The gate has not been asked',
    'Nobody has been told anything yet.',
    'Nothing has been written down yet.',
    'No reason was recorded.',
  ]) {
    expect(html).toContain(sentence)
  }
})

it('tells the story from its beginning', () => {
  const html = respondPage(respond(), FORM)
  expect(html.indexOf('Opened: Core API')).toBeLessThan(html.indexOf('The pool of connections'))
  expect(html).toContain(`<time datetime="${new Date(BROKEN + 2 * MINUTE).toISOString()}">2026-03-15 14:04:00</time>`)
})

it('links only where a link is safe, and shows what others wrote as text', () => {
  const html = respondPage(respond(), FORM)
  expect(html).toContain('href="https://wiki.agentix.app/runbooks/rollback#core"')
  expect(html).not.toContain('href="javascript:')
  expectHarmless(respondPage(bitten(respond()), bitten(FORM)))
})

it('says which instruction fits, how old it is, and whom to ask', () => {
  const html = respondPage(respond(), FORM)
  for (const words of ['Fits', 'Kept by Platform team.', 'last validated 120 days ago', 'Database owner']) {
    expect(html).toContain(words)
  }
  expect(html).toContain('href="mailto:dba@example.com"')
})

it('is the same bytes for the same facts, without script or inline style', () => {
  const html = respondPage(respond(), FORM)
  expect(respondPage(structuredClone(respond()), FORM)).toBe(html)
  expect(html).not.toMatch(/<script| on\w+=| style=/i)
})

it.each([
  ['investigating', 'Draft so far'],
  ['monitoring', 'Draft so far'],
  ['resolved', 'Post-mortem draft'],
  ['closed', 'Post-mortem draft'],
])('leads to the post-mortem while %s', (phase, words) => {
  const html = respondPage(respond({ phase }), FORM)
  expect(html).toContain(`<a class="tap" href="/respond/INC-7/postmortem.md">${words}</a>`)
})
