// One incident as its responder sees it, with something in every section.

import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import type { RespondView } from '../../../src/core/view/page-view.ts'
import { BROKEN, NOW } from './views.ts'

const CLOCKS: RespondView['clocks'] = [
  { name: 'Acknowledge', dueAt: BROKEN + 7 * MINUTE, doneAt: BROKEN + 5 * MINUTE, isOverdue: false },
  { name: 'First mail to customers', dueAt: BROKEN + 32 * MINUTE, doneAt: BROKEN + 34 * MINUTE, isOverdue: false },
  { name: 'Mitigate', dueAt: BROKEN + 17 * MINUTE, doneAt: null, isOverdue: true },
  { name: 'Next mail to customers', dueAt: NOW + 19 * MINUTE, doneAt: null, isOverdue: false },
]

const GATE: RespondView['gate'] = {
  mode: 'suggest',
  modeBecause: null,
  verdict: 'stop',
  target: 'v1.41.3 (77ab01c)',
  restore: ['Restore the snapshot of 14:00 UTC', 'Run the down migration 0042 by hand'],
  steps: [
    {
      step: 'migration',
      answer: 'pass',
      reason: 'The migration of 9f2c1e7 is additive: the older code can read the newer schema.',
    },
    { step: 'hold', answer: 'stop', reason: 'Ada Okafor stopped rollbacks of Core API until 15:40 UTC.' },
    { step: 'live', answer: 'pass', reason: '9f2c1e7 is what Railway serves.' },
    { step: 'trigger', answer: 'wait', reason: 'Down for 2 of 5 minutes.' },
  ],
}

const TIMELINE: RespondView['timeline'] = [
  {
    at: BROKEN + 2 * MINUTE,
    by: 'Watchkeeper',
    text: 'Opened: Core API is not answering.',
    detail: ['502 from Frankfurt', '502 from Ashburn'],
  },
  {
    at: BROKEN + 2 * MINUTE + SECOND,
    by: 'Watchkeeper',
    text: 'Classified as P1.',
    detail: ['Every tenant is hurt (41 of 41).'],
  },
  { at: BROKEN + 2 * MINUTE + SECOND, by: 'Watchkeeper', text: 'Called Ada Okafor.', detail: [] },
  { at: BROKEN + 5 * MINUTE, by: 'Ada Okafor', text: 'Acknowledged.', detail: [] },
  {
    at: BROKEN + 9 * MINUTE,
    by: 'Ada Okafor',
    text: 'The pool of connections is exhausted.\nRestarting does not help.',
    detail: [],
  },
]

export function respond(over: Partial<RespondView> = {}): RespondView {
  return {
    organisation: 'Agentix',
    now: NOW,
    responder: 'Ada Okafor',
    ref: 'INC-7',
    title: 'Core API is not answering',
    phase: 'investigating',
    severity: 'P1',
    native: 'SEV-1',
    reasons: ['Every tenant of Core API is hurt (41 of 41).', 'Core API is a core service.'],
    outageStartedAt: BROKEN,
    detectedAt: BROKEN + 2 * MINUTE,
    acknowledged: { at: BROKEN + 5 * MINUTE, by: 'Ada Okafor' },
    postmortem: null,
    earlier: 0,
    responders: [{ id: 'ada', name: 'Ada Okafor' }],
    attention: { isNobodyOnCall: false, called: ['Dana'], hypothesis: null, missed: [] },
    insight: {
      cause: 'Database, as Core API needs it and fails as well.',
      fix: 'v1.42.1 of Core API, live since 14:40 UTC: it is watched until 14:55 UTC.',
      byRules: 'By the rules it would be P3 now.',
      before: { ref: 'INC-3', words: '3 days ago. Its cause: a full disk' },
      after: ['INC-9'],
    },
    signals: [
      { summary: 'GET /health answers 502.', source: 'monitor core-api-health', isFailing: true, since: BROKEN },
      { summary: 'New error: pool timeout (1,204 times).', source: 'sentry', isFailing: false, since: BROKEN + MINUTE },
    ],
    suspect: {
      service: 'Core API',
      sha: '9f2c1e7ab34d5560aa17',
      version: 'v1.42.0',
      author: 'ada',
      migration: 'additive',
      finishedAt: BROKEN - 4 * MINUTE,
    },
    gate: GATE,
    approvable: 'rb-1',
    rollback: 'Suggested: take Core API back to v1.41.3.',
    clocks: CLOCKS,
    told: [
      { at: BROKEN + 2 * MINUTE, what: 'call', whom: 'Ada Okafor', outcome: 'done' },
      { at: BROKEN + 34 * MINUTE, what: 'first', whom: '41 tenants', outcome: 'unknown' },
    ],
    holds: [
      {
        id: 'hold-1',
        scope: 'rollbacks',
        service: 'Core API',
        author: 'Ada Okafor',
        reason: 'Reading the migration first.',
        until: NOW + HOUR,
      },
      {
        id: 'hold-2',
        scope: 'mail',
        service: null,
        author: 'Bo Lind',
        reason: 'Wording is being checked.',
        until: NOW + HOUR,
      },
    ],
    assessment: {
      isAwaited: false,
      at: BROKEN + 3 * MINUTE,
      answers: [
        { question: 'What else fails?', kind: 'fine', answer: 'Nothing.', detail: [] },
        { question: 'What was deployed?', kind: 'finding', answer: 'Core API v1.42.0.', detail: ['shipped by ada'] },
        { question: 'Do the queues move?', kind: 'unknown', answer: 'Nobody tells: no monitor does.', detail: [] },
      ],
    },
    checklist: null,
    links: [
      {
        title: 'Service outage after deploy',
        url: 'https://wiki.agentix.app/runbooks/rollback#core',
        isFitting: true,
        about: ['Kept by Platform team.'],
        stale: 'last validated 120 days ago',
      },
      { title: 'Not a link', url: 'javascript:stop()', isFitting: false, about: [], stale: null },
    ],
    contacts: [{ area: 'Database', who: 'Database owner', how: 'dba@example.com' }],
    services: [
      { id: 'core', title: 'Core API' },
      { id: 'web', title: 'Web app' },
    ],
    severities: [
      { id: 'P2', native: 'SEV-2' },
      { id: 'P3', native: null },
      { id: 'P4', native: null },
    ],
    partOf: null,
    others: [{ ref: 'INC-8', title: 'Web app is slow' }],
    scope: {
      services: [
        { id: 'core', title: 'Core API', isChosen: true, isFixed: true },
        { id: 'web', title: 'Web app', isChosen: true, isFixed: false },
      ],
      tenants: [
        { id: 'north', title: 'North GmbH', isChosen: true, isFixed: false },
        { id: 'south', title: 'South Ltd', isChosen: false, isFixed: false },
      ],
    },
    actions: [
      'acknowledge',
      'note',
      'mitigate',
      'resolve',
      'close',
      'classify',
      'rescope',
      'merge',
      'dismiss',
      'approve',
      'hold-rollbacks',
      'hold-mail',
      'release',
    ],
    timeline: TIMELINE,
    ...over,
  }
}
