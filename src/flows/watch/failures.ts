// How often what an incident is about was seen failing, as far as single looks are still kept.

import type { Incident } from '../../core/incident/incident.ts'
import { placeOf, readSamples } from '../../core/kept/sample.ts'
import { minuteOf } from '../../core/time.ts'
import { MONITOR, monitorKey } from '../../core/watch/signal.ts'
import { loadKept } from '../../store/watch/amendments.ts'
import type { System } from '../system.ts'

/** null: no monitor watches it, or the looks of its beginning are not kept any more. */
export async function failedLooks(
  { signals, outageStartedAt, mitigatedAt }: Incident,
  system: System,
): Promise<number | null> {
  const { db, io, runbook } = system
  const watched = Object.values(signals).filter(({ source }) => source === MONITOR)
  const monitors = watched.map(({ key }) => key.slice(monitorKey('').length))
  const blocks = new Set(monitors.flatMap((monitor) => placeOf(monitor, runbook)?.block ?? []))
  const span = { from: minuteOf(outageStartedAt), to: minuteOf(mitigatedAt ?? io.at()) }
  let failed: number | null = null
  for (const block of blocks) {
    const { rows, layouts } = await loadKept(db, { block, ...span })
    if (!rows.some(({ minute }) => minute === span.from)) return null
    const looks = readSamples(rows, layouts).filter(({ monitor }) => monitors.includes(monitor))
    failed = (failed ?? 0) + looks.flatMap((minute) => minute.looks).filter(({ kind }) => kind === 'fail').length
  }
  return failed
}
