// The draft of an incident's post-mortem as a file, for responders and programs alike. Who may is asked before.

import type { Context } from 'hono'
import { postmortemText } from '../../templates/postmortem.ts'
import { postmortem } from '../core/view/postmortem.ts'
import { failedLooks } from '../flows/watch/failures.ts'
import { eventsOf, findIncident } from '../store/incidents.ts'
import { problem } from './errors.ts'
import type { Http } from './ports.ts'

export async function answerPostmortem(c: Context<Http>, ref: string): Promise<Response> {
  const { system } = c.env
  const { db, runbook } = system
  const incident = await findIncident(db, ref)
  if (incident === null) return problem(c, 404, 'There is no incident with this name.')
  const [events, failed] = await Promise.all([eventsOf(db, ref), failedLooks(incident, system)])
  const draft = { ...postmortem(incident, events, runbook), failedLooks: failed }
  return c.body(postmortemText(draft), 200, {
    'cache-control': 'no-store',
    'content-type': 'text/markdown; charset=utf-8',
    'content-disposition': `attachment; filename="${draft.fileName}"`,
  })
}
