// The content security policy: no script at all, and the one stylesheet by its hash, so that pages stay cacheable.

import type { MiddlewareHandler } from 'hono'
import { PAGE_CSS } from '../../templates/pages/page-css.ts'

let policy: Promise<string> | null = null

export const stylePolicy: MiddlewareHandler = async (c, next) => {
  await next()
  policy ??= composePolicy()
  c.header('content-security-policy', await policy)
}

async function composePolicy(): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(PAGE_CSS))
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)))
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
