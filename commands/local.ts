// What the Worker is told when everything runs on one machine: the world's addresses, and secrets that never leave it.

import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the world's receivers expect unless they are told otherwise. */
export const RECEIVER_SECRET = `whsec_${Buffer.from('world-receiver-secret-0000000000').toString('base64')}`

/** Names of the environment that are handed on to the Worker as they are. */
const HANDED_ON = [
  'MAIL_FROM',
  'MAIL_REPLY_TO',
  'SENTRY_DSN',
  'HEARTBEAT_URL',
  'NTFY_URL',
  'ADMIN_TOKEN',
  'SIGNING_KEY',
  'ENVIRONMENT',
  ...['RESEND', 'SENTRY', 'BETTERSTACK', 'RAILWAY', 'VERCEL', 'GITHUB'].map((vendor) => `${vendor}_WEBHOOK_SECRET`),
  ...['RESEND_API_KEY', 'RESEND_BASE_URL', 'VERCEL_TOKEN', 'VERCEL_API_URL', 'RAILWAY_TOKEN', 'RAILWAY_API_URL'],
  ...['FLY_API_TOKEN', 'FLY_API_URL', 'GITHUB_TOKEN', 'GITHUB_API_URL', 'SLACK_BOT_TOKEN', 'SLACK_API_URL'],
  ...['SLACK_SIGNING_SECRET', 'SLACK_WEBHOOK_URL', 'PAGERDUTY_ROUTING_KEY', 'PAGERDUTY_API_URL'],
]

process.env.WRANGLER_SEND_METRICS ??= 'false'
process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false'

export type Surroundings = { publicUrl: string; worldUrl: string | null; stateDir: string }
export type Needs = { addresses: readonly string[]; secrets: readonly string[] }

export function localVars({ publicUrl, worldUrl, stateDir }: Surroundings, needs: Needs): Record<string, string> {
  const world = worldUrl === null ? {} : worldVars(worldUrl, needs)
  const unset = Object.fromEntries(needs.secrets.map((name) => [name, RECEIVER_SECRET]))
  return {
    MAIL_FROM: 'Watchkeeper <status@example.com>',
    RESEND_API_KEY: 're_local_only',
    ...unset,
    ...world,
    ...localSecrets(stateDir),
    ...fromEnvironment([...HANDED_ON, ...needs.addresses, ...needs.secrets]),
    PUBLIC_URL: publicUrl,
    CLOCK_OVERRIDE: 'allow',
    ALLOW_LOOPBACK_TARGETS: 'allow',
  }
}

/** Every address that the environment leaves open points into the world, so that any runbook runs against it. */
export function worldVars(worldUrl: string, needs: Needs): Record<string, string> {
  const addresses = needs.addresses.map((name) => [name, `${worldUrl}${worldPath(name)}`])
  return {
    RESEND_BASE_URL: `${worldUrl}/resend`,
    SENTRY_DSN: `${worldUrl.replace('://', '://public@')}/sentry/42`,
    ...Object.fromEntries(addresses),
  }
}

/**
 * ACME_API_URL is the target `acme-api`; ACME_API_HOOK_URL the receiver that releases it; ACME_RESOLVER_URL the
 * world's DNS; FLY_API_URL its Fly. */
function worldPath(name: string): string {
  const slug = name.toLowerCase().replaceAll('_', '-')
  if (slug.endsWith('-resolver-url')) return '/dns-query'
  if (slug === 'fly-api-url') return '/fly'
  return slug.endsWith('-hook-url') ? `/receivers/${slug.slice(0, -9)}` : `/targets/${slug.replace(/-url$/, '')}`
}

function fromEnvironment(names: readonly string[]): Record<string, string> {
  const set = names.flatMap((name) => {
    const value = process.env[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  return Object.fromEntries(set)
}

/** Made once and kept beside the local database, so that links in the mailbox outlive a restart. */
function localSecrets(stateDir: string): Record<string, string> {
  const file = join(stateDir, 'secrets.json')
  if (!existsSync(file)) {
    mkdirSync(stateDir, { recursive: true })
    const fresh = {
      ADMIN_TOKEN: randomBytes(18).toString('base64url'),
      SIGNING_KEY: randomBytes(32).toString('base64url'),
    }
    writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 })
  }
  const kept: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
  return kept
}

/** For a check without a world: only what the environment itself says. */
export function addressesOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return Object.fromEntries(set)
}
