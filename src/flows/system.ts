// What the flows are handed: the house's ports, put together in worker.ts and nowhere else.

import type { Sender } from '../channels/contract.ts'
import type { Answer, Fact } from '../core/incident/ground.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Instant } from '../core/time.ts'
import type { Io } from '../io.ts'
import type { Seal } from '../seal.ts'
import type { LaneResult, LaneTask } from './lane.ts'

/** One arrival of the outside world, and its place in the story's time. */
export type Visit = { now: Instant; isByHand: boolean }

export type DeskApi = {
  tell(facts: Fact[], visit: Visit): Promise<Answer[]>
  /** Delivers what is owed and waits until that has been tried. */
  sweep(visit: Visit): Promise<void>
}

export type LaneApi = {
  /** `mayTell` is false in a minute that comes late: it keeps its samples and changes no health. */
  probe(tasks: LaneTask[], visit: Visit, mayTell: boolean): Promise<LaneResult>
}

export type System = {
  db: D1Database
  io: Io
  visit: Visit
  runbook: Runbook
  desk: DeskApi
  lane(name: string): LaneApi
  secret(name: string): string | undefined
  sender: Sender
  publicUrl: string
  seal: Seal
}
