// What a decision is asked with, and what it comes to.

import type { Result } from '../result.ts'
import type { Runbook, Tenant } from '../runbook.ts'
import type { Instant } from '../time.ts'
import type { EventBody } from './incident-event.ts'

export type Policy = { runbook: Runbook; tenants: readonly Tenant[]; now: Instant }

export type Decision = Result<EventBody[]>
