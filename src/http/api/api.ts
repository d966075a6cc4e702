// The API for programs, behind one bearer token: facts go in, incidents are read and moved, what was measured is read.

import { Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { isToken } from '../auth.ts'
import { problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { addAbsences } from './absences.ts'
import { addDeploys } from './deploys.ts'
import { addDuties } from './duties.ts'
import { addHeartbeats } from './heartbeats.ts'
import { addHolds } from './holds.ts'
import { addIncidents } from './incidents.ts'
import { addMaintenance } from './maintenance.ts'
import { addMetrics } from './metrics.ts'
import { addMonitors } from './monitors.ts'
import { addServices } from './services.ts'
import { addSilences } from './silences.ts'
import { addTenants } from './tenants.ts'

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
  addAbsences(api)
  addDuties(api)
  addMaintenance(api)
  addSilences(api)
  addServices(api)
  addMonitors(api)
  addHeartbeats(api)
  addMetrics(api)
  return api
}
