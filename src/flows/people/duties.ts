// Duties that come from the runbook and from no incident: owed at night, and finished by whoever did them.

import { compareStanding } from '../../core/people/standing.ts'
import { err, ok, type Result } from '../../core/result.ts'
import { utc } from '../../core/time.ts'
import { type DutyLine, findDuty, finishDuty, standingDuties, storeStanding } from '../../store/people/duties.ts'
import type { System } from '../system.ts'

export async function oweStanding({ db, io, runbook }: System): Promise<void> {
  await storeStanding(db, compareStanding(runbook, await standingDuties(db), io.at()))
}

type Refusal = { isKnown: boolean; reason: string }

export async function finish(
  { key, by }: { key: string; by: string },
  system: System,
): Promise<Result<DutyLine, Refusal>> {
  const { db, io } = system
  const isFirst = await finishDuty(db, key, { at: io.at(), by })
  const duty = await findDuty(db, key)
  if (duty === null) return err({ isKnown: false, reason: 'there is no such duty' })
  if (isFirst) return ok(duty)
  return err({ isKnown: true, reason: reasonAgainst(duty) })
}

function reasonAgainst({ incident, doneAt, doneBy }: DutyLine): string {
  if (doneAt !== null) return `${doneBy} has done it at ${utc(doneAt)}`
  return `it belongs to ${incident} and is finished there`
}
