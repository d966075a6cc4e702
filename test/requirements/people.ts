// Who is called when, and what an incident goes through until it is closed.

import { proven, type Requirement, requirement } from './requirement.ts'

export const PEOPLE: Requirement[] = [
  requirement(
    '26',
    'Each level climbs its own path: P1 after 15 minutes, P2 after an hour, P3 after four hours without progress, P4 never.',
    proven(
      'worker/core/escalation',
      'is not appeased by an acknowledgement: only what is mitigated climbs no further',
      'calls one after the other until somebody has it, then the lead after an hour',
      'climbs after four hours in which nobody was at work on it',
      'who is stuck calls the next at once, and everybody again at the end of the path',
    ),
    proven('worker/core/on-call', 'nobody for P4'),
    proven('worker/runbook/promises', 'the next on the path is called'),
  ),
  requirement(
    '27',
    'P1 calls everybody who is there, whoever is on call.',
    proven('worker/core/on-call', 'everybody for P1, the author first', 'everybody who is there for P1'),
  ),
  requirement(
    '28',
    'On call is whoever shipped the last deploy, or a fallback where that is a robot or nobody we know.',
    proven(
      'worker/core/on-call',
      'whoever shipped last',
      'whoever merged what a robot shipped',
      'the role when a robot shipped',
      'the role when nobody knows who shipped',
    ),
  ),
  requirement(
    '29',
    'Whoever is called next is told how bad it is, whom it hurts, what was tried and what is supposed.',
    proven('worker/core/escalation', 'is told what was tried and thought, whoever it is that comes next'),
    proven(
      'worker/templates/call',
      'reads from what is broken to what can be done',
      'says what was tried, and what somebody thinks is wrong',
    ),
  ),
  requirement(
    '30',
    'In trouble with a deploy the reliability team is called at once, the engineer after 5 minutes, the manager after 15.',
    proven(
      'worker/core/escalation',
      'calls the reliability team at once, the engineer after five minutes, the manager after fifteen',
    ),
    proven('worker/core/on-call', 'and a rung that is due at once beside whoever is on call'),
  ),
  requirement(
    '31',
    'The highest level calls who is on call and takes the deploy back at once; an instruction names its owner and a second.',
    proven('worker/core/story', 'is found, called, told, taken back once, proven, and over'),
    proven('worker/core/guidance', 'says who keeps it, what it needs, and how it was tried'),
  ),
  requirement(
    '32',
    'Roles are known by their area, a first responder takes the incident on, and what needs an approval waits for it.',
    proven('worker/runbook/promises', 'who is asked about what'),
    proven('worker/core/guidance', 'come with the contacts of the service, then those of all'),
    proven('browser/respond', 'takes the incident on'),
    proven('worker/core/story', 'asks once, and acts when a person approves'),
  ),
  requirement(
    '33',
    'The clock of the way up stops when it is mitigated and not when it is acknowledged; there are two clocks.',
    proven(
      'worker/core/escalation',
      'is not appeased by an acknowledgement: only what is mitigated climbs no further',
      'climbs on with the first clock when a mitigation does not last',
    ),
    proven('worker/core/incident', 'no mitigation by acknowledging'),
  ),
  requirement(
    '34',
    'From acknowledging to closing the steps keep their order; what is minor is neither taken back by itself nor told to customers.',
    proven(
      'worker/core/story',
      'is found, called, told, taken back once, proven, and over',
      'takes nothing back by itself, says why, and does when it turns out to be critical',
    ),
    proven('worker/core/respond', 'no promise for P3'),
    proven('worker/core/decide', 'closing what fails', 'resolving what still fails'),
  ),
  requirement(
    '35',
    'When it was detected is kept as an instant in UTC, apart from when it began.',
    proven('worker/core/time', 'writes an instant as people outside read it, in UTC and to the minute'),
    proven(
      'worker/core/mute',
      'is asked about again to the second when the grace is over, and opens with the first bad look as its beginning',
    ),
  ),
  requirement(
    '36',
    'An incident has one timeline, and findings are written to it every 30 minutes for P1 and every hour for P2, or somebody is called.',
    proven(
      'worker/core/escalation',
      'is missed when nobody writes down for half an hour what was found',
      'is missed when nobody writes down what was found',
    ),
    proven('browser/respond', 'writes a note; whatever is in it is shown as text and breaks nothing'),
  ),
  requirement(
    '37',
    'It is resolved when it works, not when a symptom was treated, and the deploy of a fix is watched closely.',
    proven('worker/core/decide', 'resolving what still fails', 'mitigating while it still fails starts no watch'),
    proven('worker/core/plan', 'that is %s, it looks more closely'),
    proven('worker/core/insight', 'is offered, its author is told, and ends what never says that it is over'),
  ),
  requirement(
    '38',
    'It closes only when it is resolved, with its cause, and for P1 and P2 with an action and a day for the post-mortem.',
    proven(
      'worker/core/duties',
      'and a day for the post-mortem are needed to close P1 and P2, the cause alone for what is small',
    ),
    proven('worker/core/decide', 'closing what fails', 'closing without a cause', 'closing what is resolved and small'),
    proven('worker/stories/aftermath', 'closes with an action that somebody owns and a day, by the page alone'),
  ),
  requirement(
    '39',
    'A deploy that fails is an incident, closed with its cause, and says that the next is seen to work on staging first.',
    proven(
      'worker/stories/failed-deploy',
      'a failed deploy is an incident of its own until one goes live, and calls nobody',
    ),
  ),
  requirement(
    '39a',
    'The instruction that fits what has happened stands first in the call and on the page.',
    proven('worker/core/guidance', 'opens for %s', 'always has %s', 'about lost data come before those about a deploy'),
    proven('worker/http/knowledge', 'that fit stand first on the page of an incident, and the best one in the call'),
  ),
  requirement(
    '39b',
    'An instruction says who keeps it, what it needs and touches, when it is followed, and when it was last tried, which its keeper is asked to do again when that is long ago.',
    proven(
      'worker/core/guidance',
      'that was validated long ago says so',
      'that has an owner and was never validated says so',
      'says who keeps it, what it needs, and how it was tried',
    ),
    proven('worker/core/standing', 'that is old is owed by the responder who keeps it'),
  ),
  requirement(
    '40',
    'A leaked secret is an incident of its own type: rotated first, its use looked for, and users told whose data may have been exposed.',
    proven(
      'worker/http/leaks',
      'is P1 and begins with the rotation, then what has to be found out and told',
      'suspects no deploy, takes none back, tells no tenant, and is never one with an outage of the same service',
    ),
    proven(
      'worker/runbook/promises',
      'that signs sessions: everyone signs in again',
      'of a vendor that charges: what it cost',
      'that encrypts: everything is encrypted anew',
    ),
  ),
]
