// Every command in every phase: what happens, or the sentence that says why not.

import { describe, expect, it } from 'vitest'
import type { Command, PersonCommand, RuleCommand } from '../../../src/core/incident/command.ts'
import { decide } from '../../../src/core/incident/decide.ts'
import type { Incident } from '../../../src/core/incident/incident.ts'
import type { EventBody } from '../../../src/core/incident/incident-event.ts'
import { HOUR, MINUTE } from '../../../src/core/time.ts'
import type { Signal } from '../../../src/core/watch/signal.ts'
import { DANA, policy, signal, T0 } from './acme.ts'
import { after, but, incidents } from './phases.ts'

const RESOLVED = 'this incident was resolved by Watchkeeper at 2026-03-15 15:05 UTC'
const CLOSED = 'this incident was closed by Watchkeeper at 2026-03-15 15:10 UTC'
const NOW = T0 + HOUR

function ask(incident: Incident, asked: PersonCommand | RuleCommand, now = NOW): string[] | string {
  const command: Command = { ...asked, by: DANA }
  const decision = decide(incident, command, policy(now))
  return decision.ok ? decision.value.map(inShort) : decision.error
}

function inShort(event: EventBody): string {
  return event.kind === 'notice_written' ? `${event.kind} ${event.notice}` : event.kind
}

const { failing, acknowledged, mitigated, told, watched, watchedTold, resolved, closed } = incidents

const target = { deploy: 'good', sha: 'sha-good', version: null }
const ordered = after({ kind: 'rollback_ordered', rollback: 'rb', service: 'api', from: 'sha-bad', target })

type Case = [name: string, incident: Incident, asked: PersonCommand | RuleCommand, answer: string[] | string]

const PEOPLE: Case[] = [
  ['acknowledging while it fails', failing, { kind: 'acknowledge' }, ['acknowledged']],
  ['acknowledging while it is watched', watched, { kind: 'acknowledge' }, ['acknowledged']],
  [
    'acknowledging twice',
    acknowledged,
    { kind: 'acknowledge' },
    'already acknowledged by Dana at 2026-03-15 14:30 UTC',
  ],
  ['acknowledging what is over', resolved, { kind: 'acknowledge' }, RESOLVED],
  ['acknowledging what is closed', closed, { kind: 'acknowledge' }, CLOSED],
  ['a note', failing, { kind: 'note', text: ' looking ' }, ['noted']],
  ['a note on what is closed', closed, { kind: 'note', text: 'see also' }, ['noted']],
  ['an empty note', failing, { kind: 'note', text: '  ' }, 'the note is empty'],
  [
    'mitigating while it still fails starts no watch',
    failing,
    { kind: 'mitigate', text: 'switched off' },
    ['mitigated'],
  ],
  ['mitigating twice', mitigated, { kind: 'mitigate', text: '' }, 'already mitigated at 2026-03-15 14:35 UTC'],
  ['mitigating what works again', watched, { kind: 'mitigate', text: '' }, 'already mitigated at 2026-03-15 14:35 UTC'],
  ['mitigating what is over', resolved, { kind: 'mitigate', text: '' }, RESOLVED],
  [
    'resolving what still fails',
    failing,
    { kind: 'resolve', text: '' },
    'still failing: api does not answer. Mark it mitigated if people are helped',
  ],
  ['resolving while it is watched, nobody told', watched, { kind: 'resolve', text: '' }, ['resolved']],
  [
    'resolving while it is watched, somebody told',
    watchedTold,
    { kind: 'resolve', text: '' },
    ['resolved', 'notice_written resolution'],
  ],
  ['resolving twice', resolved, { kind: 'resolve', text: '' }, RESOLVED],
  ['resolving what is closed', closed, { kind: 'resolve', text: '' }, CLOSED],
  ['closing what fails', failing, { kind: 'close', cause: 'x' }, 'it has to be resolved first; it is investigating'],
  ['closing what is watched', watched, { kind: 'close', cause: 'x' }, 'it has to be resolved first; it is monitoring'],
  [
    'closing what is resolved and small',
    { ...resolved, severity: 'P3' },
    { kind: 'close', cause: 'a bad index' },
    ['closed'],
  ],
  [
    'closing what is resolved and has no action',
    resolved,
    { kind: 'close', cause: 'a bad index' },
    'P1 closes with at least one action that has an owner and a day it is due',
  ],
  ['closing without a cause', resolved, { kind: 'close', cause: ' ' }, 'the cause is missing'],
  ['closing twice', closed, { kind: 'close', cause: 'x' }, CLOSED],
  ['dismissing what fails', failing, { kind: 'dismiss', reason: 'a drill' }, ['dismissed']],
  ['dismissing what is watched', watched, { kind: 'dismiss', reason: 'a drill' }, ['dismissed']],
  [
    'dismissing what somebody was told',
    told,
    { kind: 'dismiss', reason: 'a drill' },
    ['dismissed', 'notice_written resolution'],
  ],
  ['dismissing without a reason', failing, { kind: 'dismiss', reason: ' ' }, 'the reason is missing'],
  ['dismissing what is resolved', resolved, { kind: 'dismiss', reason: 'x' }, RESOLVED],
  ['dismissing what is closed', closed, { kind: 'dismiss', reason: 'x' }, CLOSED],
  [
    'dismissing while it is taken back',
    ordered,
    { kind: 'dismiss', reason: 'x' },
    'a rollback is under way; what comes of it has to be known first',
  ],
  ['approving what was not suggested', failing, { kind: 'approve', report: null }, 'no rollback waits for an approval'],
]

