// Numbers that are pushed.

import type { Hono } from 'hono'
import { recordMetrics } from '../../flows/measure.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { METRICS } from './schemas.ts'

/** They are judged by the next minute. */
export function addMetrics(api: Hono<Http>): void {
  api.post('/metrics', async (c) => {
    const body = await readBody(c, METRICS)
    if (!body.ok) return body.error
    const recorded = await recordMetrics(body.value.metrics, c.env.system)
    return recorded.ok ? answerJson(c, { accepted: recorded.value }, 202) : problem(c, 400, asSentence(recorded.error))
  })
}
