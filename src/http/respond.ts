// The responder's pages, made for a phone and without script: a link in a message opens them, forms act.

import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { problemPage } from '../../templates/pages/problem.tsx'
import { respondPage } from '../../templates/pages/respond.tsx'
import { respondListPage, respondSignInPage } from '../../templates/pages/respond-list.tsx'
import { respondListView } from '../core/view/respond-list-view.ts'
import { respondView } from '../core/view/respond-view.ts'
import { cutSilence } from '../flows/maintain.ts'
import { heldSignals } from '../flows/receive.ts'
import { activeHolds } from '../store/holds.ts'
import { clocksOf, eventsOf, findIncident, listIncidents } from '../store/incidents.ts'
import { listOutbox } from '../store/outbox.ts'
import { readClock, readStanding } from '../store/status.ts'
import { listMaintenance } from '../store/watch/maintenance.ts'
import { listSilences } from '../store/watch/silences.ts'
import { listTroubles } from '../store/watch/troubles.ts'
import { act, reportByForm, silenceByForm } from './actions.ts'
import { isToken, KEY_HOLDER, openClaim, sessionOf, startSession } from './auth.ts'
import { answerPage, problem } from './errors.ts'
import type { Http } from './ports.ts'
import { answerPostmortem } from './postmortem.ts'
import { asSentence } from './words.ts'

const MOST_LISTED = 50

export function createRespond(): Hono<Http> {
  const respond = new Hono<Http>()
  respond.use(csrf())

  respond.get('/', async (c) => {
    const key = c.req.query('key')
    if (key !== undefined) return await enter(c, null, key)
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

  respond.post('/report', reportTrouble)
  respond.post('/silence', silence)
  respond.post('/silence/end', endSilence)
  respond.post('/:ref', actOnIncident)

  return respond
}

async function reportTrouble(c: Context<Http>): Promise<Response> {
  const responder = await sessionOf(c)
  if (responder === null)
    return askToSignIn(c, 'Your session has ended, so nothing was reported. Sign in and try again.')
  const by = { kind: 'responder', name: nameOf(c, responder) } as const
  const reported = await reportByForm(await c.req.parseBody(), by, c.env.system)
  if (reported.ok) return c.redirect(addressOf(reported.value), 303)
  return answerPage(c, nothingDone(reported.error, TO_LIST), 400)
}

const TO_LIST = { title: 'Back to the list', href: '/respond' }
const TO_SILENCES = '/respond#silences'

async function silence(c: Context<Http>): Promise<Response> {
  const responder = await sessionOf(c)
  if (responder === null)
    return askToSignIn(c, 'Your session has ended, so nothing was silenced. Sign in and try again.')
  const by = { kind: 'responder', name: nameOf(c, responder) } as const
  const placed = await silenceByForm(await c.req.parseBody(), by, c.env.system)
  return placed.ok ? c.redirect(TO_SILENCES, 303) : answerPage(c, nothingDone(placed.error, TO_LIST), 400)
}

async function endSilence(c: Context<Http>): Promise<Response> {
  if ((await sessionOf(c)) === null)
    return askToSignIn(c, 'Your session has ended, so nothing was ended. Sign in and try again.')
  const { silence } = await c.req.parseBody()
  const isOver = typeof silence === 'string' && (await cutSilence(silence, c.env.system))
  if (isOver) return c.redirect(TO_SILENCES, 303)
  return answerPage(c, nothingDone('There is no such silence any more.', TO_LIST), 409)
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

function addressOf(ref: string): string {
  return `/respond/${encodeURIComponent(ref)}`
}

function nothingDone(sentence: string, back: { title: string; href: string }): string {
  return problemPage({ title: 'Nothing was done', sentence, hint: null, back })
}

/** Where on the page it can be seen what has been done; what the top says needs no place. */
function placeOf(action: unknown): string {
  if (action === 'approve') return '#rollback'
  if (action === 'hold-rollbacks' || action === 'hold-mail') return '#holds'
  return action === 'acknowledge' || action === 'release' ? '' : '#latest'
}

/** The link signs in and then disappears from the address bar, so that it is not shared by accident. */
async function enter(c: Context<Http>, ref: string | null, key: string): Promise<Response> {
  const claim = await openClaim(c, key)
  if (!claim.ok) return problem(c, 403, asSentence(claim.error))
  const { action, incident, responder } = claim.value
  if (action !== 'respond' || incident !== ref) return problem(c, 403, 'This link is for something else.')
  await startSession(c, responder, c.env.system.io.at())
  return c.redirect(ref === null ? '/respond' : addressOf(ref), 302)
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
  return answerPage(c, respondPage(view, { action: `/respond/${ref}` }))
}

async function listPage(c: Context<Http>, responder: string): Promise<string> {
  const { db, io, runbook } = c.env.system
  const now = io.at()
  const [incidents, clock, maintenance, silences, troubles, held, standing] = await Promise.all([
    listIncidents(db, MOST_LISTED),
    readClock(db),
    listMaintenance(db, { now, regular: runbook.maintenance }),
    listSilences(db, now),
    listTroubles(db),
    heldSignals(c.env.system),
    readStanding(db),
  ])
  const facts = {
    incidents,
    clock,
    maintenance,
    silences,
    troubles,
    held,
    standing,
    responder: nameOf(c, responder),
    reportId: io.id(),
  }
  return respondListPage(respondListView(facts, runbook, now))
}

/** Whoever asked for an incident comes back to it. */
function askToSignIn(c: Context<Http>, error: string | null, ref?: string): Response {
  const { organisation } = c.env.system.runbook
  const action = ref === undefined ? '/respond' : `/respond?to=${encodeURIComponent(ref)}`
  return answerPage(c, respondSignInPage({ organisation: organisation.name, action, error }), 401)
}

function nameOf(c: Context<Http>, responder: string): string {
  return c.env.system.runbook.responders[responder]?.name ?? responder
}
