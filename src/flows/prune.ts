// Once a night: what nobody will ask for again goes, and what the runbook asks for comes. History stays; rings prune themselves.

import { DAY, minuteOf } from '../core/time.ts'
import { pruneOlderThan } from '../store/prune.ts'
import { oweStanding } from './people/duties.ts'
import type { System } from './system.ts'

/** 03:17 UTC: away from the full hours at which everybody else's nightly work begins. */
const PRUNING_MINUTE = 3 * 60 + 17
const MINUTES_A_DAY = 24 * 60

/** How long bodies of messages and deliveries are kept: they hold addresses of people. */
const KEPT_MS = 30 * DAY

export function isPruningMinute(minute: number): boolean {
  return minute % MINUTES_A_DAY === PRUNING_MINUTE
}

export async function prune(system: System): Promise<number> {
  const { db, io, visit } = system
  if (!isPruningMinute(minuteOf(visit.now))) return 0
  await oweStanding(system)
  return await pruneOlderThan(db, io.at() - KEPT_MS)
}
