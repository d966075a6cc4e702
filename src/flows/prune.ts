// What nobody will ask for again goes, once a day; history stays. Rings prune themselves.

import { DAY, minuteOf } from '../core/time.ts'
import { pruneOlderThan } from '../store/prune.ts'
import type { System } from './system.ts'

/** 03:17 UTC: away from the full hours at which everybody else's nightly work begins. */
const PRUNING_MINUTE = 3 * 60 + 17
const MINUTES_A_DAY = 24 * 60

/** How long bodies of messages and deliveries are kept: they hold addresses of people. */
const KEPT_MS = 30 * DAY

export function isPruningMinute(minute: number): boolean {
  return minute % MINUTES_A_DAY === PRUNING_MINUTE
}

export async function prune({ db, io, visit }: System): Promise<number> {
  if (!isPruningMinute(minuteOf(visit.now))) return 0
  return await pruneOlderThan(db, io.at() - KEPT_MS)
}
