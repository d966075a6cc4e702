// The status page: honest before everything else, small, and the same bytes for the same facts.

import { describe, expect, it } from 'vitest'
import { UPTIME_MEANS } from '../../../src/core/kept/rollup.ts'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import type { DayState, PublicState, StatusView, Uptime } from '../../../src/core/view/page-view.ts'
import { PAGE_CSS, STAFF_CSS } from '../../../templates/pages/page-css.ts'
import { statusPage } from '../../../templates/pages/status.tsx'
import { headline } from '../../../templates/pages/status-headline.ts'
import { bitten, expectHarmless, expectLabelled } from './hostile.ts'
import { BROKEN, moreServices, NOW, publicIncident, status, uptime } from './views.ts'

function one(state: PublicState): Partial<StatusView> {
  return { overall: state, open: [], recent: [], services: [{ title: 'Core API', state, uptime: null, features: [] }] }
}

describe('the headline', () => {
  const monitoring = publicIncident({ phase: 'monitoring' })
  const cases: [string, Partial<StatusView>, PublicState, string][] = [
    ['all well', one('operational'), 'operational', 'Everything we watch is working.'],
    ['degraded', one('degraded'), 'degraded', 'Core API is working less well than usual.'],
    ['outage', one('outage'), 'outage', 'Core API is not working.'],
    ['unknown', one('unknown'), 'unknown', 'We cannot tell right now whether everything works.'],
    ['not watched', one('not-watched'), 'not-watched', 'Nothing is being watched at the moment.'],
    ['an outage of nothing listed', { overall: 'outage', services: [] }, 'outage', 'Something is not working.'],
    ['never measured', { ...one('operational'), watchedAt: null }, 'not-watched', 'Nothing has been watched yet.'],
    [
      'stale',
      { ...one('operational'), isStale: true },
      'unknown',
      'We cannot tell right now whether everything works.',
    ],
    ['stale outage', { ...one('outage'), isStale: true }, 'outage', 'Core API was not working when we last measured.'],
    [
      'well, but open',
      { ...one('operational'), open: [publicIncident()] },
      'degraded',
      'We are looking into a problem.',
    ],
    [
      'well again',
      { ...one('operational'), open: [monitoring] },
      'operational',
      'It works again, and we are watching closely.',
    ],
  ]
  it.each(cases)('%s', (_name, over, state, sentence) => {
    const view = status(over)
    expect(headline(view)).toEqual({ state, sentence })
    expect(statusPage(view)).toContain(`<span>${sentence}</span></h1>`)
  })
})

describe('what is not known', () => {
  it.each([
    ['stale', { isStale: true }],
    ['never measured', { watchedAt: null }],
  ])('is never shown as fine: %s', (_name, over) => {
    const html = statusPage(status({ ...one('operational'), ...over }))
    expect(html).not.toContain('Operational')
    expect(html).toContain('class="note unknown"')
  })

  it('says since when nothing was measured', () => {
    const html = statusPage(status({ isStale: true, watchedAt: BROKEN }))
    expect(html).toContain(
      'Nothing has been measured since <time datetime="2026-03-15T14:02:00.000Z">2026-03-15 14:02 UTC</time>.',
    )
  })
})

describe('it stays under 14 KB', () => {
  const gaps = [1, 2, 3, 4, 5].map((ago) => ({ from: NOW - ago * HOUR, until: NOW - ago * HOUR + ago * MINUTE }))
  const { services, planned } = status()
  it.each<[string, Partial<StatusView>]>([
    ['for a small system on a bad day', {}],
    ['for ten services with ninety days each', { services: [...services, ...moreServices()] }],
    [
      'for ten services, with gaps and plans',
      { services: [...services, ...moreServices()], gaps, planned: [...planned, ...planned] },
    ],
  ])('%s', (_name, over) => {
    expect(new TextEncoder().encode(statusPage(status(over))).length).toBeLessThanOrEqual(14 * 1024)
  })
})

