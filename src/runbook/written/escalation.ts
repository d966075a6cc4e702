// What a runbook may say about who is called, who comes next, and after how long.

import * as z from 'zod'
import { SEVERITIES } from '../../core/runbook.ts'
import { DAY, MINUTE, SECOND } from '../../core/time.ts'
import { durationBetween } from './duration.ts'
import { timeOfDay } from './values.ts'

const rung = z.strictObject({
  after: durationBetween(0, 7 * DAY),
  roles: z.array(z.string()).min(1),
  unless: z.enum(['mitigated', 'progress']).default('mitigated'),
})

const path = z
  .array(rung)
  .max(10)
  .refine((rungs) => rungs.every(({ after }, at) => after > (rungs[at - 1]?.after ?? -1)), {
    error: 'rungs one after the other, each later than the one before',
  })
  .optional()

const answer = durationBetween(30 * SECOND, DAY)
  .nullable()
  .default(5 * MINUTE)

export const escalation = z.strictObject({
  fallback: z.string(),
  everyone: z.array(z.enum(SEVERITIES)).default(['P1']),
  paths: z.strictObject({ P1: path, P2: path, P3: path, P4: path }).prefault({}),
  acknowledgeWithin: z.strictObject({ P1: answer, P2: answer, P3: answer, P4: answer }).prefault({}),
  rota: z
    .strictObject({
      role: z.string(),
      every: z.enum(['day', 'week']).default('week'),
      from: z.iso.date("a date such as '2026-01-05'"),
      at: timeOfDay.default(9 * 60 * MINUTE),
    })
    .optional(),
})
