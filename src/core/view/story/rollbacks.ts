// Whether a deploy was taken back, and why or why not.

import type { Of, Told, Words } from './told.ts'

export const aboutRollbacks = {
  gate_evaluated: gateWords,
  rollback_suggested: ({ target }) => ({
    text: `Going back to ${target.version ?? target.sha} is possible and waits for a person.`,
  }),
  rollback_approved: () => ({ text: 'The rollback was approved.' }),
  rollback_ordered: ({ service, from, target }) => ({
    text: `Ordered: ${service} goes back from ${from} to ${target.version ?? target.sha}.`,
  }),
  rollback_stopped: ({ reason }) => ({ text: `No rollback: ${reason}.` }),
  rollback_answered: ({ outcome, reason }) => ({ text: `${OUTCOMES[outcome]}: ${reason}.` }),
  rollback_proven: ({ sha }) => ({ text: `The rollback is proven to have helped; ${sha} is quarantined.` }),
  rollback_disproven: ({ reason }) => ({ text: `The rollback did not help: ${reason}.` }),
} satisfies Words<RollbackKind>

type RollbackKind =
  | 'gate_evaluated'
  | 'rollback_suggested'
  | 'rollback_approved'
  | 'rollback_ordered'
  | 'rollback_stopped'
  | 'rollback_answered'
  | 'rollback_proven'
  | 'rollback_disproven'

const OUTCOMES = {
  done: 'The platform has gone back',
  never: 'The platform has not gone back',
  unknown: 'Nobody knows whether the platform has gone back',
} as const

function gateWords({ cause, report }: Of<'gate_evaluated'>): Told {
  const { steps, verdict, mode, modeBecause, restore } = report
  const held = modeBecause === undefined ? [] : [modeBecause]
  const answers = steps.map((step) => `${step.step}: ${step.answer}, ${step.reason}`)
  return {
    text: `Rollback gate: ${verdict} (${mode}), ${cause}.`,
    detail: [...held, ...answers, ...restore.map((step) => `to restore: ${step}`)],
  }
}
