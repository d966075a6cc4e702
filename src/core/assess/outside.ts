// The questions that only others can answer: what providers say of themselves, and how machines are.

import { HOUR, type Instant, utc } from '../time.ts'
import { isBroken, type Machine } from '../watch/sleep.ts'
import { type Assessed, counted, finding, fine } from './answer.ts'

/** What a provider says of itself. */
export type ProviderStatus = { isWell: boolean; description: string; troubled: readonly string[] }

export function whatProviderSays(question: string, { isWell, description, troubled }: ProviderStatus): Assessed {
  const said = `“${description}”.`
  if (isWell && troubled.length === 0) return fine(question, said)
  return finding(question, said, troubled)
}

/** Killed longer ago than this has nothing to do with it. */
const KILLED_WITHIN_MS = 2 * HOUR

export function howMachinesAre(question: string, machines: readonly Machine[], now: Instant): Assessed {
  if (machines.length === 0) return finding(question, 'There are none.')
  const killed = machines.flatMap(({ id, killedAt = 0 }) =>
    now - killedAt <= KILLED_WITHIN_MS ? [`${id} ran out of memory and was killed at ${utc(killedAt)}`] : [],
  )
  const broken = machines.filter((machine) => isBroken(machine, now))
  const others = Map.groupBy(
    machines.filter((machine) => !broken.includes(machine)),
    ({ state }) => state,
  )
  const states = [
    ...(broken.length === 0 ? [] : [`${broken.length} cannot run`]),
    ...[...others].map(([state, its]) => `${its.length} ${state}`),
    ...(killed.length === 0 ? [] : [`${killed.length} killed for lack of memory in the last two hours`]),
  ]
  const said = `${counted(machines.length, 'machine')}: ${states.join(', ')}.`
  return broken.length + killed.length === 0 ? fine(question, said) : finding(question, said, killed)
}
