// The status page: honest before everything else, small, and the same bytes for the same facts.

import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../src/core/time.ts'
import type { PublicState, StatusView } from '../../../src/core/view/page-view.ts'
import { PAGE_CSS } from '../../../templates/pages/layout.tsx'
import { statusPage } from '../../../templates/pages/status.tsx'
import { headline } from '../../../templates/pages/status-headline.ts'
import { bitten, expectHarmless, expectLabelled } from './hostile.ts'
import { BROKEN, NOW, publicIncident, status } from './views.ts'

function one(state: PublicState): Partial<StatusView> {
  return { overall: state, open: [], recent: [], services: [{ title: 'Core API', state, features: [] }] }
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

it('stays under 14 KB for a small system on a bad day', () => {
  expect(new TextEncoder().encode(statusPage(status())).length).toBeLessThanOrEqual(14 * 1024)
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
      `<span class="st ${state}"><svg class="i" aria-hidden="true"><use href="#i-${state}"></use></svg> ${word}</span>`,
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

it('carries exactly the style sheet whose hash the policy allows', () => {
  expect(statusPage(status())).toContain(`<style>${PAGE_CSS}</style>`)
  expect(PAGE_CSS).not.toMatch(/<|url\(|@import/)
})

it('is marked up for those who do not see it', () => {
  const html = statusPage(status(), [{ title: 'History', href: '/history' }])
  expect(html).toMatch(/^<!doctype html><html lang="en">/)
  for (const part of ['href="#main"', '<main id="main"', '<header', '<footer>', '<nav aria-label="More">', '<h1']) {
    expect(html).toContain(part)
  }
})
