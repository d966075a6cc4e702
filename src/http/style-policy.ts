// The content security policy: no script at all, and the stylesheets by their hashes, so that pages stay cacheable.

import type { MiddlewareHandler } from 'hono'
import { PAGE_CSS, STAFF_CSS } from '../../templates/pages/page-css.ts'

let policy: Promise<string> | null = null

export const stylePolicy: MiddlewareHandler = async (c, next) => {
  await next()
  policy ??= composePolicy()
  c.header('content-security-policy', await policy)
}

async function composePolicy(): Promise<string> {
  const hashes = await Promise.all([PAGE_CSS, STAFF_CSS].map(hashOf))
  return [
    "default-src 'none'",
    `style-src ${hashes.join(' ')}`,
    'img-src data:',
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}

async function hashOf(css: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(css))
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
}
