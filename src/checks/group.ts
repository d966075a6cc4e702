// Watches several monitors as one: of so many members so many have to be up.

import * as z from 'zod'
import type { StoredFacts } from '../core/watch/facts.ts'
import type { LookKind } from '../core/watch/look.ts'
import { PASS, type Verdict } from '../core/watch/verdict.ts'
import { defineCheck } from './contract.ts'

const UP: readonly LookKind[] = ['pass', 'warn', 'asleep']

const settings = z
  .strictObject({
    members: z
      .array(z.string())
      .min(1)
      .max(100)
      .refine((members) => new Set(members).size === members.length, 'each member once'),
    atLeast: z.int().min(1),
  })
  .refine(({ members, atLeast }) => atLeast <= members.length, {
    path: ['atLeast'],
    error: 'no more than there are members',
  })

type Settings = z.output<typeof settings>

export const group = defineCheck({
  kind: 'group',
  settings,
  targets: () => [],
  secrets: () => [],
  writes: () => false,
  needs: ({ members }) => ({ members }),
  conclude,
})

/** Whoever is neither up nor down, because nobody knows or because it is in maintenance, may be either. */
function conclude({ members, atLeast }: Settings, facts: StoredFacts): Verdict {
  const up = members.filter((id) => UP.includes(facts.members[id] ?? 'unknown'))
  const down = members.filter((id) => facts.members[id] === 'fail')
  const reason = sentence({ members, up, down })
  if (members.length - down.length < atLeast)
    return { kind: 'fail', failure: 'members', reason: `${reason}; at least ${atLeast} have to be` }
  if (up.length < atLeast) return { kind: 'unknown', reason: `${reason}; whether ${atLeast} are is not known` }
  return down.length === 0 ? PASS : { kind: 'warn', failure: 'members', reason }
}

type Tally = Record<'members' | 'up' | 'down', readonly string[]>

function sentence({ members, up, down }: Tally): string {
  const failing = down.length === 0 ? '' : `, and ${down.join(', ')} ${down.length === 1 ? 'is' : 'are'} down`
  return `has ${up.length} of ${members.length} up${failing}`
}
