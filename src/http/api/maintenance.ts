// Maintenance, declared and cut short.

import type { Hono } from 'hono'
import { iso, MINUTE } from '../../core/time.ts'
import type { Maintenance } from '../../core/watch/maintenance.ts'
import { cutMaintenance, planMaintenance } from '../../flows/maintain.ts'
import { listMaintenance } from '../../store/watch/maintenance.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { MAINTENANCE } from './schemas.ts'

export function addMaintenance(api: Hono<Http>): void {
  api.get('/maintenance', async (c) => {
    const { db, io } = c.env.system
    const declared = await listMaintenance(db, io.at())
    return answerJson(c, { maintenance: declared.map(maintenanceDocument) })
  })

  api.post('/maintenance', async (c) => {
    const body = await readBody(c, MAINTENANCE)
    if (!body.ok) return body.error
    const { minutes, ...wish } = body.value
    const planned = await planMaintenance({ ...wish, forMs: minutes * MINUTE }, c.env.system)
    if (!planned.ok) return problem(c, 400, asSentence(planned.error))
    return answerJson(c, { maintenance: maintenanceDocument(planned.value) }, 201)
  })

  api.delete('/maintenance/:id', async (c) => {
    const isOver = await cutMaintenance(c.req.param('id'), c.env.system)
    return isOver ? answerJson(c, { ended: true }) : problem(c, 404, 'There is no such maintenance any more.')
  })
}

function maintenanceDocument({ from, until, ...maintenance }: Maintenance) {
  return { ...maintenance, from: iso(from), until: iso(until) }
}
