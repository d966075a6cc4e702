// A service that may sleep, as it is written: what it means, and what is refused.

import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.ts'
import { addressNames, openRunbook, secretNames } from '../../../src/runbook/open.ts'
import { changed, OUTSIDE, problemsOf } from './written.ts'

const fly = { kind: 'fly', app: 'acme-web', token: { secret: 'FLY_API_TOKEN' } }
const api = { address: 'FLY_API_URL', default: 'https://api.machines.dev', path: '' }
const sleeping = (changes: object = {}) => ({ 'services.web.sleeps': { platform: { ...fly, api }, ...changes } })

it('says where its machines are read, and how long it may take to wake up and to fall asleep', () => {
  const written = changed({ ...sleeping(), 'monitors.home.wakes': '1h' })
  const opened = openRunbook(written, OUTSIDE)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  expect(opened.value.services.web?.sleeps).toEqual({
    platform: { kind: 'fly', settings: { app: fly.app, token: fly.token, api: 'https://api.machines.dev' } },
    wakesWithinMs: 10 * SECOND,
    sleepsWithinMs: 5 * MINUTE,
  })
  expect(opened.value.services.api?.sleeps).toBe(null)
  expect(opened.value.monitors.home?.wakesEveryMs).toBe(HOUR)
  expect(opened.value.monitors.health?.wakesEveryMs).toBe(null)
  expect(secretNames(opened.value)).toEqual(['FLY_API_TOKEN', 'HOOK_SECRET'])
  expect(addressNames(written)).toContain('FLY_API_URL')
})

describe('refused is', () => {
  const platform = (changes: object) => sleeping({ platform: { ...fly, ...changes } })
  it.each<[string, Record<string, unknown>, string]>([
    ['a platform that tells of no machines', platform({ kind: 'webhook' }), 'services.web.sleeps.platform.kind'],
    ['to take back where nobody can', { 'services.api.rollback.platform': fly }, 'services.api.rollback.platform.kind'],
    ['an address that is private', platform({ api: 'http://10.0.0.1' }), 'services.web.sleeps.platform.api'],
    ['an app that cannot be one', platform({ app: 'Acme Web' }), 'services.web.sleeps.platform.app'],
    ['a token in the open', platform({ token: 'fm2_lJPECAAAAAAAB' }), 'services.web.sleeps.platform.token'],
    ['no time to wake up', sleeping({ wakesWithin: '0s' }), 'services.web.sleeps.wakesWithin'],
    ['never to fall asleep', sleeping({ sleepsWithin: '2h' }), 'services.web.sleeps.sleepsWithin'],
    ['to wake it all the time', { ...sleeping(), 'monitors.home.wakes': '5m' }, 'monitors.home.wakes'],
    ['to wake what never sleeps', { 'monitors.home.wakes': '1d' }, 'monitors.home.wakes'],
  ])('%s', (_name, changes, path) => {
    expect(problemsOf(changes).map((problem) => problem.path)).toContain(path)
  })
})
