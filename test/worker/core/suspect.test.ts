// Which deploy is suspected, and how services hang together.

import { describe, expect, it } from 'vitest'
import type { Deploy } from '../../../src/core/rollback/deploy.ts'
import { areRelated, dependenciesOf, suspectDeploy } from '../../../src/core/rollback/suspect.ts'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import { acme, api, bad, deploy, good, service, T0, withServices } from './acme.ts'

const web = service('web', 'Website', { dependsOn: ['api'] })
const webDeploy = deploy('web-1', { service: 'web', finishedAt: T0 - 5 * MINUTE })

type Case = [name: string, of: typeof api, deploys: Deploy[], id: string | null, reason: string]

const SUSPECTS: Case[] = [
  ['the last one before it began', api, [bad, good], 'bad', 'Core API was deployed 10 minutes before it began'],
  ['none that ended afterwards', api, [{ ...bad, finishedAt: T0 + 1 }], null, 'no deploy of Core API in the 2 hours'],
  ['one that ended at that very instant', api, [{ ...bad, finishedAt: T0 }], 'bad', 'deployed 0 seconds before'],
  ['none longer ago than the look-back', api, [good], null, 'no deploy of Core API in the 2 hours before it began'],
  ['one at the end of the look-back', api, [{ ...bad, finishedAt: T0 - 2 * HOUR }], 'bad', '2 hours before it began'],
  ['none that failed', api, [{ ...bad, status: 'failed' }], null, 'no deploy'],
  ['none that has only started', api, [{ ...bad, status: 'started', finishedAt: null }], null, 'no deploy'],
  ['none of another environment', api, [{ ...bad, environment: 'staging' }], null, 'no deploy'],
  ['one of a service it depends on', web, [bad], 'bad', 'Core API was deployed 10 minutes before it began'],
  ['the newer of its own and a dependency', web, [bad, webDeploy], 'web-1', 'Website was deployed 5 minutes before'],
  ['none of a service that depends on it', api, [webDeploy], null, 'no deploy'],
]

describe('suspected is', () => {
  it.each(SUSPECTS)('%s', (_name, of, deploys, id, reason) => {
    const suspicion = suspectDeploy(of, T0, { deploys, runbook: acme })
    expect(suspicion.deploy?.id ?? null).toBe(id)
    expect(suspicion.reason).toContain(reason)
  })
})

describe('related are', () => {
  const chain = withServices({
    database: service('database', 'Database'),
    api: { ...api, dependsOn: ['database'] },
    circle: service('circle', 'Circle', { dependsOn: ['round'] }),
    round: service('round', 'Round', { dependsOn: ['circle'] }),
  })

  it.each([
    ['api', 'api', true],
    ['web', 'api', true],
    ['api', 'web', true],
    ['web', 'database', true],
    ['web', 'docs', false],
    ['circle', 'round', true],
    ['circle', 'nowhere', false],
  ])('%s and %s: %s', (a, b, answer) => {
    expect(areRelated(a, b, chain)).toBe(answer)
  })

  it('survives services that depend on each other', () => {
    expect(dependenciesOf('circle', chain)).toEqual(['round', 'circle'])
  })
})
