// What the flows are handed: the house's ports, put together in worker.ts and nowhere else.

import type { Sender } from '../channels/contract.ts'
import type { Assessed } from '../core/assess/answer.ts'
import type { Answer, Fact } from '../core/desk/ground.ts'
import type { Runbook } from '../core/runbook.ts'
import type { Instant } from '../core/time.ts'
import type { Io } from '../io.ts'
import type { Seal } from '../seal.ts'
import type { LaneResult, LaneTask } from './watch/lane.ts'

/** One arrival of the outside world, and its place in the story's time. */
export type Visit = { now: Instant; isByHand: boolean }

export type DeskApi = {
  tell(facts: Fact[], visit: Visit): Promise<Answer[]>
  /** Delivers what is owed and waits until that has been tried. */
  sweep(visit: Visit): Promise<void>
}

export type LaneErrand = {
  visit: Visit
  place: string
  /** False in a minute that comes late: it keeps its samples and changes no health. */
  mayTell: boolean
}

export type LaneApi = {
  /**
   * What is known once everything has begun or is handed back. With the ticket the rest can be asked for; null: that was
   * all.
   */
  begin(tasks: LaneTask[], errand: LaneErrand): Promise<LaneResult & { ticket: string | null }>
  finish(ticket: string): Promise<LaneResult>
}

/** How everything stands, for an incident that has opened. */
export type AssessApi = { assess(incident: string, visit: Visit): Promise<Assessed[]> }

export type System = {
  db: D1Database
  io: Io
  visit: Visit
  runbook: Runbook
  desk: DeskApi
  /** By its name; near a place, where one is given. */
  lane(name: string, place: string): LaneApi
  /** In an object of its own, with connections of its own: a provider that hangs holds up no message. */
  assess: AssessApi['assess']
  secret(name: string): string | undefined
  sender: Sender
  publicUrl: string
  seal: Seal
}
