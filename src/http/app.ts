// The routes and what holds for all of them. Handlers throw nothing they expect; the one fence is here.

import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { createApi } from './api/api.ts'
import { plainPath, readableForm } from './body.ts'
import { answerJson, problem, refusal } from './errors.ts'
import { createHeartbeats } from './heartbeats.ts'
import { createHooks } from './hooks.ts'
import { createLinks } from './links.ts'
import { createPages } from './pages.ts'
import type { Http } from './ports.ts'
import { createRespond } from './respond/respond.ts'
import { stylePolicy } from './style-policy.ts'

const MOST_BYTES = 1_048_576

/** Whether it was stored is not known: a batch can be committed and its answer lost. */
const OUR_MISTAKE = 'Something went wrong on our side. It has been recorded. Look before you repeat what you asked for.'

export function createApp(): Hono<Http> {
  const app = new Hono<Http>()
  app.use(secureHeaders({ xFrameOptions: 'DENY', referrerPolicy: 'same-origin' }), stylePolicy, unkept)
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => problem(c, 413, 'That is more than a megabyte.') }))
  app.use(plainPath)
  app.use('/respond/*', readableForm)

  app.get('/healthz', (c) => answerJson(c, { status: 'ok' }))
  app.route('/', createPages())
  app.route('/hooks', createHooks())
  app.route('/heartbeats', createHeartbeats())
  app.route('/respond', createRespond())
  app.route('/links', createLinks())
  app.route('/api/v1', createApi())

  app.notFound((c) => problem(c, 404, 'There is nothing at this address.'))
  app.onError((thrown, c) => {
    if (thrown instanceof HTTPException) return refusal(c, thrown)
    c.env.report(thrown)
    console.log(JSON.stringify({ run: 'request', route: c.req.routePath, failed: thrown.name }))
    return problem(c, 500, OUR_MISTAKE)
  })
  return app
}

/** Redirects too: one of them carries a session. */
const unkept: MiddlewareHandler = async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
}
