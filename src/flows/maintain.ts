// Times in which a service may be away, and times in which nobody is called for it: declared by people and programs.

import type { Silence } from '../core/desk/silence.ts'
import { err, ok, type Result } from '../core/result.ts'
import type { Instant } from '../core/time.ts'
import { IN_RUNBOOK, type Maintenance } from '../core/watch/maintenance.ts'
import { declare, endMaintenance } from '../store/watch/maintenance.ts'
import { endSilence, putSilence } from '../store/watch/silences.ts'
import { serviceOf, unknownService } from './known.ts'
import type { System } from './system.ts'

type Span = {
  /** Left out: now. */
  from?: Instant | undefined
  forMs: number
}

export type MaintenanceWish = Pick<Maintenance, 'service' | 'author' | 'reason'> & Span

export type SilenceWish = Pick<Silence, 'service' | 'author' | 'reason'> & Span & { monitor?: string | undefined }

export async function planMaintenance(
  wish: MaintenanceWish,
  { db, io, runbook }: System,
): Promise<Result<Maintenance>> {
  const { service, author, reason, from = io.at(), forMs } = wish
  if (serviceOf(service, runbook) === undefined) return err(unknownService(service, runbook))
  if (from + forMs <= io.at()) return err(OVER)
  const planned: Maintenance = { id: io.id(), service, from, until: from + forMs, author, reason }
  await declare(db, planned).run()
  return ok(planned)
}

export async function placeSilence(wish: SilenceWish, { db, io, runbook }: System): Promise<Result<Silence>> {
  const { service, monitor = null, author, reason, from = io.at(), forMs } = wish
  const its = serviceOf(service, runbook)
  if (its === undefined) return err(unknownService(service, runbook))
  const monitors = Object.values(runbook.monitors).filter((it) => it.service === service)
  if (monitor !== null && !monitors.some(({ id }) => id === monitor))
    return err(`${its.title} has no monitor "${monitor}"; it has ${monitors.map(({ id }) => id).join(', ') || 'none'}`)
  if (from + forMs <= io.at()) return err(OVER)
  const placed: Silence = { id: io.id(), service, monitor, from, until: from + forMs, author, reason }
  await putSilence(db, placed)
  return ok(placed)
}

const OVER = 'that is over already'

export async function cutMaintenance(id: string, system: System): Promise<Result<true>> {
  if (id.startsWith(IN_RUNBOOK)) return err('it stands in the runbook, and ends as that says')
  const isOver = await endMaintenance(system.db, id, system.io.at())
  if (!isOver) return err('there is no such maintenance any more')
  await compareNow(system)
  return ok(true)
}

export async function cutSilence(id: string, system: System): Promise<boolean> {
  const isOver = await endSilence(system.db, id, system.io.at())
  if (isOver) await compareNow(system)
  return isOver
}

/** What it held back is somebody's from now on, also where the next look is hours away. */
async function compareNow({ desk, io, visit }: System): Promise<void> {
  await desk.tell([{ kind: 'minute', measured: null }], { ...visit, now: io.at() })
}
