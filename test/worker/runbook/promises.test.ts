// What the runbooks promise, in numbers and in names: each timer of theirs, and each sentence in which they leave a choice.

import { describe, expect, it } from 'vitest'
import agentix from '../../../runbooks/agentix.ts'
import agento from '../../../runbooks/agento.ts'
import curateMe from '../../../runbooks/curate-me.ts'
import hotdash from '../../../runbooks/hotdash.ts'
import { SEVERITIES } from '../../../src/core/runbook.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { OUTSIDE } from './written.ts'

const plan = opened(agentix)
const runs = opened(agento)
const gateway = opened(curateMe)
const fly = opened(hotdash)

const { timing, postmortemDays } = plan.communication
const taken = gateway.services.gateway?.rollback
const settingsOf = ({ monitors }: typeof plan, id: string) => monitors[id]?.settings

type Case = [name: string, promised: unknown, expected: unknown]

const TIMERS: Case[] = [
  ['somebody responds', plan.severity.respondMs, { P1: 15 * MINUTE, P2: HOUR, P3: 4 * HOUR, P4: null }],
  [
    'the next on the path is called',
    SEVERITIES.map((severity) => plan.escalation.paths[severity].map(({ afterMs }) => afterMs)),
    [[15 * MINUTE], [HOUR], [4 * HOUR], []],
  ],
  ['customers hear first', SEVERITIES.map((one) => timing[one].firstMs), [30 * MINUTE, 30 * MINUTE, null, null]],
  ['customers hear again', SEVERITIES.map((one) => timing[one].updateMs), [30 * MINUTE, HOUR, null, null]],
  ['customers hear the end', SEVERITIES.map((one) => timing[one].resolutionMs), [0, HOUR, null, null]],
  ['what works again is watched', plan.verification.watchMs, 30 * MINUTE],
  ['working days until a post-mortem is written', postmortemDays, 5],
  ['a start after a deploy is forgiven', plan.services.api?.graceMs, 30 * SECOND],
  [
    'a look and its deadline',
    [plan.monitors['api-health']?.closelyMs, plan.monitors['api-health']?.deadlineMs],
    [15 * SECOND, 10 * SECOND],
  ],
  ['an answer is late', settingsOf(plan, 'api-health'), expect.objectContaining({ latency: { warnMs: 5_000 } })],
  [
    'a first answer is late',
    settingsOf(gateway, 'api-health'),
    expect.objectContaining({ latency: { warnMs: 3_000 } }),
  ],
  [
    'down before it is taken back, and how far a deploy is looked for',
    [taken?.downForMs, taken?.lookBackMs],
    [5 * MINUTE, 2 * HOUR],
  ],
  ['images are rebuilt, then it has to be stable', [taken?.settleMs, taken?.stableMs], [3 * MINUTE, 10 * MINUTE]],
  [
    'the engineer, then the manager',
    fly.escalation.paths.P1.map(({ afterMs, roles }) => [afterMs, ...roles]),
    [
      [0, 'first-hour'],
      [5 * MINUTE, 'engineering'],
      [15 * MINUTE, 'management'],
    ],
  ],
  [
    'waking up and falling asleep',
    fly.services.mcp?.sleeps,
    expect.objectContaining({ wakesWithinMs: 10 * SECOND, sleepsWithinMs: 5 * MINUTE }),
  ],
  ['secrets are rotated', Object.values(fly.secrets).map(({ rotateEveryMs }) => rotateEveryMs), [90 * DAY, 90 * DAY]],
]

const NAMES: Case[] = [
  [
    'the core features of both documents',
    coreOf(),
    ['auth', 'inbox', 'builder', 'workflows', 'webhooks', 'delivery', 'ai-nodes'],
  ],
  ['a scale of three', runs.severity.native, { P1: 'SEV-1', P2: 'SEV-2', P3: 'SEV-3' }],
  ['a scale that begins with zero', gateway.severity.native, { P1: 'P0', P2: 'P1', P3: 'P2', P4: 'P3' }],
  [
    'how each level is taken back',
    gateway.severity.rollback,
    { P1: 'immediate', P2: 'targeted', P3: 'investigate', P4: 'forward' },
  ],
  [
    'who is asked about what',
    runs.services.api?.contacts.map(({ area, who }) => [area, who]),
    [
      ['Deploys and rollbacks', 'Release owner'],
      ['Routes and access', 'API owner'],
      ['Migrations and data', 'Data owner'],
    ],
  ],
  [
    'where the backups lie',
    gateway.contacts.find(({ area }) => area === 'Database')?.how,
    expect.stringContaining('/home/curateme/backups/'),
  ],
]

describe('in time', () => {
  it.each(TIMERS)('%s', (_name, promised, expected) => {
    expect(promised).toEqual(expected)
  })
})

describe('by name', () => {
  it.each(NAMES)('%s', (_name, promised, expected) => {
    expect(promised).toEqual(expected)
  })
})

describe('of a secret', () => {
  it.each([
    [
      'that signs sessions: everyone signs in again',
      'BETTER_AUTH_SECRET',
      ['railway'],
      { consequence: expect.stringContaining('signs in again') },
    ],
    [
      'of a vendor that charges: what it cost',
      'OPENAI_API_KEY',
      ['railway'],
      { misuse: expect.stringContaining('unexpected charges') },
    ],
    [
      'of a vendor: swapped, then revoked',
      'RESEND_API_KEY',
      ['railway'],
      { steps: expect.arrayContaining(['Revoke the old RESEND_API_KEY.']) },
    ],
    [
      'that encrypts: everything is encrypted anew',
      'CREDENTIAL_ENCRYPTION_KEY',
      ['railway'],
      { steps: expect.arrayContaining(['Re-encrypt all tool credentials with the new key.']) },
    ],
    [
      'of two platforms: set and redeployed on both',
      'SENTRY_DSN',
      ['railway', 'vercel'],
      { steps: expect.arrayContaining(['Redeploy what uses it on railway and on vercel.']) },
    ],
    ['that counts: set on both as well', 'POSTHOG_API_KEY', ['railway', 'vercel'], {}],
    ['of the build: only where it is built', 'SENTRY_AUTH_TOKEN', ['vercel'], {}],
  ])('%s', (_name, secret, where, known) => {
    expect(plan.secrets[secret]).toMatchObject({ where, ...known })
  })
})

function opened(written: unknown) {
  const result = openRunbook(written, OUTSIDE)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

function coreOf(): string[] {
  const features = Object.values(plan.services.api?.features ?? {})
  return features.filter(({ core }) => core).map(({ id }) => id)
}
