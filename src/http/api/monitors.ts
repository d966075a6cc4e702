// What is watched and how it is; and one monitor over time, as fine as it was kept.

import type { Context, Hono } from 'hono'
import { percentile } from '../../core/kept/histogram.ts'
import { UPTIME_MEANS, uptime } from '../../core/kept/rollup.ts'
import type { Monitor } from '../../core/runbook.ts'
import { DAY, HOUR, iso, MINUTE, spoken } from '../../core/time.ts'
import { readStatus, type StatusFacts } from '../../store/status.ts'
import { type KeptMinute, type Point, readMinutes, readSeries, type SeriesQuery } from '../../store/watch/series.ts'
import { readQuery } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { SERIES } from './schemas.ts'

/** How much is given when nobody says from when, and how much at most. */
const SPANS = {
  minutes: { usual: 3 * HOUR, most: 48 * HOUR },
  hours: { usual: 7 * DAY, most: 90 * DAY },
  days: { usual: 90 * DAY, most: 400 * DAY },
} as const

const PERCENTILES_MEAN = 'Of what the good looks measured. Each is within 5 % of the exact one.'

export function addMonitors(api: Hono<Http>): void {
  api.get('/monitors', async (c) => {
    const { db, io, runbook } = c.env.system
    const facts = await readStatus(db, { now: io.at(), regular: runbook.maintenance })
    const { measuredMinute } = facts
    const monitors = Object.values(runbook.monitors).map((monitor) => monitorDocument(monitor, facts))
    return answerJson(c, { measuredAt: measuredMinute && iso(measuredMinute * MINUTE), monitors })
  })

  api.get('/monitors/:id/series', async (c) => {
    const monitor = c.req.param('id')
    if (!Object.hasOwn(c.env.system.runbook.monitors, monitor))
      return problem(c, 404, 'There is no monitor with this name.')
    const query = readQuery(c, SERIES)
    if (!query.ok) return query.error
    const { of, to = c.env.system.io.at(), from = to - SPANS[of].usual } = query.value
    if (from >= to) return problem(c, 400, 'That ends before it begins.')
    const { most } = SPANS[of]
    if (to - from > most) return problem(c, 400, `Of ${of}, ask for ${spoken(most)} at a time at most.`)
    const span = { monitor, from: iso(from), to: iso(to) }
    return answerJson(c, { ...span, ...(await seriesDocument(c, of, { monitor, from, to })) })
  })
}

async function seriesDocument(c: Context<Http>, of: keyof typeof SPANS, query: SeriesQuery) {
  const { db } = c.env.system
  if (of === 'minutes') return { of, points: (await readMinutes(db, query)).map(minuteDocument) }
  const points = await readSeries(db, { ...query, of })
  return { of, uptimeMeans: UPTIME_MEANS, percentilesMean: PERCENTILES_MEAN, points: points.map(pointDocument) }
}

/** Its settings are not for reading: they may hold addresses and the names of secrets. */
function monitorDocument({ id, title, service, feature, kind, intervalMs }: Monitor, facts: StatusFacts) {
  return { id, title, service, feature, kind, intervalMs, health: healthOf(id, facts) }
}

/** What has no trouble stored is well, unless nothing was measured at all. */
function healthOf(monitor: string, { measuredMinute, troubles }: StatusFacts) {
  const trouble = troubles.find((it) => it.monitor === monitor)
  if (trouble === undefined) return { state: measuredMinute === null ? 'unknown' : 'up', since: null, reason: null }
  return { state: trouble.state, since: iso(trouble.since), reason: trouble.reason }
}

function minuteDocument({ minute, looks }: KeptMinute) {
  return { at: iso(minute * MINUTE), looks }
}

function pointDocument({ at, counts, histogram }: Point) {
  const [p50, p95, p99] = [50, 95, 99].map((percent) => rounded(percentile(histogram, percent)))
  return { at: iso(at), counts, uptime: uptime(counts), p50, p95, p99 }
}

/** More digits than the error leaves would say more than is known. */
function rounded(value: number | null): number | null {
  return value && Number(value.toPrecision(3))
}
