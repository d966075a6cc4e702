// What a runbook in order becomes: defaults filled in, addresses resolved, names collected.

import { expect, it } from 'vitest'
import { addressNames, type OpenOptions, openRunbook, secretNames } from '../../../src/runbook/open.ts'
import { type Changes, changed, OUTSIDE } from './written.ts'

function open(changes: Changes = {}, options: OpenOptions = OUTSIDE) {
  const opened = openRunbook(changed(changes), options)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  return opened.value
}

it('knows how a secret is rotated, by its own steps or the usual ones, which revoke last', () => {
  const { secrets } = open({
    secrets: {
      API_KEY: { where: ['railway', 'vercel'], rotateEvery: '90d' },
      TOKEN: { where: ['fly'], steps: ['Ask.'] },
    },
  })
  expect(secrets.API_KEY?.steps).toEqual([
    'Create a new API_KEY; the old one stays valid until the last step.',
    'Set it on railway and on vercel.',
    'Redeploy what uses it on railway and on vercel.',
    'Verify that it works, and that it is set, by listing names and never values.',
    'Revoke the old API_KEY.',
  ])
  expect(secrets.TOKEN).toMatchObject({ name: 'TOKEN', steps: ['Ask.'], rotateEveryMs: null, rotatedOn: null })
})

it('fills in what was not said', () => {
  const { organisation, services, monitors, severity, escalation, communication, verification, retention } = open()
  expect(organisation).toMatchObject({ team: 'The Acme Team', timeZone: 'UTC' })
  expect(services.web).toEqual({
    id: 'web',
    title: 'Web',
    environment: 'production',
    graceMs: 30_000,
    sleeps: null,
    statusPage: null,
    dependsOn: ['api'],
    features: {},
    links: [],
    contacts: [],
    slo: null,
    rollback: null,
  })
  expect(services.api?.rollback).toMatchObject({
    mode: 'suggest',
    migrations: null,
    downForMs: 300_000,
    lookBackMs: 7_200_000,
    settleMs: 60_000,
    stableMs: 600_000,
    targetMaxAgeMs: 2_592_000_000,
    perDay: 2,
  })
  expect(monitors.home).toMatchObject({
    title: 'Web',
    feature: null,
    intervalMs: 60_000,
    deadlineMs: 10_000,
    confirmations: 3,
    confirmAfterMs: 1_000,
    failAfter: 1,
    failForMs: 0,
    recoverAfter: 2,
    closelyMs: null,
    writes: false,
    needs: null,
    looks: true,
  })
  expect(severity).toEqual({
    native: {},
    respondMs: { P1: 900_000, P2: 3_600_000, P3: 14_400_000, P4: null },
    rollback: { P1: 'immediate', P2: 'targeted', P3: 'investigate', P4: 'forward' },
    raiseAfterMs: {},
    lower: 'suggest',
  })
  const again = { roles: ['on-call'], unless: 'mitigated' }
  expect(escalation).toEqual({
    fallback: 'on-call',
    everyone: ['P1'],
    paths: {
      P1: [{ ...again, afterMs: 900_000 }],
      P2: [{ ...again, afterMs: 3_600_000 }],
      P3: [{ ...again, afterMs: 14_400_000, unless: 'progress' }],
      P4: [],
    },
    acknowledgeMs: { P1: 300_000, P2: 300_000, P3: 300_000, P4: 300_000 },
    rota: null,
  })
  expect(communication).toEqual({
    holdMs: 120_000,
    timing: {
      P1: { firstMs: 1_800_000, updateMs: 1_800_000, resolutionMs: 0 },
      P2: { firstMs: 1_800_000, updateMs: 3_600_000, resolutionMs: 3_600_000 },
      P3: { firstMs: null, updateMs: null, resolutionMs: null },
      P4: { firstMs: null, updateMs: null, resolutionMs: null },
    },
    postmortemDays: 5,
  })
  expect(verification).toEqual({ watchMs: 1_800_000, reopenMs: 7_200_000 })
  expect(retention).toEqual({ samplesMs: 172_800_000, hoursMs: 7_776_000_000 })
})

