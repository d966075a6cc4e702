// Absences, declared and cut short.

import type { Hono } from 'hono'
import { iso } from '../../core/time.ts'
import { cutAbsence, declareAbsence } from '../../flows/people/absence.ts'
import { type Absence, listAbsences } from '../../store/people/absences.ts'
import { readBody } from '../body.ts'
import { answerJson, problem } from '../errors.ts'
import type { Http } from '../ports.ts'
import { asSentence } from '../words.ts'
import { ABSENCE } from './schemas.ts'

export function addAbsences(api: Hono<Http>): void {
  api.get('/absences', async (c) => {
    const { db, io } = c.env.system
    return answerJson(c, { absences: (await listAbsences(db, io.at())).map(absenceDocument) })
  })

  api.post('/absences', async (c) => {
    const body = await readBody(c, ABSENCE)
    if (!body.ok) return body.error
    const declared = await declareAbsence(body.value, c.env.system)
    if (!declared.ok) return problem(c, 400, asSentence(declared.error))
    return answerJson(c, { absence: absenceDocument(declared.value) }, 201)
  })

  api.delete('/absences/:id', async (c) => {
    const isOver = await cutAbsence(c.req.param('id'), c.env.system)
    return isOver ? answerJson(c, { ended: true }) : problem(c, 404, 'There is no such absence any more.')
  })
}

function absenceDocument({ from, until, ...absence }: Absence) {
  return { ...absence, from: iso(from), until: iso(until) }
}
