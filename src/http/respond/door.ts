// The responder's door: who may come in, and where everybody is sent who may not.

import type { Context } from 'hono'
import { problemPage } from '../../../templates/pages/problem.tsx'
import { respondSignInPage } from '../../../templates/pages/respond-list.tsx'
import { openClaim, startSession } from '../auth.ts'
import { answerPage, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'

/** The link signs in and then disappears from the address bar, so that it is not shared by accident. */
export async function enter(c: Context<Http>, ref: string | null, key: string): Promise<Response> {
  const claim = await openClaim(c, key)
  if (!claim.ok) return problem(c, 403, asSentence(claim.error))
  const { action, incident, responder } = claim.value
  if (action !== 'respond' || incident !== ref) return problem(c, 403, 'This link is for something else.')
  await startSession(c, responder, c.env.system.io.at())
  return c.redirect(ref === null ? '/respond' : addressOf(ref), 302)
}

/** Whoever asked for an incident comes back to it. */
export function askToSignIn(c: Context<Http>, error: string | null, ref?: string): Response {
  const { organisation } = c.env.system.runbook
  const action = ref === undefined ? '/respond' : `/respond?to=${encodeURIComponent(ref)}`
  return answerPage(c, respondSignInPage({ organisation: organisation.name, action, error }), 401)
}

export function nameOf(c: Context<Http>, responder: string): string {
  return c.env.system.runbook.responders[responder]?.name ?? responder
}

export function addressOf(ref: string): string {
  return `/respond/${encodeURIComponent(ref)}`
}

export function nothingDone(sentence: string, back: { title: string; href: string }): string {
  return problemPage({ title: 'Nothing was done', sentence, hint: null, back })
}
