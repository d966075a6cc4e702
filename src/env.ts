// Bindings, variables and secrets become one typed value, or one list of what is missing or not allowed here.
// No other file reads a binding by name.

import { isLoopback } from './core/address.ts'
import { err, ok, type Result } from './core/result.ts'
import type { AssessApi, DeskApi, LaneApi } from './flows/system.ts'

/** The Durable Objects as others see them; their classes are the composition root's own business. */
export type Bindings = {
  DB: D1Database
  DESK: DurableObjectNamespace<Rpc.DurableObjectBranded & DeskApi>
  LANE: DurableObjectNamespace<Rpc.DurableObjectBranded & LaneApi & AssessApi>
  [name: string]: unknown
}

export type Env = {
  publicUrl: string
  adminToken: string
  signingKey: string
  mailFrom: string
  mailReplyTo: string | null
  /** Called after every minute that left nothing behind; null: nobody listens. */
  heartbeatUrl: string | null
  /** Only where everything runs on one machine: requests may name the story's time, targets may be on loopback. */
  isLocal: { clock: boolean; targets: boolean }
  /** Any further name that a runbook or a vendor refers to. */
  value(name: string): string | undefined
}

const WEB_ADDRESS = /^https?:\/\/[^\s/]+\S*$/
const LONG_ENOUGH = /^.{16,}$/s
const ADDRESS = /^(?:[^<>\p{Cc}]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u
export const REQUIRED_NAMES = ['PUBLIC_URL', 'ADMIN_TOKEN', 'SIGNING_KEY', 'RESEND_API_KEY', 'MAIL_FROM']

/** What each has to look like; the words never hold the value, because they are shown to whoever asks. */
const FORMS: readonly { name: string; form: RegExp; wanted: string }[] = [
  { name: 'ADMIN_TOKEN', form: LONG_ENOUGH, wanted: 'has fewer than 16 characters' },
  { name: 'SIGNING_KEY', form: LONG_ENOUGH, wanted: 'has fewer than 16 characters' },
  { name: 'ADMIN_TOKEN', form: /^[\w.~+/-]+=*$/, wanted: 'may hold only letters, digits and . _ ~ + / - =' },
  { name: 'SIGNING_KEY', form: /^\S+$/, wanted: 'may hold no spaces' },
  { name: 'RESEND_API_KEY', form: /^[\x21-\x7e]+$/, wanted: 'may hold only visible ASCII characters' },
  { name: 'HEARTBEAT_URL', form: WEB_ADDRESS, wanted: 'is not a web address' },
  { name: 'MAIL_FROM', form: ADDRESS, wanted: 'is neither an address nor a name followed by <an address>' },
  { name: 'MAIL_REPLY_TO', form: ADDRESS, wanted: 'is neither an address nor a name followed by <an address>' },
]

export function openEnv(bindings: Bindings): Result<Env, string[]> {
  const value = (name: string) => {
    const found = Object.hasOwn(bindings, name) ? bindings[name] : undefined
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  const problems = [
    ...['DB', 'DESK', 'LANE'].filter((name) => bindings[name] === undefined).map((name) => `${name} is not bound`),
    ...REQUIRED_NAMES.filter((name) => value(name) === undefined).map((name) => `${name} is not set`),
    ...formProblems(value),
    ...publicUrlProblems(value),
  ]
  if (problems.length > 0) return err(problems)
  return ok({
    publicUrl: (value('PUBLIC_URL') ?? '').replace(/\/+$/, ''),
    adminToken: value('ADMIN_TOKEN') ?? '',
    signingKey: value('SIGNING_KEY') ?? '',
    mailFrom: value('MAIL_FROM') ?? '',
    mailReplyTo: value('MAIL_REPLY_TO') ?? null,
    heartbeatUrl: value('HEARTBEAT_URL') ?? null,
    isLocal: { clock: value('CLOCK_OVERRIDE') === 'allow', targets: value('ALLOW_LOOPBACK_TARGETS') === 'allow' },
    value,
  })
}

function formProblems(value: (name: string) => string | undefined): string[] {
  return FORMS.flatMap(({ name, form, wanted }) => {
    const text = value(name)
    return text === undefined || form.test(text) ? [] : [`${name} ${wanted}`]
  })
}

/** A public Watchkeeper whose time or targets visitors could choose would be a weapon. */
function publicUrlProblems(value: (name: string) => string | undefined): string[] {
  const publicUrl = value('PUBLIC_URL')
  if (publicUrl === undefined) return []
  if (!URL.canParse(publicUrl)) return ['PUBLIC_URL is not a URL']
  const { protocol, hostname, origin } = new URL(publicUrl)
  if (protocol !== 'https:' && protocol !== 'http:') return ['PUBLIC_URL is not a web address']
  if (publicUrl.toLowerCase().replace(/\/+$/, '') !== origin)
    return ['PUBLIC_URL has to be scheme and host alone, such as https://status.example.com']
  if (isLoopback(hostname)) return []
  return [
    ...(protocol === 'https:' ? [] : ['PUBLIC_URL has to be https: the links in messages sign people in']),
    ...['CLOCK_OVERRIDE', 'ALLOW_LOOPBACK_TARGETS']
      .filter((name) => value(name) !== undefined)
      .map((name) => `${name} is set, but PUBLIC_URL is not on this machine; it is only for local runs`),
  ]
}
