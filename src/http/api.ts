// The API for programs, behind one bearer token: deploys and tenants go in, incidents are read and moved, holds are placed.

import { type Context, Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { MINUTE } from '../core/time.ts'
import { endHold, placeHold, recordDeploy, recordTenant } from '../flows/record.ts'
import { listDeploys } from '../store/deploys.ts'
import { activeHolds } from '../store/holds.ts'
import { clocksOf, eventsOf, findIncident, listIncidents } from '../store/incidents.ts'
import { listOutbox } from '../store/outbox.ts'
import { listTenants } from '../store/tenants.ts'
import { act } from './actions.ts'
import { COMMAND, COMMANDS, DEPLOY, HOLD, TENANT } from './api-schemas.ts'
import { isToken } from './auth.ts'
import { readBody } from './body.ts'
import { incidentDocument, storyDocument } from './documents.ts'
import { answerJson, problem } from './errors.ts'
import type { Http } from './ports.ts'
import { asSentence } from './words.ts'

const MOST_LISTED = 100

export function createApi(): Hono<Http> {
  const api = new Hono<Http>()
  api.use(
    bearerAuth<Http>({
      verifyToken: (token, c) => isToken(token, c.env.adminToken),
      noAuthenticationHeader: {
        message: (c) => problem(c, 401, 'This needs the header Authorization: Bearer <token>.'),
      },
      invalidAuthenticationHeader: {
        message: (c) => problem(c, 400, 'The Authorization header is not of the form Bearer <token>.'),
      },
      invalidToken: { message: (c) => problem(c, 401, 'That is not the token.') },
    }),
  )
  addIncidents(api)
  addDeploys(api)
  addTenants(api)
  addHolds(api)
  return api
}

function addIncidents(api: Hono<Http>): void {
  api.get('/incidents', async (c) => {
    const incidents = await listIncidents(c.env.system.db, MOST_LISTED)
    return answerJson(c, { incidents: incidents.map(incidentDocument) })
  })

  api.get('/incidents/:ref', async (c) => {
    const { db } = c.env.system
    const ref = c.req.param('ref')
    const incident = await findIncident(db, ref)
    if (incident === null) return problem(c, 404, 'There is no incident with this name.')
    const [events, clocks, messages] = await Promise.all([eventsOf(db, ref), clocksOf(db, ref), listOutbox(db, ref)])
    return answerJson(c, storyDocument({ incident, events, clocks, messages }))
  })

  for (const action of COMMANDS) {
    api.post(`/incidents/:ref/${action}`, async (c) => {
      const body = await readBody(c, COMMAND)
      if (!body.ok) return body.error
      const { by, ...form } = body.value
      const wish = { ref: c.req.param('ref'), by: { kind: 'api', name: by }, form: { ...form, action } } as const
      const done = await act(wish, c.env.system)
      if (!done.ok) return problem(c, done.status, done.sentence)
      return answerJson(c, { said: done.sentence, ...(done.incident && { incident: incidentDocument(done.incident) }) })
    })
  }
}

function addDeploys(api: Hono<Http>): void {
  api.get('/deploys', async (c) => answerJson(c, { deploys: await listDeploys(c.env.system.db, MOST_LISTED) }))

  api.post('/deploys', async (c) => {
    const body = await readBody(c, DEPLOY)
    if (!body.ok) return body.error
    const recorded = await recordDeploy(body.value, c.env.system)
    if (!recorded.ok) return problem(c, 400, asSentence(recorded.error))
    deliverSoon(c)
    return answerJson(c, { deploy: recorded.value }, 201)
  })
}

function addTenants(api: Hono<Http>): void {
  api.get('/tenants', async (c) => answerJson(c, { tenants: await listTenants(c.env.system.db) }))

  api.post('/tenants', async (c) => {
    const body = await readBody(c, TENANT)
    if (!body.ok) return body.error
    const recorded = await recordTenant(body.value, c.env.system)
    return recorded.ok ? answerJson(c, { tenant: recorded.value }, 201) : problem(c, 400, asSentence(recorded.error))
  })
}

function addHolds(api: Hono<Http>): void {
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

/** The call that tries the platform need not wait for the next minute. */
function deliverSoon(c: Context<Http>): void {
  const { desk, io, visit } = c.env.system
  // As late as it is now: at the visit's beginning the call was not owed yet.
  c.executionCtx.waitUntil(desk.sweep({ ...visit, now: io.at() }))
}
