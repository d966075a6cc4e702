// What Sentry may know: that we failed, and where in our own code. Nothing of a visitor, a tenant or a monitored site.

import type { CloudflareOptions } from '@sentry/cloudflare'
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
    beforeSend(event) {
      // A path can hold a signed link; the exception's own words can hold what a vendor or a database said.
      delete event.request
      delete event.user
      return event
    },
  }
}
