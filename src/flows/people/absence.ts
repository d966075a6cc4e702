// Who is away, said by themselves or by others: whoever is away is passed over until they are back.

import { err, ok, type Result } from '../../core/result.ts'
import { DAY, type Instant } from '../../core/time.ts'
import { type Absence, endAbsence, putAbsence } from '../../store/people/absences.ts'
import type { System } from '../system.ts'

export type AbsenceWish = {
  responder: string
  /** Left out: now. */
  from?: Instant | undefined
  until: Instant
  by: string
}

/** Longer than that, somebody should leave the runbook. */
const LONGEST_MS = 60 * DAY

export async function declareAbsence(wish: AbsenceWish, { db, io, runbook }: System): Promise<Result<Absence>> {
  const { responder, from = io.at(), until, by } = wish
  if (!Object.hasOwn(runbook.responders, responder)) {
    return err(`there is no responder "${responder}"; there are ${Object.keys(runbook.responders).join(', ')}`)
  }
  if (until <= io.at()) return err('that is over already')
  if (until <= from) return err('it has to end after it begins')
  if (until - from > LONGEST_MS) return err('an absence lasts at most 60 days')
  const absence: Absence = { id: io.id(), responder, from, until, author: by }
  await putAbsence(db, absence)
  return ok(absence)
}

export async function cutAbsence(id: string, { db, io }: System): Promise<boolean> {
  return await endAbsence(db, id, io.at())
}
