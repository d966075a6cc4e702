// What a service is meant to keep, and how much of it is used; nothing is said of what nobody saw.

import { describe, expect, it } from 'vitest'
import { DAY } from '../../../src/core/time.ts'
import { sloLines, standingOf } from '../../../src/core/view/slo-view.ts'
import { api, T0, withServices } from './acme.ts'

const TODAY = Math.floor(T0 / DAY)
const kept = (availability: number, days = 30) => ({ ...api, slo: { availability, overMs: days * DAY } })
const day = (ago: number, up: number, down: number) => ({ day: TODAY - ago, up, down, other: 0 })

describe('the error budget', () => {
  it.each([
    ['is untouched where nothing failed', 99.9, [day(0, 1000, 0)], 0],
    ['is half used', 99, [day(0, 995, 5), day(1, 1000, 0)], 25],
    ['is used up by exactly as much as may fail', 99.9, [day(0, 999, 1)], 100],
    ['is used up by exactly as much as may fail, however small', 99.99, [day(0, 9_999, 1)], 100],
    ['is not used up a little before', 99.9, [day(0, 1_000_000, 999)], 99],
    ['can be used more than once', 99, [day(0, 90, 10)], 1000],
    ['counts nothing from before its days', 99, [day(0, 1000, 0), day(30, 0, 1000)], 0],
    ['counts the first of its days', 99, [day(0, 1000, 0), day(29, 980, 20)], 100],
  ])('%s', (_name, availability, tallies, used) => {
    expect(standingOf(kept(availability), { api: tallies }, T0).slo?.usedPercent).toBe(used)
  })

  it('of what nobody saw is not known', () => {
    const silent = { day: TODAY, up: 0, down: 0, other: 60 }
    for (const standing of [{}, { api: [silent] }]) {
      expect(standingOf(kept(99.9), standing, T0)).toEqual({
        uptime: null,
        slo: { availability: 99.9, overDays: 30, usedPercent: null },
      })
    }
  })

  it('is told only of services that have a target, with the days that are known', () => {
    const lines = sloLines(withServices({ api: kept(99) }), { api: [day(0, 90, 10)], web: [day(0, 1, 0)] }, T0)
    expect(lines).toEqual([
      {
        title: 'Core API',
        availability: 99,
        overDays: 30,
        uptime: { percent: 90, days: 1, ofDays: 30 },
        usedPercent: 1000,
        isUsedUp: true,
      },
    ])
  })
})
