// The pages around the two big ones: the list, the door, a signed link, a problem.

import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/time.ts'
import { linkPage } from '../../../templates/pages/link.tsx'
import { problemPage } from '../../../templates/pages/problem.tsx'
import { respondListPage, respondSignInPage } from '../../../templates/pages/respond-list.tsx'
import { bitten, expectHarmless, expectLabelled } from './hostile.ts'
import { BROKEN, NOW } from './views.ts'

type ListView = Parameters<typeof respondListPage>[0]

const ROW: ListView['open'][number] = {
  ref: 'INC-7',
  title: 'Core API is not answering',
  severity: 'P1',
  phase: 'investigating',
  detectedAt: BROKEN,
  isAcknowledged: false,
}
const LIST: ListView = {
  organisation: 'Agentix',
  responder: 'Ada Okafor',
  now: NOW,
  open: [ROW],
  minutes: { done: 57, of: 60 },
  gaps: [{ from: BROKEN, until: BROKEN + 3 * MINUTE }],
  reportable: [
    { service: 'api', feature: null, title: 'Core API' },
    { service: 'api', feature: 'inbox', title: 'Core API: Inbox' },
  ],
  reportId: 'r1',
  toClose: [],
  duties: [],
  onCall: [{ title: 'Core API', names: ['Ada Okafor', 'Bo Lind'] }],
  absences: [],
  responders: [{ id: 'ada', name: 'Ada Okafor' }],
  secrets: ['API_KEY'],
  slos: [
    {
      title: 'Core API',
      availability: 99.9,
      overDays: 30,
      uptime: { percent: 99.95, days: 12 },
      usedPercent: 50,
      isUsedUp: false,
    },
  ],
  planned: [
    {
      title: 'Web app',
      from: NOW + DAY,
      until: NOW + DAY + HOUR,
      reason: 'A larger disk.',
      author: 'Bo Lind',
      failing: [],
    },
  ],
  silences: [
    {
      id: 's1',
      title: 'Core API: Health',
      from: BROKEN,
      until: NOW + HOUR,
      reason: 'It swings.',
      author: 'Cy Ode',
      failing: [{ monitor: 'api-health', title: 'Health', since: BROKEN, reason: 'answered 500' }],
    },
  ],
  silenceable: [
    { service: 'api', monitor: null, title: 'Core API' },
    { service: 'api', monitor: 'api-health', title: 'Core API: Health' },
  ],
}
const LINK = {
  organisation: 'Agentix',
  title: 'Acknowledge INC-7',
  sentence: 'This says that you are on it.',
  button: 'Acknowledge',
  backUrl: '/respond/INC-7',
  isDanger: false,
}
const SIGN_IN = { organisation: 'Agentix', action: '/respond', error: 'This key is not known here.' }
const PROBLEM = {
  title: 'Not found',
  sentence: 'No such page.',
  hint: 'Begin at the status page.',
  items: ['SIGNING_KEY is missing'],
}

describe('the list', () => {
  it('leads to each incident and says who still waits for somebody', () => {
    const html = respondListPage({ ...LIST, open: [ROW, { ...ROW, ref: 'INC 8/9', isAcknowledged: true }] })
    expect(html).toContain('2 incidents open.')
    expect(html).toContain('href="/respond/INC-7"')
    expect(html).toContain('href="/respond/INC%208%2F9"')
    expect(html).toContain('Nobody has acknowledged it')
    expect(html).toContain('Somebody is on it')
  })

  it.each([
    ['kept', {}, 'Within its error budget: 50 % of it used'],
    ['used up', { usedPercent: 130, isUsedUp: true }, 'The error budget is used up: 130 % of it used'],
    ['not known', { uptime: null, usedPercent: null }, 'Nothing is known of these days yet.'],
  ])('tells a target that is %s', (_name, changes, words) => {
    const [slo] = LIST.slos
    if (slo === undefined) throw new Error('there is none')
    const html = respondListPage({ ...LIST, slos: [{ ...slo, ...changes }] })
    expect(html).toContain(words)
    expect(html).toContain('99.9 % over 30 days')
  })

  it('is calm when nothing is open', () => {
    expect(respondListPage({ ...LIST, open: [] })).toContain('Nothing is open.')
  })

  it.each([
    ['all', { done: 60, of: 60 }, 'All 60 of the last 60 minutes were done.'],
    ['some', { done: 57, of: 60 }, '57 of the last 60 minutes were done.'],
    ['the first', { done: 1, of: 1 }, 'The last minute was done.'],
    ['none', { done: 0, of: 60 }, '0 of the last 60 minutes were done.'],
    ['nobody has begun', { done: 0, of: 0 }, 'The first minute is still to come.'],
  ])('says how the watcher itself is: %s', (_name, minutes, sentence) => {
    expect(respondListPage({ ...LIST, minutes })).toContain(sentence)
  })

  it('says what was not measured, and who has planned what and why', () => {
    const html = respondListPage(LIST)
    expect(html).toContain('Nothing was measured from 14:02 to 14:05 UTC on 15 March.')
    expect(html).toContain('from 14:45 to 15:45 UTC on 16 March, says Bo Lind')
    expect(html).toContain('A larger disk.')
    expect(respondListPage({ ...LIST, planned: [] })).not.toContain('Planned work')
  })
})

