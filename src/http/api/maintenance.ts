// Maintenance, declared and cut short.

import type { Hono } from 'hono'
import { iso, MINUTE } from '../../core/time.ts'
import { failingUnder, type Meanwhile } from '../../core/view/meanwhile.ts'
import type { Maintenance } from '../../core/watch/maintenance.ts'
import { cutMaintenance, planMaintenance } from '../../flows/maintain.ts'
import { listMaintenance } from '../../store/watch/maintenance.ts'
import { listTroubles } from '../../store/watch/troubles.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { MAINTENANCE } from './schemas.ts'

export function addMaintenance(api: Hono<Http>): void {
  api.get('/maintenance', async (c) => {
    const { db, io, runbook } = c.env.system
    const now = io.at()
    const [declared, troubles] = await Promise.all([
      listMaintenance(db, { now, regular: runbook.maintenance }),
      listTroubles(db),
    ])
    const maintenance = declared.map((it) => {
      return {
        ...maintenanceDocument(it),
        failing: failingUnder(it, { troubles, held: [] }, { runbook, now }).map(failingDocument),
      }
    })
    return answerJson(c, { maintenance })
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
    const cut = await cutMaintenance(c.req.param('id'), c.env.system)
    return cut.ok ? answerJson(c, { ended: true }) : problem(c, 404, asSentence(cut.error))
  })
}

function maintenanceDocument({ from, until, ...maintenance }: Maintenance) {
  return { ...maintenance, from: iso(from), until: iso(until) }
}

export function failingDocument({ monitor, since, reason }: Meanwhile) {
  return { monitor, since: iso(since), reason }
}
