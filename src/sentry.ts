// What Sentry may know: that we failed, and where in our own code. Nothing of a visitor, a tenant or a monitored site.

import type { CloudflareOptions, ErrorEvent } from '@sentry/cloudflare'
import type { Bindings } from './env.ts'

export function sentryOptions(bindings: Bindings): CloudflareOptions {
  return {
    ...(typeof bindings.SENTRY_DSN === 'string' && bindings.SENTRY_DSN !== '' && { dsn: bindings.SENTRY_DSN }),
    environment: typeof bindings.ENVIRONMENT === 'string' ? bindings.ENVIRONMENT : 'production',
    tracesSampleRate: 0,
    // Otherwise every monitored site would receive our trace headers, and the DSN's public key with them.
    tracePropagationTargets: [],
    enhanceFetchErrorMessages: false,
    // Breadcrumbs would carry the addresses of monitored sites and the console's lines.
    maxBreadcrumbs: 0,
    dataCollection: {
      userInfo: false,
      cookies: false,
      httpHeaders: { request: false, response: false },
      urlQueryParams: false,
      httpBodies: [],
      databaseQueryData: false,
    },
    beforeSend: strip,
  }
}

/** Kept by name, so that nothing leaves that an update of the SDK adds. The processing metadata never leaves as it is. */
const KEPT: readonly string[] = ['event_id', 'timestamp', 'type', 'level', 'platform', 'environment', 'release'].concat(
  ['exception', 'debug_meta', 'sdk', 'sdkProcessingMetadata'],
)

const LONGEST_WORDS = 200

function strip(event: ErrorEvent): ErrorEvent {
  for (const name of Object.keys(event)) if (!KEPT.includes(name)) Reflect.deleteProperty(event, name)
  for (const thrown of event.exception?.values ?? []) thrown.value = plain(thrown.value ?? '')
  return event
}

/** An error quotes what it was given: a piece of a body, a value for the database. Names of addresses go without quotes. */
function plain(words: string): string {
  const [unquoted = ''] = words.split(/["'`\n]/)
  return unquoted.replace(/\S*(?:@|:\/\/)\S*/g, '[hidden]').slice(0, LONGEST_WORDS)
}
