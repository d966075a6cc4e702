// Silences, placed and ended.

import type { Hono } from 'hono'
import type { Silence } from '../../core/desk/silence.ts'
import { iso, MINUTE } from '../../core/time.ts'
import { failingUnder } from '../../core/view/meanwhile.ts'
import { cutSilence, placeSilence } from '../../flows/maintain.ts'
import { heldSignals } from '../../flows/receive.ts'
import { listSilences } from '../../store/watch/silences.ts'
import { listTroubles } from '../../store/watch/troubles.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { failingDocument } from './maintenance.ts'
import { SILENCE } from './schemas.ts'

export function addSilences(api: Hono<Http>): void {
  api.get('/silences', async (c) => {
    const { db, io, runbook } = c.env.system
    const now = io.at()
    const [placed, troubles, held] = await Promise.all([
      listSilences(db, now),
      listTroubles(db),
      heldSignals(c.env.system),
    ])
    const silences = placed.map((it) => {
      return {
        ...silenceDocument(it),
        failing: failingUnder(it, { troubles, held }, { runbook, now }).map(failingDocument),
      }
    })
    return answerJson(c, { silences })
  })

  api.post('/silences', async (c) => {
    const body = await readBody(c, SILENCE)
    if (!body.ok) return body.error
    const { minutes, ...wish } = body.value
    const placed = await placeSilence({ ...wish, forMs: minutes * MINUTE }, c.env.system)
    if (!placed.ok) return problem(c, 400, asSentence(placed.error))
    return answerJson(c, { silence: silenceDocument(placed.value) }, 201)
  })

  api.delete('/silences/:id', async (c) => {
    const isOver = await cutSilence(c.req.param('id'), c.env.system)
    return isOver ? answerJson(c, { ended: true }) : problem(c, 404, 'There is no such silence any more.')
  })
}

function silenceDocument({ from, until, ...silence }: Silence) {
  return { ...silence, from: iso(from), until: iso(until) }
}
