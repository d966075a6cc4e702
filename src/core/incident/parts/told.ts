// What customers were told of an incident, and which promise they hold.

import type { Severity } from '../../runbook.ts'
import type { Instant } from '../../time.ts'

export type Told = {
  tenants: string[]
  notices: number
  firstAt: Instant | null
  lastAt: Instant | null
  wasResolutionSent: boolean
  /** The severity whose promise the last notice gave. */
  promisedAs?: Severity
}

type Written = { notice: string; tenants: readonly string[]; at: Instant }

export function toldAfter(before: Told, { notice, tenants, at }: Written, promisedAs: Severity): Told {
  return {
    tenants: [...new Set([...before.tenants, ...tenants])],
    notices: before.notices + 1,
    firstAt: before.firstAt ?? at,
    lastAt: at,
    wasResolutionSent: notice === 'resolution',
    promisedAs,
  }
}

export type ToldElsewhere = Pick<Told, 'tenants' | 'firstAt' | 'lastAt' | 'promisedAs'>

/** Whoever has waited longest for the next word sets when it is due. */
export function toldTogether(own: Told, other: ToldElsewhere): Told {
  const [promisedAs] = [own.promisedAs, other.promisedAs].filter((one) => one !== undefined).toSorted()
  return {
    ...own,
    tenants: [...new Set([...own.tenants, ...other.tenants])],
    firstAt: earlier(own.firstAt, other.firstAt),
    lastAt: earlier(own.lastAt, other.lastAt),
    ...(promisedAs !== undefined && { promisedAs }),
  }
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
