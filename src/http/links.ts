// Signed links out of messages: looking at one changes nothing, because mail scanners look; only its button acts.

import { type Context, Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { linkPage } from '../../templates/pages/link.tsx'
import type { Claim } from '../seal.ts'
import { findIncident } from '../store/incidents.ts'
import { act } from './actions.ts'
import { openClaim } from './auth.ts'
import { answerPage, problem } from './errors.ts'
import type { Http } from './ports.ts'
import { asSentence } from './words.ts'

const PURPOSES = {
  acknowledge: {
    title: 'Acknowledge',
    button: 'Acknowledge',
    says: 'You take this on. Others see that somebody does.',
    isDanger: false,
  },
  approve: {
    title: 'Approve the rollback',
    button: 'Take the deploy back',
    says: 'The gate is asked once more. Only if nothing speaks against it, the order leaves at once.',
    isDanger: true,
  },
} as const

export function createLinks(): Hono<Http> {
  const links = new Hono<Http>()

  links.get('/:token', async (c) => {
    const opened = await open(c)
    if (opened instanceof Response) return opened
    const { title, purpose } = opened
    return show(c, { title, sentence: purpose.says, button: purpose.button, isDanger: purpose.isDanger })
  })

  links.post('/:token', async (c) => {
    const opened = await open(c)
    if (opened instanceof Response) return opened
    const { claim, title, incident } = opened
    const { runbook } = c.env.system
    const name = runbook.responders[claim.responder]?.name ?? claim.responder
    const by = { kind: 'responder', name } as const
    const done = await act({ ref: incident, by, form: { action: claim.action } }, c.env.system)
    const backUrl = `/respond/${encodeURIComponent(incident)}`
    const shown = { title, sentence: done.sentence, button: null, isDanger: false, backUrl }
    return show(c, shown, done.ok ? 200 : done.status)
  })

  return links
}

type Opened = { claim: Claim; incident: string; title: string; purpose: (typeof PURPOSES)[keyof typeof PURPOSES] }

async function open(c: Context<Http, '/:token'>): Promise<Opened | Response> {
  const claim = await openClaim(c, c.req.param('token'))
  if (!claim.ok) return problem(c, 403, asSentence(claim.error))
  const { action, incident } = claim.value
  if (action === 'respond' || incident === null) return problem(c, 403, 'This link is for something else.')
  const found = await findIncident(c.env.system.db, incident)
  if (found === null) return problem(c, 404, 'There is no incident with this name.')
  const purpose = PURPOSES[action]
  return { claim: claim.value, incident, purpose, title: `${purpose.title}: ${found.title} (${incident})` }
}

type Shown = { title: string; sentence: string; button: string | null; isDanger: boolean; backUrl?: string }

function show(c: Context<Http>, shown: Shown, status: ContentfulStatusCode = 200): Response {
  const { organisation } = c.env.system.runbook
  return answerPage(c, linkPage({ organisation: organisation.name, backUrl: null, ...shown }), status)
}
