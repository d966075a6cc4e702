// The last days of a service, small and without script: a bar a day, the worse the taller, and a dot where nothing is known.

import { raw } from 'hono/html'
import type { DayState, Uptime } from '../../src/core/view/page-view.ts'
import { counted, dayOf, perCent } from '../words.ts'

/** Painted over each other, the taller over the lower, so that a line of days is one stroke; its dashes are the bars. */
const LAYERS: readonly { attribute: string; isIn: (state: DayState) => boolean }[] = [
  { attribute: ' class="unknown"', isIn: (state) => state === 'unknown' },
  { attribute: '', isIn: (state) => state !== 'unknown' },
  { attribute: ' class="degraded"', isIn: (state) => state === 'degraded' },
  { attribute: ' class="outage"', isIn: (state) => state === 'outage' },
]

function pathsOf(strip: readonly DayState[]): string {
  return LAYERS.map(({ attribute, isIn }) => {
    const marks = strip.map((state) => (isIn(state) ? 'x' : ' ')).join('')
    const runs = [...marks.matchAll(/x+/g)].map(({ index, 0: run }) => `M${index} 0h${run.length}`)
    return runs.length === 0 ? '' : `<path${attribute} d="${runs.join('')}"/>`
  }).join('')
}

function sentence({ percent, days, worst }: Uptime): string {
  const known = `${perCent(percent)} over ${counted(days, 'day')}`
  return worst === null ? known : `${known}; worst day ${dayOf(worst.at)}, ${perCent(worst.percent)}`
}

export function Days({ uptime }: { uptime: Uptime | null }) {
  if (uptime === null) return <p class="soft">There is no data on the last 90 days.</p>
  return (
    <p>
      <svg viewBox={`0 -3 ${uptime.strip.length} 6`} role="img">
        <title>{sentence(uptime)}</title>
        {raw(pathsOf(uptime.strip))}
      </svg>{' '}
      {perCent(uptime.percent)}
    </p>
  )
}
