// Maintenance of the runbook: when it comes again by a clock on a wall, also where clocks are put forward or back.

import { describe, expect, it } from 'vitest'
import { DAY, HOUR, iso } from '../../../src/core/time.ts'
import {
  awayUntil,
  occurrencesAround,
  type RegularMaintenance,
  sinceAfter,
} from '../../../src/core/watch/maintenance.ts'

const SHARED = { services: ['api'], reason: 'backups', lastsMs: HOUR }

const weekly = (changes: object = {}, lastsMs = HOUR): RegularMaintenance => ({
  ...SHARED,
  lastsMs,
  begins: { kind: 'weekly', days: ['sun'], atMs: 2 * HOUR, timeZone: 'Europe/Berlin', ...changes },
})

const monthly = (day: number, atMs = 2 * HOUR): RegularMaintenance => ({
  ...SHARED,
  begins: { kind: 'monthly', day, atMs, timeZone: 'America/Chicago' },
})

const spansAround = (at: string, one: RegularMaintenance) =>
  occurrencesAround([one], Date.parse(at)).map(
    ({ from, until }) => `${iso(from).slice(5, 16)} ${iso(until).slice(5, 16)}`,
  )

describe('what comes again', () => {
  it.each<[string, string, RegularMaintenance, string[]]>([
    ['is told before it comes', '2026-11-18T12:00Z', weekly(), ['11-22T01:00 11-22T02:00']],
    [
      'is told while it goes on, with the next',
      '2026-11-22T01:30Z',
      weekly(),
      ['11-22T01:00 11-22T02:00', '11-29T01:00 11-29T02:00'],
    ],
    ['is told for a day after', '2026-11-23T01:59Z', weekly(), ['11-22T01:00 11-22T02:00', '11-29T01:00 11-29T02:00']],
    ['is over then', '2026-11-23T02:00Z', weekly(), ['11-29T01:00 11-29T02:00']],
    [
      'begins earlier in UTC once clocks are put forward',
      '2026-03-30T00:00Z',
      weekly(),
      ['03-29T01:00 03-29T02:00', '04-05T00:00 04-05T01:00'],
    ],
    [
      'begins as much later as the clock leaves out',
      '2026-03-28T12:00Z',
      weekly({ atMs: 2.5 * HOUR }),
      ['03-29T01:30 03-29T02:30'],
    ],
    [
      'lasts as long as ever over the hour that comes twice',
      '2026-10-24T12:00Z',
      weekly({ atMs: HOUR }, 4 * HOUR),
      ['10-24T23:00 10-25T03:00'],
    ],
    [
      'begins with the second of two equal times',
      '2026-10-24T12:00Z',
      weekly({ atMs: 2.5 * HOUR }),
      ['10-25T01:30 10-25T02:30'],
    ],
    [
      'goes on after midnight',
      '2026-11-23T00:10Z',
      weekly({ atMs: 23.5 * HOUR }, 3 * HOUR),
      ['11-22T22:30 11-23T01:30', '11-29T22:30 11-30T01:30'],
    ],
    [
      'counts days by its own clock',
      '2026-11-19T12:00Z',
      weekly({ days: ['fri'], atMs: 0, timeZone: 'Asia/Tokyo' }),
      ['11-19T15:00 11-19T16:00'],
    ],
    [
      'comes on several days',
      '2026-11-21T12:00Z',
      weekly({ days: ['sat', 'sun'] }),
      ['11-21T01:00 11-21T02:00', '11-22T01:00 11-22T02:00'],
    ],
    ['of a month is told a week ahead', '2026-03-01T12:00Z', monthly(8), ['03-08T08:00 03-08T09:00']],
    ['and not sooner', '2026-02-28T12:00Z', monthly(8), []],
    ['in Chicago as much later too', '2026-03-07T12:00Z', monthly(8, 2.5 * HOUR), ['03-08T08:30 03-08T09:30']],
    [
      'in Chicago with the second of two equal times',
      '2026-10-31T12:00Z',
      monthly(1, 1.5 * HOUR),
      ['11-01T07:30 11-01T08:30'],
    ],
    [
      'begins in the old year',
      '2026-01-01T06:10Z',
      weekly({ days: ['wed'], atMs: 23.5 * HOUR, timeZone: 'America/Chicago' }),
      ['01-01T05:30 01-01T06:30', '01-08T05:30 01-08T06:30'],
    ],
  ])('%s', (_name, at, one, spans) => {
    expect(spansAround(at, one)).toEqual(spans)
  })

  it('is away for exactly as long as it lasts', () => {
    const [from, until] = [Date.parse('2026-11-22T01:00Z'), Date.parse('2026-11-22T02:00Z')]
    const isAway = (at: number) => awayUntil(occurrencesAround([weekly()], at), 'api', at)
    expect([from - 1, from, until - 1, until].map(isAway)).toEqual([null, until, until, null])
    expect(awayUntil(occurrencesAround([weekly()], from), 'web', from)).toBeNull()
  })
})

describe('what comes once', () => {
  const once = (from: string): RegularMaintenance => ({
    ...SHARED,
    services: ['api', 'web'],
    begins: { kind: 'once', from: Date.parse(from) },
  })

  it('is told however far away, of every service by a name of its own, until a day after its end', () => {
    const one = once('2026-11-21T22:00:00+01:00')
    expect(occurrencesAround([one], Date.UTC(2026, 0, 1)).map(({ id }) => id)).toEqual([
      'runbook/api/2026-11-21T21:00:00.000Z',
      'runbook/web/2026-11-21T21:00:00.000Z',
    ])
    expect(occurrencesAround([one], Date.UTC(2026, 10, 22, 22) + DAY)).toEqual([])
  })
})

it('trouble that outlasts one after the other begins with the end of the last', () => {
  const spans = [
    [0, 60],
    [50, 90],
    [100, 110],
  ] as const
  const declared = spans.map(([from, until]) => ({ id: 'm', service: 'api', author: 'Dana', reason: 'r', from, until }))
  expect([10, 55, 95, 105].map((since) => sinceAfter(declared, 'api', since))).toEqual([90, 90, 95, 110])
})
