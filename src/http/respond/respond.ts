// The responder's pages, made for a phone and without script: a link in a message opens them, forms act.

import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { respondPage } from '../../../templates/pages/respond.tsx'
import { insightOf } from '../../core/insight/insight.ts'
import { respondView } from '../../core/view/respond-view.ts'
import { activeHolds } from '../../store/holds.ts'
import { clocksOf, findIncident, latestEvents, listIncidents } from '../../store/incidents.ts'
import { listOutbox } from '../../store/outbox.ts'
import { pastOf, recurrencesOf } from '../../store/recurrence.ts'
import { activeTenants } from '../../store/tenants.ts'
import { act } from '../actions.ts'
import { isToken, KEY_HOLDER, sessionOf, startSession } from '../auth.ts'
import { answerPage, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { answerPostmortem } from '../postmortem.ts'
import { addressOf, askToSignIn, enter, nameOf, nothingDone } from './door.ts'
import { addListForms, listPage } from './list.ts'

/** More than that nobody reads on a phone. */
const MOST_EVENTS = 200

/** Other incidents that it can be merged with. */
const MOST_LISTED = 50

export function createRespond(): Hono<Http> {
  const respond = new Hono<Http>()
  respond.use(csrf())

  respond.get('/', async (c) => {
    const key = c.req.query('key')
    if (key) return await enter(c, null, key)
    const responder = await sessionOf(c)
    return responder === null ? askToSignIn(c, null) : answerPage(c, await listPage(c, responder))
  })

  respond.post('/', async (c) => {
    const { key } = await c.req.parseBody()
    const ref = c.req.query('to')
    if (typeof key !== 'string' || !(await isToken(key, c.env.adminToken))) {
      return askToSignIn(c, 'That is not the access key.', ref)
    }
    await startSession(c, KEY_HOLDER, c.env.system.io.at())
    return c.redirect(ref === undefined ? '/respond' : addressOf(ref), 303)
  })

  respond.get('/:ref', async (c) => {
    const key = c.req.query('key')
    if (key !== undefined) return await enter(c, c.req.param('ref'), key)
    const responder = await sessionOf(c)
    const ref = c.req.param('ref')
    return responder === null ? askToSignIn(c, null, ref) : await showIncident(c, ref, responder)
  })

  respond.get('/:ref/postmortem.md', async (c) => {
    const ref = c.req.param('ref')
    return (await sessionOf(c)) === null ? askToSignIn(c, null, ref) : await answerPostmortem(c, ref)
  })

  addListForms(respond)
  respond.post('/:ref', actOnIncident)

  return respond
}

async function actOnIncident(c: Context<Http>): Promise<Response> {
  const responder = await sessionOf(c)
  const ref = c.req.param('ref') ?? ''
  if (responder === null)
    return askToSignIn(c, 'Your session has ended, so nothing was done. Sign in and try again.', ref)
  const form = await c.req.parseBody()
  const by = { kind: 'responder', name: nameOf(c, responder) } as const
  const done = await act({ ref, by, form }, c.env.system)
  if (done.ok) return c.redirect(`${addressOf(ref)}${placeOf(form.action)}`, 303)
  const page = nothingDone(done.sentence, { title: 'Back to the incident', href: addressOf(ref) })
  return answerPage(c, page, done.status)
}

/** Where on the page it can be seen what has been done; what the top says needs no place. */
function placeOf(action: unknown): string {
  if (action === 'approve') return '#rollback'
  if (action === 'tick') return '#checklist'
  if (action === 'merge') return ''
  if (action === 'hold-rollbacks' || action === 'hold-mail') return '#holds'
  return action === 'acknowledge' || action === 'release' ? '' : '#latest'
}

async function showIncident(c: Context<Http>, ref: string, responder: string): Promise<Response> {
  const { db, io, runbook } = c.env.system
  const incident = await findIncident(db, ref)
  if (incident === null) return problem(c, 404, 'There is no incident with this name.')
  const [events, clocks, outbox, holds, others, tenants, before, after] = await Promise.all([
    latestEvents(db, ref, MOST_EVENTS),
    clocksOf(db, ref),
    listOutbox(db, ref),
    activeHolds(db, io.at()),
    listIncidents(db, MOST_LISTED),
    activeTenants(db),
    pastOf(db, insightOf(incident).recursFrom),
    recurrencesOf(db, incident),
  ])
  const facts = { incident, events, clocks, outbox, holds, others, tenants, responder, recurrence: { before, after } }
  const view = respondView(facts, runbook, io.at())
  return answerPage(c, respondPage(view, { action: `/respond/${ref}` }))
}
