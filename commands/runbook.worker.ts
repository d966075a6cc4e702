// Runs inside workerd, because a runbook's checks need it: opens the runbook and says what is wrong with it, and what it needs.

import definition from '#runbook'
import { REQUIRED_NAMES } from '../src/env.ts'
import { addressNames, describeProblem, openRunbook, secretNames } from '../src/runbook/open.ts'

type Wants = { ALLOW_LOOPBACK_TARGETS?: string; ADDRESSES?: string }

export default {
  fetch(_request, env) {
    const addresses: Record<string, string> = JSON.parse(env.ADDRESSES ?? '{}')
    const opened = openRunbook(definition, {
      resolve: (name) => addresses[name],
      allowLoopback: env.ALLOW_LOOPBACK_TARGETS === 'allow',
    })
    return Response.json({
      problems: opened.ok ? [] : opened.error.map(describeProblem),
      required: REQUIRED_NAMES,
      addresses: addressNames(definition),
      secrets: opened.ok ? secretNames(opened.value) : [],
      services: opened.ok ? Object.keys(opened.value.services) : [],
      responders: opened.ok ? Object.keys(opened.value.responders) : [],
    })
  },
} satisfies ExportedHandler<Wants>
