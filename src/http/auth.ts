// Who is asking: a program with the API's token, or a responder with a link from a message or a session.

import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { err, type Result } from '../core/result.ts'
import { HOUR, type Instant, SECOND } from '../core/time.ts'
import type { Claim } from '../seal.ts'
import type { Http } from './ports.ts'

const COOKIE = 'watchkeeper'
const SESSION_MS = 12 * HOUR

/** The responder who signed in with the access key instead of a link: nobody knows which person that was. */
export const KEY_HOLDER = 'holder of the access key'

export async function isToken(given: string, expected: string): Promise<boolean> {
  const [a, b] = await Promise.all([digest(given), digest(expected)])
  return crypto.subtle.timingSafeEqual(a, b)
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
}

export async function startSession(c: Context<Http>, responder: string, now: Instant): Promise<void> {
  const { seal, publicUrl } = c.env.system
  const token = await seal.close({ action: 'respond', incident: null, responder, expiresAt: now + SESSION_MS })
  setCookie(c, COOKIE, token, {
    path: '/respond',
    httpOnly: true,
    sameSite: 'Lax',
    secure: publicUrl.startsWith('https:'),
    maxAge: SESSION_MS / SECOND,
  })
}

/** Opens what we have signed, for as long as the person is still one of us. */
export async function openClaim(c: Context<Http>, token: string): Promise<Result<Claim>> {
  const { seal, io, runbook } = c.env.system
  const claim = await seal.open(token, io.at())
  if (!claim.ok) return claim
  const { responder } = claim.value
  const isOneOfUs = responder === KEY_HOLDER || Object.hasOwn(runbook.responders, responder)
  return isOneOfUs ? claim : err('whom this was made for is not a responder any more')
}

/** null: nobody is signed in. */
export async function sessionOf(c: Context<Http>): Promise<string | null> {
  const token = getCookie(c, COOKIE)
  if (token === undefined) return null
  const claim = await openClaim(c, token)
  if (claim.ok && claim.value.action === 'respond' && claim.value.incident === null) return claim.value.responder
  deleteCookie(c, COOKIE, { path: '/respond' })
  return null
}
