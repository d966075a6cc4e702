// A false alarm is taken back from uptime, as far as single looks are still kept. Done twice it changes nothing more.

import { type Amendment, amendRollups, amendRows, amendStanding } from '../../core/kept/amend.ts'
import { dayOf } from '../../core/kept/rollup.ts'
import { placeOf } from '../../core/kept/sample.ts'
import type { Runbook } from '../../core/runbook.ts'
import { minuteOf } from '../../core/time.ts'
import { loadKept, writeKept } from '../../store/watch/amendments.ts'

export async function amend(db: D1Database, runbook: Runbook, amendments: readonly Amendment[]): Promise<void> {
  const byBlock = Map.groupBy(amendments, ({ monitor }) => placeOf(monitor, runbook)?.block ?? null)
  for (const [block, its] of byBlock) if (block !== null) await amendBlock(db, runbook, { block, its })
}

type OfBlock = { block: number; its: readonly Amendment[] }

async function amendBlock(db: D1Database, runbook: Runbook, { block, its }: OfBlock): Promise<void> {
  const from = Math.min(...its.map((one) => minuteOf(one.from)))
  const to = Math.max(...its.map((one) => minuteOf(one.to)))
  const { rows, layouts, hours, days, standing } = await loadKept(db, { block, from, to })
  const amended = amendRows(rows, layouts, its)
  if (amended.moved.length === 0) return
  const { moved } = amended
  const serviceOf = (monitor: string) => runbook.monitors[monitor]?.service
  await writeKept(db, block, {
    rows: amended.rows,
    hours: hours.map(({ hour, data }) => ({
      hour,
      data: amendRollups(
        data,
        moved.filter((it) => it.hour === hour),
      ),
    })),
    days: days.map(({ day, data }) => ({
      day,
      data: amendRollups(
        data,
        moved.filter((it) => dayOf(it.hour) === day),
      ),
    })),
    standing: standing === null ? null : amendStanding(standing, moved, serviceOf),
  })
}
