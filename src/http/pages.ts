// The public pages: one read, one view, no write. They work when every vendor is down.

import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { statusPage } from '../../templates/pages/status.tsx'
import { statusView } from '../core/status-view.ts'
import { readStatus } from '../store/status.ts'
import type { Http } from './ports.ts'

/** Short enough that nobody waits for the truth, long enough that a crowd costs nothing. */
const CACHE = 'public, max-age=10, stale-while-revalidate=30'

export function createPages(): Hono<Http> {
  const pages = new Hono<Http>()

  pages.get('/', etag(), async (c) => {
    const { db, io, runbook } = c.env.system
    const facts = await readStatus(db, io.at())
    c.header('cache-control', CACHE)
    return c.html(statusPage(statusView(facts, runbook, io.at())))
  })

  return pages
}
