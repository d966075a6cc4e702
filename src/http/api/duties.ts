// Duties, read whole, and finished where they belong to no incident.

import type { Hono } from 'hono'
import { DAY, type Instant, iso } from '../../core/time.ts'
import { finish } from '../../flows/people/duties.ts'
import { type DutyLine, listDuties } from '../../store/people/duties.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { DUTY_DONE } from './schemas.ts'

const SHOWN_MS = 30 * DAY

export function addDuties(api: Hono<Http>): void {
  api.get('/duties', async (c) => {
    const { db, io } = c.env.system
    return answerJson(c, { duties: (await listDuties(db, io.at() - SHOWN_MS)).map(dutyDocument) })
  })

  api.post('/duties/done', async (c) => {
    const body = await readBody(c, DUTY_DONE)
    if (!body.ok) return body.error
    const finished = await finish(body.value, c.env.system)
    if (finished.ok) return answerJson(c, { duty: dutyDocument(finished.value) })
    return problem(c, finished.error.isKnown ? 409 : 404, asSentence(finished.error.reason))
  })
}

function dutyDocument({ dueAt, remindAt, doneAt, ...duty }: DutyLine) {
  return { ...duty, dueAt: iso(dueAt), remindAt: doneAt === null ? optional(remindAt) : null, doneAt: optional(doneAt) }
}

function optional(at: Instant | null): string | null {
  return at === null ? null : iso(at)
}
