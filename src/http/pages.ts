// The public pages: one read, one view, no write. They work when every vendor is down.

import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { statusPage } from '../../templates/pages/status.tsx'
import { statusView } from '../core/view/status-view.ts'
import { readStatus } from '../store/status.ts'
import type { Http } from './ports.ts'

/** Long enough that a crowd costs nothing; never served stale, because an incident has to show at once. */
const CACHE = 'public, max-age=5'

export function createPages(): Hono<Http> {
  const pages = new Hono<Http>()

  pages.get('/', etag(), async (c) => {
    const { db, io, runbook } = c.env.system
    const facts = await readStatus(db, { now: io.at(), regular: runbook.maintenance })
    c.header('cache-control', CACHE)
    return c.html(statusPage(statusView(facts, runbook, io.at())))
  })

  return pages
}
