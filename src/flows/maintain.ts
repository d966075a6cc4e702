// Times in which a service may be away, declared by people and programs.

import { err, ok, type Result } from '../core/result.ts'
import type { Instant } from '../core/time.ts'
import type { Maintenance } from '../core/watch/maintenance.ts'
import { declare, endMaintenance } from '../store/watch/maintenance.ts'
import { serviceOf, unknownService } from './known.ts'
import type { System } from './system.ts'

export type MaintenanceWish = Pick<Maintenance, 'service' | 'author' | 'reason'> & {
  /** Left out: now. */
  from?: Instant | undefined
  forMs: number
}

export async function planMaintenance(
  wish: MaintenanceWish,
  { db, io, runbook }: System,
): Promise<Result<Maintenance>> {
  const { service, author, reason, from = io.at(), forMs } = wish
  if (serviceOf(service, runbook) === undefined) return err(unknownService(service, runbook))
  if (from + forMs <= io.at()) return err('that is over already')
  const planned: Maintenance = { id: io.id(), service, from, until: from + forMs, author, reason }
  await declare(db, planned).run()
  return ok(planned)
}

export async function cutMaintenance(id: string, { db, io }: System): Promise<boolean> {
  return await endMaintenance(db, id, io.at())
}
