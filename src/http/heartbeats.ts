// Where jobs report themselves, by whatever they have at hand: GET counts, because cron has curl and wget.

import { type Context, Hono } from 'hono'
import type { Monitor } from '../core/runbook.ts'
import { MINUTE, SECOND } from '../core/time.ts'
import { jobsOf, recordBeat } from '../flows/beat.ts'
import { isToken } from './auth.ts'
import { answerJson, problem } from './errors.ts'
import type { Http } from './ports.ts'

const HIGHEST_EXIT_CODE = 255

/** Hono answers HEAD by what answers GET. */
export function createHeartbeats(): Hono<Http> {
  const heartbeats = new Hono<Http>()
  heartbeats.on(['GET', 'POST'], '/:token/:word?', async (c) => {
    const job = await jobOf(c, c.req.param('token'))
    // As if nothing were here: who guesses learns nothing.
    if (job === undefined) return await c.notFound()
    const exitCode = exitCodeOf(c.req.param('word') ?? '0')
    if (exitCode === undefined) return problem(c, 400, 'Say start, fail or an exit code from 0 to 255.')
    const isNoted = await recordBeat({ monitor: job.id, exitCode }, c.env.system)
    return isNoted ? answerJson(c, { status: 'noted' }) : tooOften(c)
  })
  heartbeats.all('/:token/:word?', (c) => {
    c.header('allow', 'GET, HEAD, POST')
    return problem(c, 405, 'A job reports itself by GET, HEAD or POST.')
  })
  return heartbeats
}

async function jobOf(c: Context<Http>, token: string): Promise<Monitor | undefined> {
  const { runbook, seal } = c.env.system
  const [monitor = ''] = token.split('.')
  const isGenuine = await isToken(token, await seal.tokenFor(monitor))
  return isGenuine ? jobsOf(runbook).find(({ id }) => id === monitor) : undefined
}

/** null: a run begins. undefined: none of our words. */
function exitCodeOf(word: string): number | null | undefined {
  if (word === 'start') return null
  if (word === 'fail') return 1
  return /^\d{1,3}$/.test(word) && Number(word) <= HIGHEST_EXIT_CODE ? Number(word) : undefined
}

function tooOften(c: Context<Http>): Response {
  const left = MINUTE - (c.env.system.io.at() % MINUTE)
  c.header('retry-after', String(Math.ceil(left / SECOND)))
  return problem(c, 429, 'This job has said enough within this minute.')
}
