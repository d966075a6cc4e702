// Bindings, variables and secrets become one typed value, or one list of what is missing or not allowed here.
// No other file reads a binding by name.

import { isLoopback } from './core/address.ts'
import { err, ok, type Result } from './core/result.ts'
import type { DeskApi, LaneApi } from './flows/system.ts'

/** The Durable Objects as others see them; their classes are the composition root's own business. */
export type Bindings = {
  DB: D1Database
  DESK: DurableObjectNamespace<Rpc.DurableObjectBranded & DeskApi>
  LANE: DurableObjectNamespace<Rpc.DurableObjectBranded & LaneApi>
  [name: string]: unknown
}

export type Env = {
  publicUrl: string
  adminToken: string
  signingKey: string
  mailFrom: string
  mailReplyTo: string | null
  sentryDsn: string | null
  environment: string
  /** Only where everything runs on one machine: requests may name the story's time, targets may be on loopback. */
  isLocal: { clock: boolean; targets: boolean }
  /** Any further name that a runbook or a vendor refers to. */
  value(name: string): string | undefined
}

const REQUIRED = ['PUBLIC_URL', 'ADMIN_TOKEN', 'SIGNING_KEY', 'RESEND_API_KEY', 'MAIL_FROM']
const LONG_ENOUGH = 16

export function openEnv(bindings: Bindings): Result<Env, string[]> {
  const value = (name: string) => {
    const found = Object.hasOwn(bindings, name) ? bindings[name] : undefined
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  const problems = [
    ...REQUIRED.filter((name) => value(name) === undefined).map((name) => `${name} is not set`),
    ...['ADMIN_TOKEN', 'SIGNING_KEY'].flatMap((name) => weakness(name, value(name))),
    ...localOnly(value),
  ]
  if (problems.length > 0) return err(problems)
  return ok({
    publicUrl: (value('PUBLIC_URL') ?? '').replace(/\/+$/, ''),
    adminToken: value('ADMIN_TOKEN') ?? '',
    signingKey: value('SIGNING_KEY') ?? '',
    mailFrom: value('MAIL_FROM') ?? '',
    mailReplyTo: value('MAIL_REPLY_TO') ?? null,
    sentryDsn: value('SENTRY_DSN') ?? null,
    environment: value('ENVIRONMENT') ?? 'production',
    isLocal: { clock: value('CLOCK_OVERRIDE') === 'allow', targets: value('ALLOW_LOOPBACK_TARGETS') === 'allow' },
    value,
  })
}

function weakness(name: string, text: string | undefined): string[] {
  return text !== undefined && text.length < LONG_ENOUGH ? [`${name} has fewer than ${LONG_ENOUGH} characters`] : []
}

/** A public Watchkeeper whose time or targets visitors could choose would be a weapon. */
function localOnly(value: (name: string) => string | undefined): string[] {
  const publicUrl = value('PUBLIC_URL')
  if (publicUrl === undefined) return []
  if (!URL.canParse(publicUrl)) return ['PUBLIC_URL is not a URL']
  if (isLoopback(new URL(publicUrl).hostname)) return []
  return ['CLOCK_OVERRIDE', 'ALLOW_LOOPBACK_TARGETS']
    .filter((name) => value(name) !== undefined)
    .map((name) => `${name} is set, but ${publicUrl} is not on this machine; it is only for local runs`)
}
