// What is anything but plainly up, as it stands.

import type { Health } from '../../core/watch/health.ts'
import { fromJson } from '../sql.ts'

export async function listTroubles(db: D1Database): Promise<Health[]> {
  const row = await db
    .prepare('select json_group_array(json(health)) as stored from troubles')
    .first<{ stored: string }>()
  return fromJson(row?.stored ?? '[]')
}
