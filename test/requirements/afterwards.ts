// What customers are told, what is verified and written afterwards, how secrets are rotated, and what an assessment asks.

import { proven, type Requirement, requirement } from './requirement.ts'

export const AFTERWARDS: Requirement[] = [
  requirement(
    '59',
    'Customers hear first, again and at the end in the time of its level; of P3 and P4 they are told nothing by itself.',
    proven('worker/runbook/promises', 'customers hear first', 'customers hear again', 'customers hear the end'),
    proven('worker/core/timers', 'come every half hour of a P1, for as long as it is open'),
    proven('worker/core/decide', 'the watch is over, somebody was told'),
    proven('worker/core/respond', 'no promise for P3', 'a hold that ends at the promise'),
  ),
  requirement(
    '67',
    'What works again is watched for 30 minutes by its own monitors and by the error tracker, and resolved only when they were seen to pass and it stayed silent.',
    proven(
      'worker/core/correlate',
      'ends the watch when a sender speaks up within it: its own threshold is the baseline',
    ),
    proven(
      'worker/core/timers',
      'resolves when it held',
      'is drawn out while nobody measures, and no minute without a measurement ends it',
      'is drawn out while a monitor of it cannot be seen',
    ),
  ),
  requirement(
    '73',
    'P1 and P2 need a post-mortem: a day for it within 48 hours, and the text within five working days.',
    proven('worker/core/postmortem', 'of %s is required: %s'),
    proven(
      'worker/core/duties',
      'is owed for P1: a day within 48 hours, and written within five working days',
      'is owed anew when the incident came back, and not for what is small or a false alarm',
    ),
  ),
  requirement(
    '74',
    'It is a file with its day and a short title in the name, blames nobody, and has an action with an owner and a day.',
    proven(
      'worker/core/postmortem',
      'has the day of %s',
      'of %j is plain ASCII and short',
      'names those who acted, and nobody as the one who shipped it',
    ),
    proven('worker/core/duties', 'an action of nobody', 'an action without a day'),
    proven('worker/core/decide', 'closing what is resolved and has no action'),
    proven('worker/http/valid', 'the draft of a post-mortem is a file, the same for responders and programs'),
  ),
  requirement(
    '75',
    'It has the timeline, the cause and what follows from it.',
    proven('worker/core/postmortem', 'has every event once, and its evidence once'),
    proven('worker/templates/postmortem', 'of a small incident reads like this'),
    proven('worker/core/duties', 'asks its owner from the day before it is due, until it is done'),
  ),
  requirement(
    '81',
    'A rotation keeps its order, in which the old value is revoked last; quarterly it is asked for, and written down who did it.',
    proven(
      'worker/runbook/open',
      'knows how a secret is rotated, by its own steps or the usual ones, which revoke last',
    ),
    proven('worker/http/leaks', 'keeps the order of a rotation, in which revoking is last, and resolves only after it'),
    proven('worker/http/duties', 'is finished once, and owed anew when as much time has passed again'),
  ),
  requirement(
    '82',
    'Each secret is known by its name, with the platforms it is set on and what its rotation does; a deploy back never restores an old one.',
    proven(
      'worker/runbook/promises',
      'that signs sessions: everyone signs in again',
      'of a vendor that charges: what it cost',
      'of a vendor: swapped, then revoked',
      'that encrypts: everything is encrypted anew',
      'of two platforms: set and redeployed on both',
      'that counts: set on both as well',
      'of the build: only where it is built',
    ),
    proven('worker/core/gate', 'old variables', 'maybe old variables'),
  ),
  requirement(
    '83',
    'A rotation is verified by listing names and never values, and a value is taken nowhere.',
    proven(
      'worker/runbook/open',
      'knows how a secret is rotated, by its own steps or the usual ones, which revoke last',
    ),
    proven('worker/http/leaks', 'the value in the sentence', 'a secret nobody knows, which may be the value'),
    proven('worker/secrets/canary', 'is in no answer', 'is in no row', 'is in no line'),
  ),
  requirement(
    '95',
    'An assessment asks how it stood before, what was deployed, how the machines are, and whether workers, queues, pool and memory are well.',
    proven(
      'worker/flows/assess',
      'is assessed by itself, once, for the page, the API and the post-mortem',
      'how it stood before',
      'how the machines are, of the service and of what it needs',
      'what monitors tell of workers, queues, pool and memory',
    ),
  ),
  requirement(
    '98',
    'The steps to restore are shown when a migration stops a rollback, where backups lie is known, and each area has its contact.',
    proven('worker/core/gate', 'carries what a person has to do where code must not go back alone'),
    proven('worker/templates/call', 'reads from what is broken to what can be done'),
    proven('worker/runbook/promises', 'where the backups lie', 'who is asked about what'),
  ),
]