describe('ninety days', () => {
  const drawn = (over: Partial<Uptime>) => {
    const [service] = moreServices()
    const services = service === undefined ? [] : [{ ...service, uptime: uptime(over) }]
    return statusPage(status({ ...one('operational'), services, gaps: [], planned: [] }))
  }

  it('are a bar a day and one stroke a state, the worse over the better, silence under all of them', () => {
    const strip: DayState[] = ['unknown', 'operational', 'outage', 'outage', 'degraded', 'unknown', 'operational']
    expect(drawn({ strip })).toContain(
      '<path class="unknown" d="M0 0h1M5 0h1"/><path d="M1 0h4M6 0h1"/>' +
        '<path class="degraded" d="M4 0h1"/><path class="outage" d="M2 0h2"/></svg> 99.98 %</p>',
    )
    expect(drawn({ strip: Array(90).fill('operational') })).toContain('</title><path d="M0 0h90"/></svg>')
  })

  it.each<[string, Partial<Uptime>, string]>([
    ['the whole of it', {}, '99.98 % over 80 days; worst day 12 March, 97.10 %'],
    ['nothing failed', { percent: 100, worst: null, days: 90 }, '100 % over 90 days'],
    [
      'almost nothing failed',
      { percent: 99.99, worst: { at: NOW, percent: 99.9 } },
      '99.99 % over 80 days; worst day 15 March, 99.90 %',
    ],
    ['one day', { percent: 50, worst: null, days: 1 }, '50.00 % over 1 day'],
  ])('are said to those who do not see them: %s', (_name, over, sentence) => {
    expect(drawn(over)).toContain(`viewBox="0 -3 90 6" role="img"><title>${sentence}</title>`)
  })

  it('come with what uptime counts, once', () => {
    const html = statusPage(status())
    expect(html.split(UPTIME_MEANS)).toHaveLength(2)
    expect(statusPage(status(one('operational')))).not.toContain(UPTIME_MEANS)
    expect(statusPage(status(one('operational')))).toContain('There is no data on the last 90 days.')
  })
})

describe('what was not measured', () => {
  const ago = (minutes: number, length: number) => {
    return { from: BROKEN - minutes * MINUTE, until: BROKEN - (minutes - length) * MINUTE }
  }
  it.each([
    ['nothing', [], []],
    ['a gap', [ago(119, 4)], ['Nothing was measured from 12:03 to 12:07 UTC on 15 March.']],
    ['over midnight', [ago(845, 5)], ['Nothing was measured from 23:57 UTC on 14 March to 00:02 UTC on 15 March.']],
    [
      'many',
      [ago(1, 1), ago(20, 1), ago(30, 1), ago(40, 3), ago(50, 4)],
      [
        'Nothing was measured from 14:01 to 14:02 UTC on 15 March.',
        'Nothing was measured from 13:42 to 13:43 UTC on 15 March.',
        'Nothing was measured from 13:32 to 13:33 UTC on 15 March.',
        '2 more gaps before that, 7 minutes in all.',
      ],
    ],
  ])('is said: %s', (_name, gaps, lines) => {
    const html = statusPage(status({ ...one('operational'), gaps }))
    expect([...html.matchAll(/<p class="soft gap">([^<]*)</g)].map(([, line]) => line)).toEqual(lines)
  })
})

it('says what is planned, for when', () => {
  expect(statusPage(status())).toContain('<li>Web app, from 14:45 to 16:45 UTC on 16 March</li>')
  expect(statusPage(status({ planned: [] }))).not.toContain('Planned work')
})

it('tells each update with its phase and time, in the order it is given', () => {
  const html = statusPage(status())
  const texts = publicIncident().updates.map((update) => html.indexOf(update.text))
  expect(texts).toEqual(texts.toSorted((left, right) => left - right))
  expect(texts).not.toContain(-1)
  expect(html).toContain('<b>Investigating</b> <time datetime="2026-03-15T14:05:00.000Z">2026-03-15 14:05 UTC</time>')
})

it('puts a word beside each shape', () => {
  const html = statusPage(status())
  for (const [state, word] of Object.entries({
    outage: 'Outage',
    degraded: 'Degraded',
    unknown: 'Unknown',
    'not-watched': 'Not watched',
  })) {
    expect(html).toContain(
      `<span class="st ${state}"><svg class="i" aria-hidden="true"><use href="#i-${state}"/></svg> ${word}</span>`,
    )
    expect(html).toContain(`<symbol id="i-${state}"`)
  }
})

it('has words for what is empty', () => {
  const html = statusPage(status({ services: [], open: [], recent: [] }))
  expect(html).toContain('No service is listed here yet.')
  expect(html).toContain('No incident has been resolved recently.')
  expect(html).not.toContain('Happening now')
  expect(statusPage(status({ open: [publicIncident({ updates: [] })] }))).toContain('The first update follows here.')
})

it('does not change with the moment of reading, so an ETag holds', () => {
  expect(statusPage(status({ now: NOW + HOUR }))).toBe(statusPage(status()))
})

it('shows what others wrote as text, and needs no script', () => {
  expectHarmless(statusPage(bitten(status())))
  expectLabelled(statusPage(status()))
  expect(statusPage(status())).not.toMatch(/ on\w+=| style=/)
})

it('carries exactly the style sheet whose hash the policy allows, and not what others need besides', () => {
  expect(statusPage(status())).toContain(`<style>${PAGE_CSS}</style></head>`)
  expect(PAGE_CSS + STAFF_CSS).not.toMatch(/<|url\(|@import/)
})

it('is marked up for those who do not see it', () => {
  const html = statusPage(status())
  expect(html).toMatch(/^<!doctype html><html lang="en">/)
  for (const part of ['href="#main"', '<main id="main"', '<header', '<footer>', '<h1']) {
    expect(html).toContain(part)
  }
})
