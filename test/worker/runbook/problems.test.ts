// Everything that can be wrong inside a runbook, one line a case: what was changed, where that is told, and what is wanted.

import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../../src/runbook/open.ts'
import { type Changes, problemsOf } from './written.ts'

const cases: [string, Changes, string, string][] = [
  ['an unknown section', { monitor: {} }, 'monitor', 'one of organisation, responders, workingTime, roles'],
  ['a section left out', { organisation: undefined }, 'organisation', 'a group of options'],
  ['a section that is a text', { services: 'api' }, 'services', 'a group of names'],
  ['an unknown option of the organisation', { 'organisation.nmae': 'x' }, 'organisation.nmae', 'one of name, contact'],
  ['an unknown option of a monitor', { 'monitors.home.evry': '1m' }, 'monitors.home.evry', 'every'],
  ['an unknown setting of a kind', { 'monitors.home.statusses': [200] }, 'monitors.home.statusses', 'statuses'],
  [
    'an unknown setting of a platform',
    { 'services.api.rollback.platform.urll': '' },
    'services.api.rollback.platform.urll',
    'url',
  ],
  ['an unknown kind', { 'monitors.home.kind': 'htp' }, 'monitors.home.kind', 'one of http'],
  ['a kind that every object has', { 'monitors.home.kind': 'constructor' }, 'monitors.home.kind', 'one of http'],
  ['a monitor without a kind', { 'monitors.home.kind': undefined }, 'monitors.home.kind', 'one of http'],
  ['a monitor without an address', { 'monitors.home.url': undefined }, 'monitors.home.url', 'a text'],
  [
    'an id with capitals',
    { 'monitors.Home': { service: 'web', kind: 'http', url: 'https://a.example.com' } },
    'monitors.Home',
    'lower-case',
  ],
  ['an empty title', { 'services.api.title': ' ' }, 'services.api.title', 'a text'],
  ['no services', { services: {} }, 'services', 'at least one'],
  ['an empty role', { 'roles.on-call': [] }, 'roles.on-call', 'at least 1 entry'],
  ['no e-mail address', { 'organisation.contact': 'support' }, 'organisation.contact', 'an e-mail address'],
  [
    'one mailbox for two',
    { 'responders.second.email': 'First@example.com' },
    'responders.second.email',
    'a mailbox of its own; first has this one',
  ],
  ['no time zone', { 'organisation.timeZone': 'Mars/Olympus' }, 'organisation.timeZone', 'a time zone'],
  ['a responder on Mars', { 'responders.second.timeZone': 'Mars' }, 'responders.second.timeZone', 'a time zone'],
  ['no such weekday', { workingTime: { days: ['monday'] } }, 'workingTime.days.0', 'one of sun, mon'],
  ['no time of day', { workingTime: { until: '25:00' } }, 'workingTime.until', "a time of day such as '09:00'"],
  ['work that ends before it begins', { workingTime: { until: '08:00' } }, 'workingTime.until', 'after'],
  ['no date', { workingTime: { holidays: ['25.12.'] } }, 'workingTime.holidays.0', "a date such as '2026-12-25'"],
  [
    'a link that is no address',
    { 'services.api.links': [{ title: 'x', url: 'docs' }] },
    'services.api.links.0.url',
    'an address',
  ],
  [
    'a link for something that never happens',
    { 'services.api.links': [{ title: 'x', url: 'https://docs.example.com/', when: ['rain'] }] },
    'services.api.links.0.when',
    '"loss" or "exposure"',
  ],
  [
    'a link validated on no day',
    { links: [{ title: 'x', url: 'https://docs.example.com/', validated: { on: 'May', how: 'x' } }] },
    'links.0.validated.on',
    'a date such as',
  ],
  ['a contact for nothing', { contacts: [{ who: 'x', how: 'x' }] }, 'contacts.0.area', 'a text'],
  ['one name for two severities', { 'severity.native': { P1: 'SEV', P2: 'SEV' } }, 'severity.native', 'of its own'],
  ['what cannot be worse', { 'severity.raiseAfter': { P1: '1h' } }, 'severity.raiseAfter.P1', 'one of P2, P3, P4'],
  ['no stance', { 'severity.rollback': { P3: 'now' } }, 'severity.rollback.P3', 'one of immediate, targeted'],
  [
    'nothing that may fail',
    { 'services.api.slo': { availability: 100 } },
    'services.api.slo.availability',
    'a number below 100',
  ],
  [
    'a target over half a day',
    { 'services.api.slo': { availability: 99, over: '36h' } },
    'services.api.slo.over',
    'whole days',
  ],
  ['a status page without a scheme', { 'services.api.statusPage': 'x.com' }, 'services.api.statusPage', 'an address'],
  [
    'a status page inside of a network',
    { 'services.api.statusPage': 'https://10.0.0.1' },
    'services.api.statusPage',
    'the public address of a host by its name',
  ],
  [
    'something that no assessment asks',
    { 'monitors.home.tells': 'cpu' },
    'monitors.home.tells',
    'one of workers, queues',
  ],
  ['an unknown severity', { 'escalation.everyone': ['P5'] }, 'escalation.everyone.0', 'one of P1, P2, P3, P4'],
  [
    'an unknown severity as a name',
    { 'severity.native': { SEV1: 'x' } },
    'severity.native.SEV1',
    'one of P1, P2, P3, P4',
  ],
]

