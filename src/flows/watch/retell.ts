// A minute that came late, or while another was still under way, takes its place among the looks; what they come to in
// their order is then told anew. Of two minutes that overlap, whichever is written last finds both.

import type { History } from '../../core/desk/ground.ts'
import { layoutsOf, type Minute, readSamples } from '../../core/kept/sample.ts'
import { MINUTE } from '../../core/time.ts'
import type { MinuteGround } from '../../store/watch/minutes.ts'
import { loadRows } from '../../store/watch/windows.ts'
import type { System } from '../system.ts'

/** Trouble that began before this is told by what is known of it, not by its looks. */
const MINUTES = 15

/** `newest`: the last minute that was begun; while it is still under way, it will retell by itself. */
export async function retell(system: System, newest: number, { troubles }: MinuteGround): Promise<void> {
  const { db, desk, io, runbook, visit } = system
  const layouts = layoutsOf(runbook)
  const rows = await loadRows(db, newest, { minutes: MINUTES, blocks: [...layouts.keys()] })
  if (!rows.some(({ minute }) => minute === newest)) return
  const troubled = new Set(troubles.map(({ monitor }) => monitor))
  const histories = [...Map.groupBy(readSamples(rows, layouts), ({ monitor }) => monitor)]
    .filter(([monitor, minutes]) => troubled.has(monitor) || !minutes.every(isPlain))
    .filter(([monitor]) => runbook.monitors[monitor]?.needs === null)
    .map(historyOf)
  if (histories.length > 0) await desk.tell([{ kind: 'retold', histories }], { ...visit, now: io.at() })
}

/** Most monitors have nothing to tell: they passed all the time. */
function isPlain({ looks }: Minute): boolean {
  return looks.every(({ kind }) => kind === 'pass')
}

function historyOf([monitor, minutes]: [string, Minute[]]): History {
  const looks = minutes.flatMap(({ minute, looks }) =>
    looks.map(({ kind }, index) => ({ kind, at: minute * MINUTE + index })),
  )
  return { monitor, looks }
}