describe('a silence on the list', () => {
  it('says what fails under it, since when and why, and can be ended', () => {
    const html = respondListPage(LIST)
    expect(html).toContain('says Cy Ode')
    expect(html).toContain('1 failure meanwhile')
    expect(html).toMatch(/Health: answered 500, since <time/)
    expect(html).toMatch(/action="\/respond\/silence\/end"><input type="hidden" name="silence" value="s1"/)
  })

  it('can be placed where there is none', () => {
    const html = respondListPage({ ...LIST, silences: [] })
    expect(html).not.toContain('failure meanwhile')
    expect(html).toContain('<option value="api/api-health">Core API: Health</option>')
  })
})

describe('the door', () => {
  it('asks for the access key', () => {
    const html = respondSignInPage({ ...SIGN_IN, error: null })
    expect(html).toContain('<form method="post" action="/respond"')
    expect(html).toMatch(/<label>Access key<input type="password" name="key" required=""/)
    expect(html).not.toContain('role="alert"')
  })

  it('ties an error to the field it is about', () => {
    const html = respondSignInPage(SIGN_IN)
    expect(html).toContain('id="error" role="alert"')
    expect(html).toContain('aria-invalid="true" aria-describedby="error"')
  })
})

describe('a signed link', () => {
  it('shows what would happen and does it only by its button, at the same address', () => {
    const html = linkPage(LINK)
    expect(html).toContain('<form method="post" class="act"><button type="submit">Acknowledge</button>')
    expect(html).toContain('Nothing has happened yet.')
  })

  it('has nothing left to press once it is done', () => {
    const html = linkPage({ ...LINK, button: null })
    expect(html).not.toMatch(/<form|<button|Nothing has happened yet/)
    expect(html).toContain('href="/respond/INC-7"')
    expect(linkPage({ ...LINK, backUrl: null })).not.toContain('Back')
  })

  it('looks like danger where it is', () => {
    expect(linkPage({ ...LINK, isDanger: true })).toContain('<button type="submit" class="danger">')
    expect(linkPage(LINK)).not.toContain('class="danger"')
  })
})

it('a problem says what it is and what helps', () => {
  const html = problemPage(PROBLEM)
  for (const part of ['Not found', 'No such page.', 'Begin at the status page.', '<li>SIGNING_KEY is missing</li>']) {
    expect(html).toContain(part)
  }
  expect(problemPage({ title: 'Not found', sentence: 'No such page.', hint: null })).not.toContain('<li>')
})

describe.each<[string, () => string, () => string]>([
  ['list', () => respondListPage(LIST), () => respondListPage(bitten(LIST))],
  ['door', () => respondSignInPage(SIGN_IN), () => respondSignInPage(bitten(SIGN_IN))],
  ['link', () => linkPage(LINK), () => linkPage(bitten(LINK))],
  ['problem', () => problemPage(PROBLEM), () => problemPage(bitten(PROBLEM))],
])('%s', (_name, plain, hostile) => {
  it('is harmless, labelled, the same each time, and not for search engines', () => {
    expectHarmless(hostile())
    expectLabelled(plain())
    expect(plain()).toBe(plain())
    expect(plain()).not.toMatch(/<script| on\w+=| style=/i)
    expect(plain()).toContain('<meta name="robots" content="noindex"/>')
  })
})
