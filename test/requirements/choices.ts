// Where the documents say two things: which of them holds.

import { proven, type Requirement, requirement } from './requirement.ts'

export const CHOICES: Requirement[] = [
  requirement(
    'settled: first notice of P2',
    'Of 30 minutes and an hour the sooner is promised, which keeps both.',
    proven('worker/runbook/promises', 'customers hear first'),
    proven('worker/runbook/open', 'changes one promise and keeps the others'),
  ),
  requirement(
    'settled: P1 calls',
    'Everybody is called at once, and the head besides when it is not mitigated after 15 minutes.',
    proven(
      'worker/core/escalation',
      'calls everybody every five minutes until somebody has it, and the next rung after fifteen',
    ),
  ),
  requirement(
    'settled: latency and rollback',
    'Whether slowness takes a deploy back is for each runbook to say: as an outage it does, as a degradation never.',
    proven(
      'worker/core/story',
      'a 95th percentile over a second',
      'that only degrades takes nothing back, however long',
    ),
  ),
  requirement(
    'settled: migration first',
    'However urgent it is, the migration is asked about before anything goes back, also before an artifact is redeployed.',
    proven(
      'worker/core/gate',
      'passes at every step, the migration first',
      'a destructive migration',
      'a failed migration',
    ),
    proven('worker/core/story', 'is never taken back, whatever anybody clicks, and shows what has to be restored'),
  ),
  requirement(
    'settled: actions that restore variables',
    'Going back to an image with its variables and deploying older code are two things: the first is not done when a variable may have changed.',
    proven(
      'worker/core/gate',
      'old variables',
      'maybe old variables',
      'changed variables on a platform that leaves them',
    ),
  ),
  requirement(
    'settled: days to the post-mortem',
    'How many working days a mail promises is taken from the runbook.',
    proven('worker/core/timers', 'promises a post-mortem in as many working days as the runbook says, of P1 and P2'),
    proven('worker/templates/tenant-notice', 'says how it ended', 'promises no post-mortem where none is due'),
  ),
  requirement(
    'settled: webhooks',
    'Webhooks that cannot be reached are P1, webhooks that are degraded P2.',
    proven('worker/core/severity', 'webhook endpoint unreachable', 'webhooks degraded'),
  ),
  requirement(
    'settled: one tenant on a core feature',
    'What our own monitor sees too is P2; what one tenant alone says is P3.',
    proven(
      'worker/core/severity',
      'one tenant on a core feature, which our own monitor sees failing too',
      'single tenant workflow failure',
    ),
  ),
  requirement(
    'settled: core features',
    'Core is what either document calls core.',
    proven('worker/runbook/promises', 'the core features of both documents'),
  ),
  requirement(
    'settled: a slow query',
    'A single query that is slow and works is P4.',
    proven('worker/core/severity', 'slow but functional query'),
  ),
  requirement(
    'settled: the end',
    'What works again is told at once and watched, resolved and told when the watch held, and closed by a person.',
    proven(
      'worker/core/decide',
      'the last signal recovers, somebody told',
      'the watch is over, somebody was told',
      'closing what is watched',
    ),
    proven('worker/templates/tenant-notice', 'says in an update that it works again, and for how long we watch'),
  ),
]
