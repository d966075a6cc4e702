// The only translator from what went wrong to what a caller reads: a page for people, JSON for programs, plain words in both.

import type { Context } from 'hono'
import type { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { problemPage } from '../../templates/pages/problem.tsx'

const TITLES: Readonly<Record<number, string>> = {
  400: 'That cannot be read',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not like this',
  409: 'Not now',
  413: 'Too large',
  415: 'Not in this form',
  500: 'Our mistake',
  503: 'Not serving',
}

export function problem(c: Context, status: ContentfulStatusCode, sentence: string): Response {
  return say(c, status, { sentence, items: [] })
}

/** Everything that is wrong with what was sent, at once. */
export function problems(c: Context, sentence: string, items: string[]): Response {
  return say(c, 400, { sentence, items })
}

type Said = { sentence: string; items: string[] }

function say(c: Context, status: ContentfulStatusCode, { sentence, items }: Said): Response {
  const isPage = c.req.header('accept')?.includes('text/html') === true
  if (!isPage) return answerJson(c, { error: sentence, ...(items.length > 0 && { problems: items }) }, status)
  return answerPage(c, problemPage({ title: TITLES[status] ?? 'Not possible', sentence, hint: null, items }), status)
}

/** What a middleware refuses is no bug of ours. The bearer check brings our own words, the one against forged forms none. */
export function refusal(c: Context, { status, res }: HTTPException): Response {
  return res?.headers.has('www-authenticate')
    ? res
    : problem(c, status, 'This was sent from another site, or without saying from where, so nothing was done.')
}

/**
 * Everything but the public page is for one reader and one moment. Escaped so that what people wrote holds no tag, even
 * where somebody puts the answer into a page.
 */
export function answerJson(c: Context, value: object, status: ContentfulStatusCode = 200): Response {
  const headers = { 'cache-control': 'no-store', 'content-type': 'application/json' }
  return c.body(JSON.stringify(value).replaceAll('<', '\\u003c'), status, headers)
}

export function answerPage(c: Context, page: string, status: ContentfulStatusCode = 200): Response {
  c.header('cache-control', 'no-store')
  return c.html(page, status)
}

/** Without a valid environment nothing else can be trusted, so this stands outside the app. */
export function refuseToServe(problems: readonly string[]): Response {
  const sentence = 'Watchkeeper is not set up correctly here, so it does nothing at all.'
  const page = problemPage({ title: 'Not serving', sentence, hint: null, items: [...problems] })
  return new Response(page, {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
  })
}