const numbers: [string, Changes, string, string][] = [
  ['a duration without a unit', { 'verification.watch': '30' }, 'verification.watch', "a duration such as '30s'"],
  ['a duration as a number', { 'monitors.home.every': 60 }, 'monitors.home.every', 'a duration'],
  ['a negative duration', { 'monitors.home.confirmAfter': '-1s' }, 'monitors.home.confirmAfter', 'a duration'],
  ['no interval', { 'monitors.home.every': '0s' }, 'monitors.home.every', 'from 10 seconds to 1 day'],
  ['an interval between whole minutes', { 'monitors.home.every': '90s' }, 'monitors.home.every', 'whole minutes'],
  ['an interval that no minute is made of', { 'monitors.home.every': '25s' }, 'monitors.home.every', '12s, 15s, 20s'],
  ['an interval over a day', { 'monitors.home.every': '25h' }, 'monitors.home.every', 'from 10 seconds to 1 day'],
  [
    'a deadline as long as the interval',
    { 'monitors.home.every': '1m', 'monitors.home.deadline': '1m' },
    'monitors.home.deadline',
    'shorter than `every`',
  ],
  ['a negative count', { 'monitors.home.failAfter': -1 }, 'monitors.home.failAfter', 'at least 1'],
  [
    'a confirmation of what writes',
    { 'monitors.home.method': 'POST', 'monitors.home.confirmations': 1 },
    'monitors.home.confirmations',
    'a check that writes is made once',
  ],
  [
    'what writes in several places',
    { 'monitors.home.method': 'POST', 'monitors.home.places': ['weur', 'enam'] },
    'monitors.home.places',
    'a check that writes is made once',
  ],
  ['a place that is none', { 'monitors.home.places': ['weur', 'moon'] }, 'monitors.home.places.1', 'wnam'],
  ['one place', { 'monitors.home.places': ['weur'] }, 'monitors.home.places', 'at least 2'],
  ['a place twice', { 'monitors.home.places': ['weur', 'weur'] }, 'monitors.home.places', 'each place once'],
  [
    'more voices than places',
    { 'monitors.home.places': ['weur', 'enam'], 'monitors.home.quorum': 3 },
    'monitors.home.quorum',
    'no more than the places',
  ],
  [
    'a closer look that a probe outlasts',
    { 'monitors.home.closely': '10s' },
    'monitors.home.deadline',
    'shorter than `every` and `closely`',
  ],
  ['half a confirmation', { 'monitors.home.confirmations': 0.5 }, 'monitors.home.confirmations', 'a whole number'],
  ['too many confirmations', { 'monitors.home.confirmations': 100 }, 'monitors.home.confirmations', 'at most 5'],
  [
    'failing before warning',
    { 'monitors.home.latency': { warnMs: 900, failMs: 400 } },
    'monitors.home.latency.failMs',
    'more than the 900',
  ],
  [
    'failing before the default warning',
    { 'monitors.home.latency': { failMs: 400 } },
    'monitors.home.latency.failMs',
    'more than the 5000',
  ],
  [
    'a hold longer than a promise',
    { 'communication.hold': '31m' },
    'communication.hold',
    'no longer than the shortest promised',
  ],
  [
    'a hold longer than a promise for P3',
    { 'communication.timing': { P3: { first: '1m' } } },
    'communication.hold',
    'no longer than the shortest promised',
  ],
  ['no rollbacks a day', { 'services.api.rollback.perDay': 0 }, 'services.api.rollback.perDay', 'at least 1'],
  [
    'auto without migrations',
    { 'services.api.rollback.mode': 'auto' },
    'services.api.rollback.migrations',
    'has to know of every migration',
  ],
  ['auto for everything', { rollback: { mode: 'auto' } }, 'rollback', 'one of organisation'],
]

const samples = (duration: unknown) => ({ 'retention.samples': duration })
const hours = (duration: unknown) => ({ 'retention.hours': duration })
const retention: [string, Changes, string, string][] = [
  ['samples of half an hour', samples('36.5h'), 'retention.samples', "whole hours, such as '48h'"],
  ['samples of less than any window needs', samples('11h'), 'retention.samples', 'from 12 hours to 14 days'],
  ['samples of three weeks', samples('21d'), 'retention.samples', 'from 12 hours to 14 days'],
  ['samples without a unit', samples('48'), 'retention.samples', "a duration such as '30s'"],
  ['samples for ever', samples(null), 'retention.samples', 'a duration'],
  ['hours of half a day', hours('180h'), 'retention.hours', "whole days, such as '90d'"],
  ['hours of less than a week', hours('6d'), 'retention.hours', 'from 7 days to 400 days'],
  ['hours of years', hours('800d'), 'retention.hours', 'from 7 days to 400 days'],
  ['days, which are kept for ever', { 'retention.days': '1d' }, 'retention.days', 'one of samples, hours'],
]

