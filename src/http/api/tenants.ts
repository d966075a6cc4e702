// Tenants, replaced as a whole.

import type { Hono } from 'hono'
import { recordTenant } from '../../flows/record.ts'
import { listTenants } from '../../store/tenants.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { TENANT } from './schemas.ts'

export function addTenants(api: Hono<Http>): void {
  api.get('/tenants', async (c) => answerJson(c, { tenants: await listTenants(c.env.system.db) }))

  api.post('/tenants', async (c) => {
    const body = await readBody(c, TENANT)
    if (!body.ok) return body.error
    const recorded = await recordTenant(body.value, c.env.system)
    return recorded.ok ? answerJson(c, { tenant: recorded.value }, 201) : problem(c, 400, asSentence(recorded.error))
  })
}
