// Names that lead nowhere and services that need themselves, one line a case.

import { expect, it } from 'vitest'
import { type Changes, problemsOf } from './written.ts'

const cases: [string, Changes, string, string, string | null][] = [
  ['an unknown service', { 'monitors.home.service': 'wep' }, 'monitors.home.service', 'one of api, web', 'web'],
  ['an unknown feature', { 'monitors.inbox.feature': 'inbxo' }, 'monitors.inbox.feature', 'one of inbox', 'inbox'],
  [
    'a feature of another service',
    { 'monitors.home.feature': 'inbox' },
    'monitors.home.feature',
    'one of none, as there are none',
    null,
  ],
  [
    'an unknown responder',
    { 'roles.on-call': ['first', 'secnd'] },
    'roles.on-call.1',
    'one of first, second',
    'second',
  ],
  [
    'a link for an unknown feature',
    { 'services.api.links': [{ title: 'x', url: 'https://docs.example.com/', features: ['inbxo'] }] },
    'services.api.links.0.features',
    'one of inbox',
    'inbox',
  ],
  [
    'a link for a feature that no service has',
    { links: [{ title: 'x', url: 'https://docs.example.com/', features: ['inbxo'] }] },
    'links.0.features',
    'one of inbox',
    'inbox',
  ],
  [
    'a secret of nobody',
    { secrets: { API_KEY: { where: ['railway'], owner: 'frist' } } },
    'secrets.API_KEY.owner',
    'one of first, second',
    'first',
  ],
  ['an unknown role', { 'escalation.fallback': 'on-cal' }, 'escalation.fallback', 'one of on-call', 'on-call'],
  ['an unknown dependency', { 'services.web.dependsOn': ['ap'] }, 'services.web.dependsOn.0', 'one of api, web', 'api'],
  [
    'an unknown service to be away',
    { maintenance: [{ services: ['api', 'wep'], reason: 'x', lasts: '1h', weekly: { days: ['sun'], at: '02:00' } }] },
    'maintenance.0.services.1',
    'one of api, web',
    'web',
  ],
  [
    'a name that every object has',
    { 'monitors.home.service': 'toString' },
    'monitors.home.service',
    'one of api, web',
    null,
  ],
]

it.each(cases)('%s', (_, changes, path, wanted, nearest) => {
  const hint = nearest === null ? null : `did you mean "${nearest}"?`
  expect(problemsOf(changes)).toMatchObject([{ path, wanted, hint }])
})

const circles: [string, Changes, string, string][] = [
  ['itself', { 'services.web.dependsOn': ['web'] }, 'services.web.dependsOn', '"web → web"'],
  ['each other', { 'services.api.dependsOn': ['web'] }, 'services.api.dependsOn', '"api → web → api"'],
  [
    'a longer circle, beside what leads into it',
    {
      'services.api.dependsOn': ['queue'],
      'services.queue': { title: 'Queue', dependsOn: ['store'] },
      'services.store': { title: 'Store', dependsOn: ['api'] },
    },
    'services.api.dependsOn',
    '"api → queue → store → api"',
  ],
]

it.each(circles)('a service that needs %s is told once', (_, changes, path, found) => {
  expect(problemsOf(changes)).toMatchObject([{ path, found }])
})