const back = signal({ startedAt: NOW })
const slower = signal({ impact: 'degradation' })
const website = signal({ service: 'web' })

const RULES: Case[] = [
  ['the same signal again', failing, join(signal()), []],
  ['a second signal', failing, join(website), ['signal_joined', 'cause_suspected']],
  ['the same signal, less bad', failing, join(slower), ['signal_joined', 'severity_eased']],
  ['less bad does not undo a mitigation', mitigated, join(slower), ['signal_joined', 'severity_eased']],
  [
    'a second signal undoes a mitigation',
    mitigated,
    join(website),
    ['failed_again', 'signal_joined', 'cause_suspected'],
  ],
  ['failing again while it is watched', watched, join(back), ['failed_again', 'signal_returned']],
  ['failing again when it was resolved', resolved, join(back), ['reopened', 'signal_returned']],
  [
    'the last signal recovers, nobody told',
    failing,
    recover('monitor:api'),
    ['signal_recovered', 'mitigated', 'watch_started', 'notice_withheld'],
  ],
  [
    'the last signal recovers, somebody told',
    told,
    recover('monitor:api'),
    ['signal_recovered', 'mitigated', 'watch_started', 'notice_written update'],
  ],
  [
    'the last signal recovers after a person mitigated',
    mitigated,
    recover('monitor:api'),
    ['signal_recovered', 'watch_started', 'notice_withheld'],
  ],
  ['a signal nobody knows recovers', failing, recover('monitor:web'), []],
  ['a signal recovers twice', watched, recover('monitor:api'), []],
  [
    'one of two signals recovers',
    after({ kind: 'signal_joined', signal: website, why: 'related' }),
    recover('monitor:api'),
    ['signal_recovered'],
  ],
  [
    'a message is settled',
    failing,
    { kind: 'settle', key: 'k', what: 'first', outcome: 'done', reason: 'sent' },
    ['message_settled'],
  ],
  ['mail is held', failing, { kind: 'keep-back', notice: 'first', reason: 'held by Ed' }, ['notice_held']],
]

const TIMES: Case[] = [
  ['the hold is over', failing, time('first-notice'), ['notice_written first']],
  ['the hold is over, but mitigated only', mitigated, time('first-notice'), ['notice_written first']],
  ['the hold is over, but it healed', watched, time('first-notice'), []],
  ['the hold is over, but it was told', told, time('first-notice'), []],
  ['the hold is over, but it is resolved', resolved, time('first-notice'), []],
  ['an update is due', told, time('update'), ['notice_written update']],
  ['an update is due, but nobody was told', failing, time('update'), []],
  ['an update is due, but it is resolved', resolved, time('update'), []],
  ['the watch is over', watched, time('watch'), ['resolved']],
  ['the watch is over, somebody was told', watchedTold, time('watch'), ['resolved', 'notice_written resolution']],
  ['the watch is over, in doubt', watched, time('watch', 'nobody looked'), ['watch_started']],
  ['the watch is over, but it fails', failing, time('watch'), []],
  ['the watch is over twice', resolved, time('watch'), []],
  ['a proof is due, but nothing was taken back', failing, time('proof'), []],
]

describe('people', () => {
  it.each(PEOPLE)('%s', (_name, incident, asked, answer) => {
    expect(ask(incident, asked)).toEqual(answer)
  })
})

describe('rules', () => {
  it.each(RULES)('%s', (_name, incident, asked, answer) => {
    expect(ask(incident, asked)).toEqual(answer)
  })
})

describe('time', () => {
  it.each(TIMES)('%s', (_name, incident, asked, answer) => {
    expect(ask(incident, asked)).toEqual(answer)
  })

  it('ends no watch before its end', () => {
    expect(ask(watched, time('watch'), T0 + 35 * MINUTE - 1)).toEqual([])
    expect(ask(watched, time('watch'), T0 + 35 * MINUTE)).toEqual(['resolved'])
  })

  it('owes no update before the promised instant', () => {
    expect(ask(told, time('update'), T0 + 32 * MINUTE - 1)).toEqual([])
    expect(ask(told, time('update'), T0 + 32 * MINUTE)).toEqual(['notice_written update'])
  })

  it('withholds the first notice once when no tenant is known to be hurt', () => {
    const docs = but({ scope: { tenants: 'all', ids: [], isCore: true, impact: 'outage' } })
    expect(ask(docs, time('first-notice'))).toEqual(['notice_withheld'])
    expect(ask({ ...docs, withheld: 'no tenant is known to be hurt' }, time('first-notice'))).toEqual([])
  })
})

describe('what joins', () => {
  const small = but({ severity: 'P3', scope: { tenants: 'one', ids: ['north'], isCore: false, impact: 'outage' } })

  it('raises the severity when it is worse', () => {
    expect(ask(small, join(signal({ key: 'monitor:api-health' })))).toEqual(['signal_joined', 'classified'])
  })

  it('never lowers it', () => {
    expect(ask(failing, join(signal({ feature: 'export' })))).toEqual(['signal_joined'])
  })
})

function join(joined: Signal): RuleCommand {
  return { kind: 'join', signal: joined, why: 'same service' }
}

function recover(key: string): RuleCommand {
  return { kind: 'recover', key, summary: 'passes again' }
}

function time(timer: (RuleCommand & { kind: 'time' })['timer'], doubt: string | null = null): RuleCommand {
  return { kind: 'time', timer, doubt }
}
