// Deploys, reported by pipelines.

import type { Context, Hono } from 'hono'
import { MINUTE } from '../../core/time.ts'
import { recordDeploy } from '../../flows/record.ts'
import { listDeploys } from '../../store/deploys.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { DEPLOY, MOST_LISTED } from './schemas.ts'

export function addDeploys(api: Hono<Http>): void {
  api.get('/deploys', async (c) => answerJson(c, { deploys: await listDeploys(c.env.system.db, MOST_LISTED) }))

  api.post('/deploys', async (c) => {
    const body = await readBody(c, DEPLOY)
    if (!body.ok) return body.error
    const { downtimeMinutes, ...report } = body.value
    const downtimeMs = downtimeMinutes === undefined ? undefined : downtimeMinutes * MINUTE
    const recorded = await recordDeploy({ ...report, downtimeMs }, c.env.system)
    if (!recorded.ok) return problem(c, 400, asSentence(recorded.error))
    deliverSoon(c)
    return answerJson(c, { deploy: recorded.value }, 201)
  })
}

/** The call that tries the platform need not wait for the next minute. */
function deliverSoon(c: Context<Http>): void {
  const { desk, io, visit } = c.env.system
  // As late as it is now: at the visit's beginning the call was not owed yet.
  c.executionCtx.waitUntil(desk.sweep({ ...visit, now: io.at() }))
}
