// The rollback gate: taking a deploy back is the most dangerous thing we do, so every step is always evaluated and the
// strictest answer is the verdict. The mode is applied last, by whoever reads the report; the severity can only lower it.

import type { GateAnswer, GateReport } from './gate-report.ts'
import { findTarget, GATE_STEPS, type GateFacts } from './gate-steps.ts'
import { allowedBy } from './stance.ts'

const STRICTNESS: readonly GateAnswer[] = ['pass', 'wait', 'stop']

export function evaluateGate(known: GateFacts): GateReport {
  const { mode, because } = allowedBy(known.leaning, known.policy.mode)
  const facts = { ...known, policy: { ...known.policy, mode } }
  const steps = GATE_STEPS.map((step) => step(facts))
  const strictest = Math.max(...steps.map((step) => STRICTNESS.indexOf(step.answer)))
  const { suspect } = facts
  return {
    service: facts.service.id,
    at: facts.now,
    mode,
    ...(because !== null && { modeBecause: because }),
    verdict: STRICTNESS[strictest] ?? 'stop',
    steps,
    target: findTarget(facts).target,
    suspect: suspect === null ? null : { deploy: suspect.id, sha: suspect.sha },
    restore: suspect?.restore ?? [],
  }
}