it('names a monitor after its feature when nobody named it', () => {
  expect(open().monitors.inbox?.title).toBe('Inbox')
})

it('makes what writes rarely and never twice, unless its author says that it changes nothing', () => {
  const once = { writes: true, confirmations: 0, intervalMs: 3_600_000, perDay: 24 }
  expect(open({ 'monitors.home.method': 'POST' }).monitors.home).toMatchObject(once)
  const often = open({ 'monitors.home.method': 'POST', 'monitors.home.every': '5m' })
  expect(often.monitors.home).toMatchObject({ ...once, intervalMs: 300_000, perDay: 288 })
  const harmless = open({ 'monitors.home.method': 'POST', 'monitors.home.writes': false })
  expect(harmless.monitors.home).toMatchObject({ writes: false, confirmations: 3, intervalMs: 60_000 })
})

it('changes one promise and keeps the others', () => {
  const { timing } = open({ 'communication.timing': { P1: { first: '10m' }, P2: null } }).communication
  expect(timing.P1).toEqual({ firstMs: 600_000, updateMs: 1_800_000, resolutionMs: 0 })
  expect(timing.P2).toEqual({ firstMs: null, updateMs: null, resolutionMs: null })
})

it.each([
  ['12h', '7d', 12, 7],
  ['2.5d', '168h', 60, 7],
  ['14d', '400d', 336, 400],
])('keeps samples for %s and hours for %s', (samples, hours, manyHours, manyDays) => {
  const kept = { samplesMs: manyHours * 3_600_000, hoursMs: manyDays * 86_400_000 }
  expect(open({ retention: { samples, hours } }).retention).toEqual(kept)
})

it('takes auto where migrations are known', () => {
  const rollback = { 'services.api.rollback.mode': 'auto', 'services.api.rollback.migrations': ['migrations/**'] }
  expect(open(rollback).services.api?.rollback).toMatchObject({ mode: 'auto', migrations: ['migrations/**'] })
})

it('leads to the default, or to where the environment points', () => {
  const world = { resolve: (name: string) => (name === 'API_URL' ? 'http://localhost:8788/api/' : undefined) }
  const { monitors, services } = open({}, { ...world, allowLoopback: true })
  expect(monitors.health?.settings).toMatchObject({ url: 'http://localhost:8788/api/health' })
  expect(services.api?.rollback?.platform.settings).toMatchObject({ url: 'https://deploy.example.com/api' })
})

it('collects the names that have to be set', () => {
  const headers = { authorization: { secret: 'API_KEY', prefix: 'Bearer ' } }
  expect(secretNames(open({ 'monitors.home.headers': headers }))).toEqual(['API_KEY', 'HOOK_SECRET'])
  expect(addressNames(changed({}))).toEqual(['API_URL', 'HOOK_URL'])
})

it.each([null, undefined, 1, 'runbook', [], {}, () => ({})])('refuses %s without falling over', (input) => {
  expect(openRunbook(input, OUTSIDE)).toMatchObject({ ok: false })
})

it('reads what is known of links and what is meant to be kept', () => {
  const { services } = open({
    'services.api.links': [
      { title: 'Roll back', url: 'https://docs.example.com/rollback', when: 'after-deploy', features: ['inbox'] },
      { title: 'Restore', url: 'https://docs.example.com/restore', validated: { on: '2026-03-27', how: 'tried' } },
    ],
    'services.api.slo': { availability: 99.9 },
  })
  expect(services.api?.links).toMatchObject([
    { when: ['after-deploy'], features: ['inbox'], owner: null, validated: null },
    { when: [], features: [], validated: { on: Date.UTC(2026, 2, 27), how: 'tried' } },
  ])
  expect(services.api?.slo).toEqual({ availability: 99.9, overMs: 30 * 86_400_000 })
})

it('takes what is critical for core', () => {
  const { services } = open({ 'services.api.features': { inbox: { title: 'Inbox', critical: true } } })
  expect(services.api?.features.inbox).toMatchObject({ core: true, critical: true })
})
