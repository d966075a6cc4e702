// A job's own word, noted under its monitor. What it means is judged with the next minute.

import type { Monitor, Runbook } from '../core/runbook.ts'
import { type Beat, noteBeat } from '../store/watch/heartbeats.ts'
import type { System } from './system.ts'

/** False: it has said too much within this minute. */
export async function recordBeat(beat: Omit<Beat, 'at'>, { db, io }: System): Promise<boolean> {
  return await noteBeat(db, { ...beat, at: io.at() })
}

/** The monitors whose jobs report themselves. */
export function jobsOf({ monitors }: Runbook): Monitor[] {
  return Object.values(monitors).filter(({ needs }) => needs?.heartbeat === true)
}
