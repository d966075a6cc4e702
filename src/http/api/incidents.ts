// Incidents, read whole and moved by commands.

import type { Hono } from 'hono'
import { report } from '../../flows/report.ts'
import { clocksOf, eventsOf, findIncident, listIncidents } from '../../store/incidents.ts'
import { listOutbox } from '../../store/outbox.ts'
import { act } from '../actions.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { answerPostmortem } from '../postmortem.ts'
import { asSentence } from '../words.ts'
import { incidentDocument, storyDocument } from './documents.ts'
import { COMMAND, COMMANDS, MOST_LISTED, REPORT } from './schemas.ts'

export function addIncidents(api: Hono<Http>): void {
  api.get('/incidents', async (c) => {
    const incidents = await listIncidents(c.env.system.db, MOST_LISTED)
    return answerJson(c, { incidents: incidents.map(incidentDocument) })
  })

  api.post('/incidents', async (c) => {
    const body = await readBody(c, REPORT)
    if (!body.ok) return body.error
    const { by, secret: secrets, ...wish } = body.value
    const reported = await report({ ...wish, secrets }, { kind: 'api', name: by }, c.env.system)
    if (!reported.ok) return problem(c, 400, asSentence(reported.error))
    const { sentence, incident } = reported.value
    return answerJson(c, { said: sentence, ...(incident && { incident: incidentDocument(incident) }) }, 201)
  })

  api.get('/incidents/:ref', async (c) => {
    const { db } = c.env.system
    const ref = c.req.param('ref')
    const incident = await findIncident(db, ref)
    if (incident === null) return problem(c, 404, 'There is no incident with this name.')
    const [events, clocks, messages] = await Promise.all([eventsOf(db, ref), clocksOf(db, ref), listOutbox(db, ref)])
    return answerJson(c, storyDocument({ incident, events, clocks, messages }))
  })

  api.get('/incidents/:ref/postmortem', (c) => answerPostmortem(c, c.req.param('ref')))

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