const away = (changes: object) => ({
  maintenance: [{ services: ['api'], reason: 'backups', lasts: '1h', ...changes }],
})
const SUNDAYS = { weekly: { days: ['sun'], at: '02:00' } }
const monthly = (changes: object) => away({ monthly: { day: 1, at: '02:00', ...changes } })
const maintenance: [string, Changes, string, string][] = [
  ['of no service', away({ services: [], ...SUNDAYS }), 'maintenance.0.services', 'at least 1 entry'],
  ['without a reason', away({ reason: ' ', ...SUNDAYS }), 'maintenance.0.reason', 'a text'],
  ['that never begins', away({}), 'maintenance.0', 'exactly one of `from`, `weekly` and `monthly`'],
  ['that begins twice', away({ from: '2026-11-21T22:00:00Z', ...SUNDAYS }), 'maintenance.0', 'exactly one'],
  ['at an instant of no place', away({ from: '2026-11-21T22:00:00' }), 'maintenance.0.from', 'with its offset'],
  ['on a day that is none', away({ from: '2026-02-30T22:00:00Z' }), 'maintenance.0.from', 'with its offset'],
  ['of no time', away({ lasts: '0s', ...SUNDAYS }), 'maintenance.0.lasts', 'from 1 minute to 7 days'],
  ['of more than a week', away({ lasts: '8d', from: '2026-11-21T22:00:00Z' }), 'maintenance.0.lasts', 'to 7 days'],
  ['of days, again and again', away({ lasts: '25h', ...SUNDAYS }), 'maintenance.0.lasts', 'at most 1 day'],
  [
    'of the whole week',
    away({ lasts: '1d', weekly: { days: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], at: '00:00' } }),
    'maintenance.0.lasts',
    'leaves some of the week',
  ],
  ['on no day', away({ weekly: { days: [], at: '02:00' } }), 'maintenance.0.weekly.days', 'at least 1 entry'],
  ['at 25 o’clock', monthly({ at: '25:00' }), 'maintenance.0.monthly.at', 'a time of day'],
  ['on a day that not every month has', monthly({ day: 31 }), 'maintenance.0.monthly.day', 'from 1 to 28'],
  ['on Mars', monthly({ timeZone: 'Mars' }), 'maintenance.0.monthly.timeZone', 'a time zone'],
  ['with a word too many', away({ until: 'x', ...SUNDAYS }), 'maintenance.0.until', 'one of services, reason'],
]

const addresses: [string, Changes, string, string][] = [
  ['an IP address', { 'monitors.home.url': 'http://10.0.0.1/' }, 'monitors.home.url', 'is an IP address'],
  ['this machine', { 'monitors.home.url': 'http://localhost:3000/' }, 'monitors.home.url', 'is a loopback address'],
  ['a private name', { 'monitors.home.url': 'https://db.internal/' }, 'monitors.home.url', 'is a private host name'],
  [
    'a name in small letters',
    { 'monitors.home.url': { address: 'home', default: 'https://a.example.com', path: '' } },
    'monitors.home.url',
    'the name of an address in capitals',
  ],
  ['no address at all', { 'monitors.home.url': 'api' }, 'monitors.home.url', 'is not a URL'],
  [
    'a private platform',
    { 'services.api.rollback.platform.url': 'http://10.0.0.1/' },
    'services.api.rollback.platform.url',
    'is an IP address',
  ],
]

describe.each([
  ['what is written', cases],
  ['numbers', numbers],
  ['how long it is kept', retention],
  ['maintenance', maintenance],
  ['addresses', addresses],
])('%s', (_, table) => {
  it.each(table)('%s', (_, changes, path, wanted) => {
    expect(problemsOf(changes)).toEqual([expect.objectContaining({ path, wanted: expect.stringContaining(wanted) })])
  })
})

it('tells everything at once, inside the parts and between them', () => {
  const problems = problemsOf({
    organization: {},
    'organisation.contact': 'support',
    'monitors.health.service': 'apii',
    'monitors.inbox.statuses': [],
    'monitors.home.url': 'http://10.0.0.1/',
    'services.web.dependsOn': ['apy'],
    'roles.on-call': ['frist'],
    'escalation.fallback': 'oncall',
    'communication.hold': '2h',
  })
  expect(problems.map(({ path }) => path).sort()).toEqual([
    'communication.hold',
    'escalation.fallback',
    'monitors.health.service',
    'monitors.home.url',
    'monitors.inbox.statuses',
    'organisation.contact',
    'organization',
    'roles.on-call.0',
    'services.web.dependsOn.0',
  ])
})

it('reads as one line', () => {
  const [problem] = problemsOf({ 'monitors.health.service': 'apii' })
  expect(problem && describeProblem(problem)).toBe(
    'monitors.health.service: found "apii"; wanted one of api, web; did you mean "api"?',
  )
})

it('offers no hint where nothing is near', () => {
  expect(problemsOf({ 'monitors.health.service': 'database' })).toMatchObject([{ hint: null }])
})
