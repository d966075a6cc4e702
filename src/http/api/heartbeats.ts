// Where jobs report themselves, and what each last said.

import type { Hono } from 'hono'
import { iso } from '../../core/time.ts'
import { jobsOf } from '../../flows/beat.ts'
import { listHeartbeats } from '../../store/watch/heartbeats.ts'
import { answerJson } from '../errors.ts'
import type { Http } from '../ports.ts'

/** The only place that tells a job's address; whoever has it can report in the job's name. */
export function addHeartbeats(api: Hono<Http>): void {
  api.get('/heartbeats', async (c) => {
    const { db, publicUrl, runbook, seal } = c.env.system
    const known = await listHeartbeats(db)
    const heartbeats = jobsOf(runbook).map(async ({ id, title }) => {
      const { startedAt = null, endedAt = null, exitCode = null, runMs = null } = known.get(id) ?? {}
      const said = { startedAt: startedAt && iso(startedAt), endedAt: endedAt && iso(endedAt), exitCode, runMs }
      return { monitor: id, title, url: `${publicUrl}/heartbeats/${await seal.tokenFor(id)}`, ...said }
    })
    return answerJson(c, { heartbeats: await Promise.all(heartbeats) })
  })
}
