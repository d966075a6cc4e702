// What people say of incidents against the rules: how bad one is, whom it hurts, that it is none, and which are the same.

import type { Command } from '../incident/command.ts'
import type { Decision, Policy } from '../incident/decision.ts'
import { dismiss } from '../incident/dismiss.ts'
import type { Incident } from '../incident/incident.ts'
import { setSeverity } from '../incident/reclassify.ts'
import { ok } from '../result.ts'
import { absorb, merge } from './merge.ts'
import { rescope } from './rescope.ts'

type ByHand = Command & { kind: 'classify' | 'dismiss' | 'rescope' | 'merge' | 'absorb' }

export function actByHand(incident: Incident, command: ByHand, policy: Policy): Decision {
  switch (command.kind) {
    case 'classify':
      return setSeverity(incident, command, policy)
    case 'dismiss':
      return dismiss(incident, command.reason)
    case 'rescope':
      return rescope(incident, command, policy)
    case 'merge':
      return merge(incident, command)
    case 'absorb':
      return ok(absorb(incident, command, policy))
  }
}
