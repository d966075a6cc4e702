// Which of the runbook's links fit an incident, in which order, and whether anybody has tried them of late.

import { describe, expect, it } from 'vitest'
import agentix from '../../../runbooks/agentix.ts'
import type { Link, Scenario } from '../../../src/core/runbook.ts'
import { DAY } from '../../../src/core/time.ts'
import { guidanceFor } from '../../../src/core/view/guidance.ts'
import type { Impact } from '../../../src/core/watch/signal.ts'
import { openRunbook } from '../../../src/runbook/open.ts'
import { OUTSIDE } from '../runbook/written.ts'
import { acme, api, bad, signal, T0 } from './acme.ts'
import { but } from './phases.ts'

function link(title: string, changes: Partial<Link> = {}): Link {
  return {
    title,
    url: 'https://docs.example.com/',
    when: [],
    features: [],
    owner: null,
    backup: null,
    access: null,
    trigger: null,
    impact: null,
    related: null,
    validated: null,
    ...changes,
  }
}

const on = (when: Scenario, changes: Partial<Link> = {}) => link(when, { when: [when], ...changes })

const known = {
  ...acme,
  services: {
    ...acme.services,
    api: {
      ...api,
      links: [
        link('always'),
        on('degradation'),
        on('outage'),
        link('inbox', { when: ['outage'], features: ['inbox'] }),
        on('loss'),
      ],
      contacts: [{ area: 'Database', who: 'Data owner', how: 'data@example.com' }],
    },
    web: { ...acme.services.api, id: 'web', title: 'Website', links: [on('outage', { title: 'of another service' })] },
  },
  links: [on('after-deploy'), on('secret-leak')],
  contacts: [{ area: 'Host', who: 'Platform team', how: 'platform@example.com' }],
} as typeof acme

function incidentOf(impact: Impact, feature: string | null, isSuspected = false) {
  const one = { ...signal({ impact, feature }), isFailing: true, changedAt: T0 }
  return but({ signals: { [one.key]: one }, suspect: isSuspected ? { ...bad } : null })
}

describe('the links', () => {
  it.each<[string, ReturnType<typeof incidentOf>, string[]]>([
    [
      'that fit come first, then those for everything, then those for something else',
      incidentOf('outage', 'export'),
      ['outage', 'always', 'degradation', 'loss', 'after-deploy', 'secret-leak'],
    ],
    [
      'about a deploy come first when one is suspected',
      incidentOf('degradation', 'export', true),
      ['after-deploy', 'degradation', 'always', 'outage', 'loss', 'secret-leak'],
    ],
    [
      'about lost data come before those about a deploy',
      incidentOf('loss', 'export', true),
      ['loss', 'after-deploy', 'always', 'degradation', 'outage', 'secret-leak'],
    ],
    [
      'about a feature are there when it fails',
      incidentOf('outage', 'inbox'),
      ['outage', 'inbox', 'always', 'degradation', 'loss', 'after-deploy', 'secret-leak'],
    ],
    [
      'about a feature are there when the whole service fails',
      incidentOf('outage', null),
      ['outage', 'inbox', 'always', 'degradation', 'loss', 'after-deploy', 'secret-leak'],
    ],
  ])('%s', (_name, incident, titles) => {
    expect(guidanceFor(incident, known, T0).links.map(({ title }) => title)).toEqual(titles)
  })

  it('are also those of the service whose deploy is suspected', () => {
    const incident = { ...incidentOf('outage', null), suspect: { ...bad, service: 'web' } }
    expect(guidanceFor(incident, known, T0).links.map(({ title }) => title)).toContain('of another service')
  })

  it('say which of them fit', () => {
    const { links } = guidanceFor(incidentOf('outage', 'export'), known, T0)
    expect(links.filter(({ isFitting }) => isFitting).map(({ title }) => title)).toEqual(['outage'])
  })

  it('come with the contacts of the service, then those of all', () => {
    const { contacts } = guidanceFor(incidentOf('outage', null), known, T0)
    expect(contacts.map(({ area }) => area)).toEqual(['Database', 'Host'])
  })
})

describe('the quick reference of the incident plan', () => {
  const opened = openRunbook(agentix, OUTSIDE)
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  const plan = opened.value
  const titles = (incident: ReturnType<typeof incidentOf>) =>
    guidanceFor(incident, plan, T0).links.map(({ title }) => title)

  it.each([
    ['an outage after a deploy', incidentOf('outage', null, true), 'Deployment: rollback procedures'],
    ['data that is damaged', incidentOf('loss', null), 'Database backup & restore: manual restore'],
    ['queues that stand still', incidentOf('outage', 'broadcasts'), 'Redis persistence: verification steps'],
    ['e-mail that does not arrive', incidentOf('outage', 'email'), 'E-mail deliverability: troubleshooting'],
  ])('opens for %s', (_name, incident, first) => {
    expect(titles(incident)[0]).toBe(first)
  })

  it.each(['Uptime monitoring: configuration', 'Staging environment: verification'])('always has %s', (title) => {
    expect(titles(incidentOf('degradation', 'inbox'))).toContain(title)
  })
})

describe('a link', () => {
  const tried = (days: number) => ({ on: T0 - days * DAY, how: 'walked through on staging' })

  it.each<[string, Partial<Link>, string | null]>([
    ['that was validated of late is fresh', { validated: tried(90) }, null],
    ['that was validated long ago says so', { validated: tried(120) }, 'last validated 120 days ago'],
    ['that has an owner and was never validated says so', { owner: 'Platform team' }, 'never validated'],
    ['that nobody keeps is only a pointer', {}, null],
  ])('%s', (_name, changes, stale) => {
    const runbook = { ...known, links: [on('after-deploy', changes)] }
    const [first] = guidanceFor(incidentOf('outage', null, true), runbook, T0).links
    expect(first).toMatchObject({ title: 'after-deploy', stale })
  })

  it('says who keeps it, what it needs, and how it was tried', () => {
    const touches = { trigger: 'SEV2', impact: 'a short downtime', related: 'the gateway' }
    const kept = {
      owner: 'Platform team',
      backup: 'On-call',
      access: 'SSH to the host',
      ...touches,
      validated: tried(1),
    }
    const [first] = guidanceFor(
      incidentOf('outage', null),
      { ...known, links: [on('secret-leak', kept)] },
      T0,
    ).links.slice(-1)
    expect(first?.about).toEqual([
      'Kept by Platform team, then On-call.',
      'Needs SSH to the host.',
      'Followed from SEV2 on.',
      'Meanwhile customers feel: a short downtime.',
      'Touches the gateway.',
      'Validated: walked through on staging.',
    ])
  })
})
