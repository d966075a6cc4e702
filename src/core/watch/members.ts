// Monitors that are members of a group: the group speaks for them.

import { oncePerObject } from '../once.ts'
import type { Runbook } from '../runbook.ts'

/** Those for whom a group speaks: by themselves they are nobody's trouble. */
export const membersOf = oncePerObject(
  ({ monitors }: Runbook): ReadonlySet<string> =>
    new Set(Object.values(monitors).flatMap(({ needs }) => needs?.members ?? [])),
)
