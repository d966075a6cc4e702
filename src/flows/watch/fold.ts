// Hours and days that are over are rolled up, a row a minute. Where the work stands is read off the rows themselves, so it may
// end between any two of them and is done only once.

import { SETTLED_MINUTES } from '../../core/kept/folding.ts'
import { addHour, dayOf, foldHour, mergeRollups, readRollups, writeRollups } from '../../core/kept/rollup.ts'
import { layoutsOf } from '../../core/kept/sample.ts'
import type { Runbook } from '../../core/runbook.ts'
import {
  type Cursor,
  loadCursors,
  readHour,
  readHoursOfDay,
  readUncounted,
  writeDay,
  writeHour,
  writeStanding,
} from '../../store/watch/rollups.ts'

/** When an hour is over for so long and still waits, a minute does not stop at one row. */
const BEHIND_MINUTES = 120
const MOST_WHEN_BEHIND = 5

export type Chore =
  | { kind: 'hour'; block: number; hour: number; since: number }
  | { kind: 'standing'; block: number; hour: number }
  | { kind: 'day'; block: number; day: number }

export type FoldOptions = { runbook: Runbook; minute: number }

/** What was done: one row in a minute, and nothing most of the time. */
export async function foldNext(db: D1Database, { runbook, minute }: FoldOptions): Promise<Chore[]> {
  const done: Chore[] = []
  let isBehind = true
  while (isBehind && done.length < MOST_WHEN_BEHIND) {
    const next = nextChore(await loadCursors(db, minute), minute)
    if (next === null) break
    await perform(db, next.chore, runbook)
    done.push(next.chore)
    isBehind = next.isBehind
  }
  return done
}

/** Of the block that is furthest behind: first the day that lies wholly before it, then the hour, then its standing. */
function nextChore(cursors: readonly Cursor[], minute: number): { chore: Chore; isBehind: boolean } | null {
  const choices = cursors.flatMap((cursor) => {
    const chore = choreOf(cursor, minute)
    return chore === null ? [] : [{ chore, since: cursor.since ?? minute }]
  })
  const [first] = choices.toSorted((a, b) => a.since - b.since)
  return first === undefined ? null : { chore: first.chore, isBehind: minute - first.since >= 60 + BEHIND_MINUTES }
}

function choreOf({ block, counted, since, isFolded, isDayFolded }: Cursor, minute: number): Chore | null {
  if (since === null) return null
  const hour = Math.floor(since / 60)
  if (counted !== null && dayOf(counted) < dayOf(hour) && !isDayFolded)
    return { kind: 'day', block, day: dayOf(counted) }
  if (minute < (hour + 1) * 60 + SETTLED_MINUTES) return null
  return isFolded ? { kind: 'standing', block, hour } : { kind: 'hour', block, hour, since }
}

async function perform(db: D1Database, chore: Chore, runbook: Runbook): Promise<void> {
  const { block } = chore
  if (chore.kind === 'day') {
    const hours = await readHoursOfDay(db, chore)
    return writeDay(db, chore, writeRollups(mergeRollups(hours.map(readRollups))))
  }
  if (chore.kind === 'hour') {
    const span = { block, from: chore.since, to: (chore.hour + 1) * 60 }
    const kept = await readHour(db, span)
    return writeHour(db, chore, writeRollups(foldHour({ ...kept, ...span, layout: layoutsOf(runbook)[block] })))
  }
  const { hour: stored, standing } = await readUncounted(db, chore)
  const serviceOf = (monitor: string) => runbook.monitors[monitor]?.service
  return writeStanding(db, block, addHour(standing, { hour: chore.hour, rollups: readRollups(stored), serviceOf }))
}
