// Every timer of the documents that is kept, by what it counts.

import { proven, type Requirement, requirement } from './requirement.ts'

export const TIMERS: Requirement[] = [
  requirement(
    'timer: respond',
    'P1 is responded to in 15 minutes, P2 in an hour, P3 in four hours, and then the next is called; P4 by the next working day.',
    proven('worker/core/duties', 'is looked at by the end of the next working day, and asks until somebody has'),
    proven('worker/runbook/promises', 'somebody responds', 'the next on the path is called'),
    proven(
      'worker/core/obligations',
      'whatever happens: nothing that came due is left behind by a minute, nothing is said twice, and its last event says how bad it is',
    ),
  ),
  requirement(
    'timer: first notice',
    'Customers hear of P1 and P2 within 30 minutes, whatever the hold.',
    proven('worker/runbook/promises', 'customers hear first'),
    proven('worker/core/respond', 'a hold that ends at the promise', 'no hold beyond a promise that has passed'),
  ),
  requirement(
    'timer: update',
    'Customers and the timeline hear every 30 minutes of P1, every hour of P2.',
    proven('worker/runbook/promises', 'customers hear again'),
    proven('worker/core/timers', 'come every half hour of a P1, for as long as it is open'),
    proven(
      'worker/core/escalation',
      'is missed when nobody writes down for half an hour what was found',
      'is missed when nobody writes down what was found',
    ),
  ),
  requirement(
    'timer: resolution notice',
    'The end is told in the moment in which it is resolved.',
    proven('worker/runbook/promises', 'customers hear the end'),
    proven(
      'worker/core/decide',
      'the watch is over, somebody was told',
      'resolving while it is watched, somebody told',
    ),
  ),
  requirement(
    'timer: watch',
    'What works again is watched for 30 minutes.',
    proven('worker/runbook/promises', 'what works again is watched'),
    proven('worker/core/decide', 'ends no watch before its end'),
  ),
  requirement(
    'timer: post-mortem',
    'Its day is set within 48 hours, its text is there within five working days.',
    proven('worker/runbook/promises', 'working days until a post-mortem is written'),
    proven('worker/core/duties', 'is owed for P1: a day within 48 hours, and written within five working days'),
    proven('worker/core/calendar', 'five days of a Friday', 'over a holiday'),
  ),
  requirement(
    'timer: look-back',
    'A deploy is suspected for two hours.',
    proven('worker/core/suspect', 'one at the end of the look-back', 'none longer ago than the look-back'),
    proven('worker/core/gate', 'the deploy is too long ago', 'the last instant of the look-back'),
  ),
  requirement(
    'timer: transient errors',
    'What may pass by itself is watched for five minutes before a deploy is taken back for it.',
    proven('worker/runbook/promises', 'down before it is taken back, and how far a deploy is looked for'),
    proven('worker/core/story', 'that comes back is taken back only when it lasts, not because it began long ago'),
  ),
  requirement(
    'timer: after a deploy',
    'A deploy is watched for 15 minutes, and only then known to be good, if nothing failed.',
    proven('worker/core/timers', 'live, watched, and nothing failed', 'not while its incident is open'),
    proven('worker/core/sleep-plan', 'that is over, it is left alone'),
  ),
  requirement(
    'timer: health after a deploy',
    'A start has 30 seconds, then somebody is called; after five minutes the deploy is taken back.',
    proven(
      'worker/runbook/promises',
      'a start after a deploy is forgiven',
      'down before it is taken back, and how far a deploy is looked for',
    ),
    proven(
      'worker/core/mute',
      'is asked about again to the second when the grace is over, and opens with the first bad look as its beginning',
    ),
    proven('worker/core/gate', 'not long enough', 'the first instant that counts as down long enough'),
  ),
  requirement(
    'timer: error rate',
    'Where it says so, a rate of errors that is over its limit for five minutes takes the deploy back.',
    proven('worker/core/story', 'errors over 5 %'),
    proven('worker/stories/measures', 'over its band for long enough opens an incident, back in it heals'),
  ),
  requirement(
    'timer: latency',
    'Where it says so, a 95th percentile that is over its limit for ten minutes takes the deploy back.',
    proven('worker/core/story', 'a 95th percentile over a second'),
    proven('worker/stories/measures', 'over a stretch of time is one long trouble, however it swings'),
  ),
  requirement(
    'timer: settle and stable',
    'After a rollback it settles for a minute and is then stable for ten, or the rollback has not helped.',
    proven('worker/runbook/open', 'fills in what was not said'),
    proven(
      'worker/core/rollback',
      'it works, and has for the whole window',
      'the window is not over',
      'it still fails',
    ),
  ),
  requirement(
    'timer: ladder of a deploy',
    'The engineer is called after five minutes, the manager after 15.',
    proven('worker/runbook/promises', 'the engineer, then the manager'),
    proven(
      'worker/core/escalation',
      'calls the reliability team at once, the engineer after five minutes, the manager after fifteen',
    ),
  ),
  requirement(
    'timer: rebuild',
    'Where taking back rebuilds images, it has three minutes to become healthy.',
    proven('worker/runbook/promises', 'images are rebuilt, then it has to be stable'),
  ),
  requirement(
    'timer: late answers',
    'An answer is late after 5 seconds, a first one after a deploy after 3, and any after the budget of its own address.',
    proven('worker/runbook/promises', 'an answer is late', 'a first answer is late'),
    proven('worker/checks/http', 'over 5 s', 'over its own budget'),
  ),
  requirement(
    'timer: a look',
    'Around a deploy it looks every 15 seconds and waits 10 for an answer.',
    proven('worker/runbook/promises', 'a look and its deadline'),
    proven('worker/core/plan', 'that is %s, it looks more closely'),
    proven('worker/checks/http', 'no answer in time'),
  ),
  requirement(
    'timer: rotation',
    'Secrets are rotated each quarter, and asked for a week ahead.',
    proven('worker/runbook/promises', 'secrets are rotated'),
    proven(
      'worker/http/duties',
      'becomes a duty a week ahead, once in however many nights, and asks on the morning of the day before',
    ),
  ),
]
