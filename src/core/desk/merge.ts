// That two incidents are one is a decision about both: their events belong to one round and so to one batch, and the number
// of either's next event keeps a second desk from moving one of them meanwhile.

import type { PersonCommand } from '../incident/command.ts'
import { type Incident, isOpen } from '../incident/incident.ts'
import type { Actor } from '../incident/incident-event.ts'
import { endOf } from '../incident/standing.ts'
import { err, type Result } from '../result.ts'
import { isLeak } from '../secrets/leak.ts'
import { apply, type Draft } from './draft.ts'

type Merge = PersonCommand & { kind: 'merge' }

/** Ends the first as a part of the one that it names. */
export function takeMerge(draft: Draft, ref: string, command: Merge & { by: Actor }): Result<Incident> {
  const { into, reason, by } = command
  const [goes, stays] = [draft.incidents.get(ref), draft.incidents.get(into)]
  if (goes !== undefined && isOpen(goes)) {
    if (into === ref) return err('an incident is not merged into itself')
    if (stays === undefined) return err('there is no incident with this name that it could be merged into')
    if (!isOpen(stays)) return err(`${into} ${endOf(stays)}`)
    if (isLeak(goes) || isLeak(stays)) return err('a leaked secret stays an incident of its own')
  }
  const merged = apply(draft, ref, command)
  if (merged.ok && goes !== undefined) apply(draft, into, { kind: 'absorb', goes, reason, by })
  return merged
}
