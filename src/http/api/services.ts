// The services of the runbook: how they did, and what they are meant to keep.

import type { Hono } from 'hono'
import { UPTIME_MEANS } from '../../core/kept/rollup.ts'
import { standingOf } from '../../core/view/slo-view.ts'
import { readStanding } from '../../store/status.ts'
import { answerJson } from '../errors.ts'
import type { Http } from '../ports.ts'

export function addServices(api: Hono<Http>): void {
  api.get('/services', async (c) => {
    const { db, io, runbook } = c.env.system
    const standing = await readStanding(db)
    const services = Object.values(runbook.services).map((service) => {
      const { id, title, environment } = service
      return { id, title, environment, ...standingOf(service, standing, io.at()) }
    })
    return answerJson(c, { uptimeMeans: UPTIME_MEANS, services })
  })
}
