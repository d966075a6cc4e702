// Signed, expiring claims: links in messages and the responder's session. Forged or expired, they open nothing. A job's
// token is signed by the same key and never expires.

import { sign, verify } from 'hono/jwt'
import { err, ok, type Result } from './core/result.ts'
import { type Instant, SECOND } from './core/time.ts'

export type LinkAction = 'respond' | 'acknowledge' | 'approve'

/** One purpose, one incident, one person, one end. Without an incident it is a session, which is for all of them. */
export type Claim = { action: LinkAction; incident: string | null; responder: string; expiresAt: Instant }

export type Seal = {
  /** The same text for the same claim, so that a mail that is sent again stays the same to the byte. */
  close(claim: Claim): Promise<string>
  open(token: string, now: Instant): Promise<Result<Claim>>
  /** Under which a monitor's job reports itself: the same for as long as the key is, so that it is stored nowhere. */
  tokenFor(monitor: string): Promise<string>
}

const ALGORITHM = 'HS256'

export function openSeal(key: string): Seal {
  return {
    close: ({ action, incident, responder, expiresAt }) =>
      sign({ act: action, inc: incident, sub: responder, end: Math.floor(expiresAt / SECOND) }, key, ALGORITHM),
    async open(token, now) {
      try {
        return readClaim(await verify(token, key, ALGORITHM), now)
      } catch {
        return err('this link is not one of ours, or it was cut off on its way')
      }
    },
    async tokenFor(monitor) {
      const signature = (await sign({ job: monitor }, key, ALGORITHM)).split('.').at(-1)
      return `${monitor}.${signature}`
    },
  }
}

/** The end is ours and not the library's `exp`: story time decides, not the machine's clock. */
function readClaim(payload: Record<string, unknown>, now: Instant): Result<Claim> {
  const { act, inc, sub, end } = payload
  if (act !== 'respond' && act !== 'acknowledge' && act !== 'approve') return err('this link has no purpose we know')
  if (typeof sub !== 'string' || typeof end !== 'number') return err('this link is not complete')
  if (end * SECOND < now) return err('this link has expired; the newest message has a fresh one')
  return ok({ action: act, incident: typeof inc === 'string' ? inc : null, responder: sub, expiresAt: end * SECOND })
}
