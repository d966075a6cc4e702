// What a service is meant to keep, beside what is known of it: uptime, and how much of the error budget is used.

import { type DayTally, STANDING_DAYS } from '../kept/rollup.ts'
import type { Runbook, Service, Slo } from '../runbook.ts'
import { DAY, type Instant } from '../time.ts'
import type { SloLine } from './page-view.ts'
import { percentOf } from './uptime-view.ts'

/** By service. */
export type StandingByService = Readonly<Record<string, readonly DayTally[]>>

type Known = { percent: number; days: number; up: number; down: number }

export type ServiceStanding = {
  /** null: nothing is known of these days. */
  uptime: { percent: number; days: number; ofDays: number } | null
  slo: { availability: number; overDays: number; usedPercent: number | null } | null
}

/** Over the days of the target, or as far as is kept where there is none. */
export function standingOf({ id, slo }: Service, standing: StandingByService, now: Instant): ServiceStanding {
  const ofDays = slo === null ? STANDING_DAYS : slo.overMs / DAY
  const known = sumOf(standing[id] ?? [], Math.floor(now / DAY) - ofDays)
  return {
    uptime: known === null ? null : { percent: known.percent, days: known.days, ofDays },
    slo: slo === null ? null : { availability: slo.availability, overDays: ofDays, usedPercent: usedOf(known, slo) },
  }
}

/** Those that have a target, in the order of the runbook. */
export function sloLines({ services }: Runbook, standing: StandingByService, now: Instant): SloLine[] {
  return Object.values(services).flatMap((service) => {
    const { uptime, slo } = standingOf(service, standing, now)
    if (slo === null) return []
    const { availability, overDays, usedPercent } = slo
    const isUsedUp = usedPercent !== null && usedPercent >= 100
    return [{ title: service.title, availability, overDays, uptime, usedPercent, isUsedUp }]
  })
}

function sumOf(tallies: readonly DayTally[], after: number): Known | null {
  const known = tallies.filter(({ day, up, down }) => day > after && up + down > 0)
  if (known.length === 0) return null
  const up = known.reduce((sum, tally) => sum + tally.up, 0)
  const down = known.reduce((sum, tally) => sum + tally.down, 0)
  return { percent: percentOf({ up, down }), days: known.length, up, down }
}

/** Of the looks that may fail; whole per cent, rounded down, so that a hundred is only said when it is used up. */
function usedOf(known: Known | null, { availability }: Slo): number | null {
  if (known === null) return null
  const { up, down } = known
  // The difference is no round number in binary: 100 - 99.9 is a little less than 0.1.
  const budget = Number((((up + down) * (100 - availability)) / 100).toPrecision(12))
  return Math.floor((100 * down) / budget)
}
