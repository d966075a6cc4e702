// What was made of an incident: its cause, what may have ended it, and whether it is still as bad.

import type { Words } from './told.ts'

export const aboutInsight = {
  cause_suspected: ({ service, reason }) => ({ text: `Suspected cause: ${service}. ${reason}.` }),
  severity_eased: ({ severity, reasons }) => ({
    text:
      severity === null
        ? 'By the rules it is as bad as its severity says again.'
        : `By the rules it would be ${severity} now: only what is less bad still fails.`,
    detail: reasons,
  }),
  fix_suspected: ({ deploy, reason }) => ({
    text: `May be the fix: ${deploy.version ?? deploy.sha} of ${deploy.service}. ${reason}.`,
  }),
  fix_disproven: ({ deploy, reason }) => ({ text: `The deploy ${deploy} did not help: ${reason}.` }),
  signal_repeated: ({ summary }) => ({ text: `Came in again: ${summary}` }),
} satisfies Words<'cause_suspected' | 'severity_eased' | 'fix_suspected' | 'fix_disproven' | 'signal_repeated'>
