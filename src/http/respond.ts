// The responder's pages, made for a phone and without script: a link in a message opens them, forms act.

import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { problemPage } from '../../templates/pages/problem.tsx'
import { respondPage } from '../../templates/pages/respond.tsx'
import { respondListPage, respondSignInPage } from '../../templates/pages/respond-list.tsx'
import { isOpen } from '../core/incident.ts'
import { respondView } from '../core/respond-view.ts'
import { activeHolds } from '../store/holds.ts'
import { clocksOf, eventsOf, findIncident, listIncidents } from '../store/incidents.ts'
import { listOutbox } from '../store/outbox.ts'
import { act } from './actions.ts'
import { isToken, KEY_HOLDER, sessionOf, startSession } from './auth.ts'
import { answerPage, problem } from './errors.ts'
import type { Http } from './ports.ts'

const MOST_LISTED = 50

export function createRespond(): Hono<Http> {
  const respond = new Hono<Http>()
  respond.use(csrf())

  respond.get('/', async (c) => {
    const responder = await sessionOf(c)
    return responder === null ? askToSignIn(c, null) : answerPage(c, await listPage(c, responder))
  })

  respond.post('/', async (c) => {
    const { key } = await c.req.parseBody()
    if (typeof key !== 'string' || !(await isToken(key, c.env.adminToken)))
      return askToSignIn(c, 'That is not the access key.')
    await startSession(c, KEY_HOLDER, c.env.system.io.at())
    return c.redirect('/respond', 303)
  })

  respond.get('/:ref', async (c) => {
    const key = c.req.query('key')
    if (key !== undefined) return await enter(c, c.req.param('ref'), key)
    const responder = await sessionOf(c)
    return responder === null ? askToSignIn(c, null) : await showIncident(c, c.req.param('ref'), responder)
  })

  respond.post('/:ref', async (c) => {
    const responder = await sessionOf(c)
    if (responder === null) return askToSignIn(c, 'Your session has ended, so nothing was done. Sign in and try again.')
    const ref = c.req.param('ref')
    const form = await c.req.parseBody()
    const done = await act(ref, { kind: 'responder', name: nameOf(c, responder) }, form, c.env.system)
    const address = `/respond/${encodeURIComponent(ref)}`
    if (done.ok) return c.redirect(`${address}${placeOf(form.action)}`, 303)
    const back = { title: 'Back to the incident', href: address }
    const page = problemPage({ title: 'Nothing was done', sentence: done.sentence, hint: null, back })
    return answerPage(c, page, done.status)
  })

  return respond
}

/** Where on the page it can be seen what has been done; what the top says needs no place. */
function placeOf(action: unknown): string {
  if (action === 'approve') return '#rollback'
  if (action === 'hold-rollbacks' || action === 'hold-mail') return '#holds'
  return action === 'acknowledge' || action === 'release' ? '' : '#latest'
}

/** The link signs in and then disappears from the address bar, so that it is not shared by accident. */
async function enter(c: Context<Http>, ref: string, key: string): Promise<Response> {
  const { seal, io } = c.env.system
  const claim = await seal.open(key, io.at())
  if (!claim.ok) return problem(c, 403, `${capital(claim.error)}.`)
  if (claim.value.action !== 'respond') return problem(c, 403, 'This link is for something else.')
  await startSession(c, claim.value.responder, io.at())
  return c.redirect(`/respond/${encodeURIComponent(ref)}`, 302)
}

async function showIncident(c: Context<Http>, ref: string, responder: string): Promise<Response> {
  const { db, io, runbook } = c.env.system
  const incident = await findIncident(db, ref)
  if (incident === null) return problem(c, 404, 'There is no incident with this name.')
  const [events, clocks, outbox, holds] = await Promise.all([
    eventsOf(db, ref),
    clocksOf(db, ref),
    listOutbox(db, ref),
    activeHolds(db, io.at()),
  ])
  const view = respondView({ incident, events, clocks, outbox, holds, responder }, runbook, io.at())
  return answerPage(c, respondPage(view, { action: `/respond/${ref}`, token: '' }))
}

async function listPage(c: Context<Http>, responder: string): Promise<string> {
  const { db, io, runbook } = c.env.system
  const incidents = await listIncidents(db, MOST_LISTED)
  const open = incidents.filter(isOpen).map((incident) => ({
    ref: incident.ref,
    title: incident.title,
    severity: incident.severity,
    phase: incident.phase,
    detectedAt: incident.detectedAt,
    isAcknowledged: incident.acknowledged !== null,
  }))
  return respondListPage({
    organisation: runbook.organisation.name,
    responder: nameOf(c, responder),
    now: io.at(),
    open,
  })
}

function askToSignIn(c: Context<Http>, error: string | null): Response {
  const { organisation } = c.env.system.runbook
  return answerPage(c, respondSignInPage({ organisation: organisation.name, action: '/respond', error }), 401)
}

function nameOf(c: Context<Http>, responder: string): string {
  return c.env.system.runbook.responders[responder]?.name ?? responder
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
