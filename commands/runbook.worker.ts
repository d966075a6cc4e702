// Runs inside workerd, because a runbook's checks need it: opens the runbook and says what is wrong with it, what it needs
// and, where that is asked, what it costs.

import definition from '#runbook'
import { checks } from '../src/checks/index.ts'
import { type Cost, costOf } from '../src/core/cost/cost.ts'
import type { Habits } from '../src/core/cost/minute.ts'
import type { Monitor } from '../src/core/runbook.ts'
import { REQUIRED_NAMES } from '../src/env.ts'
import { addressNames, describeProblem, openRunbook, secretNames } from '../src/runbook/open.ts'

type Wants = { ALLOW_LOOPBACK_TARGETS?: string; ADDRESSES?: string }

export default {
  fetch(request, env) {
    const addresses: Record<string, string> = JSON.parse(env.ADDRESSES ?? '{}')
    const opened = openRunbook(definition, {
      resolve: (name) => addresses[name],
      allowLoopback: env.ALLOW_LOOPBACK_TARGETS === 'allow',
    })
    const latency = new URL(request.url).searchParams.get('latency')
    const cost: Cost | null = opened.ok && latency !== null ? costOf(opened.value, habits(Number(latency))) : null
    return Response.json({
      problems: opened.ok ? [] : opened.error.map(describeProblem),
      required: REQUIRED_NAMES,
      addresses: addressNames(definition),
      secrets: opened.ok ? secretNames(opened.value) : [],
      services: opened.ok ? Object.keys(opened.value.services) : [],
      responders: opened.ok ? Object.keys(opened.value.responders) : [],
      cost,
    })
  },
} satisfies ExportedHandler<Wants>

function habits(latencyMs: number): Habits {
  return { latencyMs, callsOf, keepsSteps: ({ kind }) => kind === checks.journey.kind }
}

/** Most of what an address may call are redirects that nobody has; a HEAD in vain is followed by a GET. */
function callsOf({ kind, settings, calls }: Monitor, isFailing: boolean): number {
  if (kind !== checks.http.kind) return calls
  return isFailing && checks.http.settings.parse(settings).method === 'HEAD' ? 2 : 1
}
