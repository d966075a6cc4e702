// Holds, placed and released.

import type { Hono } from 'hono'
import { MINUTE } from '../../core/time.ts'
import { endHold, placeHold } from '../../flows/record.ts'
import { activeHolds } from '../../store/holds.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { HOLD } from './schemas.ts'

export function addHolds(api: Hono<Http>): void {
  api.get('/holds', async (c) => {
    const { db, io } = c.env.system
    return answerJson(c, { holds: await activeHolds(db, io.at()) })
  })

  api.post('/holds', async (c) => {
    const body = await readBody(c, HOLD)
    if (!body.ok) return body.error
    const { minutes, ...hold } = body.value
    const placed = await placeHold({ ...hold, forMs: minutes * MINUTE }, c.env.system)
    return placed.ok ? answerJson(c, { hold: placed.value }, 201) : problem(c, 400, asSentence(placed.error))
  })

  api.delete('/holds/:id', async (c) => {
    const isOver = await endHold(c.req.param('id'), c.env.system)
    return isOver ? answerJson(c, { released: true }) : problem(c, 404, 'There is no such hold any more.')
  })
}
