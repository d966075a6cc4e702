// What a decision is asked with, and what it comes to.

import type { Roster } from '../people/on-call.ts'
import type { Result } from '../result.ts'
import type { Tenant } from '../runbook.ts'
import type { EventBody } from './incident-event.ts'

/** Who is there to be called is a part of it. */
export type Policy = Roster & { tenants: readonly Tenant[] }

export type Decision = Result<EventBody[]>
