// Ninety days of a service as the page tells them: a per cent that is never too good, and a state for each day.

import { type DayTally, STANDING_DAYS } from '../kept/rollup.ts'
import { DAY, type Instant } from '../time.ts'
import type { DayState, Uptime } from './page-view.ts'

/** A day below this is told as an outage. */
const BAD_BELOW = 99

type Tally = Pick<DayTally, 'up' | 'down'>

/** null: no look found it working or failing on any of these days. */
export function uptimeOf(tallies: readonly DayTally[], now: Instant): Uptime | null {
  const today = Math.floor(now / DAY)
  const first = today - STANDING_DAYS + 1
  const known = tallies.filter(({ day, up, down }) => day >= first && day <= today && up + down > 0)
  if (known.length === 0) return null
  const [worst] = known.filter(({ down }) => down > 0).toSorted((a, b) => percentOf(a) - percentOf(b))
  const byDay = new Map(known.map((tally) => [tally.day, tally]))
  const total = known.reduce((sum, { up, down }) => ({ up: sum.up + up, down: sum.down + down }), { up: 0, down: 0 })
  return {
    percent: percentOf(total),
    days: known.length,
    worst: worst === undefined ? null : { at: worst.day * DAY, percent: percentOf(worst) },
    strip: Array.from({ length: STANDING_DAYS }, (_, ahead) => stateOf(byDay.get(first + ahead))),
  }
}

function stateOf(tally: Tally | undefined): DayState {
  if (tally === undefined) return 'unknown'
  if (tally.down === 0) return 'operational'
  return percentOf(tally) < BAD_BELOW ? 'outage' : 'degraded'
}

/** Rounded down to two decimals. */
export function percentOf({ up, down }: Tally): number {
  return Math.floor((10_000 * up) / (up + down)) / 100
}
